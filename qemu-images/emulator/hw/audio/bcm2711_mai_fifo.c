/*
 * FIFO of a BCM2711 MAI, and when it requests words from DMA
 *
 * Depth: 32 words, according to the author of the driver's DREQ thresholds in
 * raspberrypi/linux pull request 5458 ("the 32 element fifo only requests data
 * when it contains fewer than 8 entries").
 *
 * DREQ is high while the FIFO holds less than MAI_THR.DREQLOW words, whether
 * the MAI is enabled or not. The other thresholds have no effect: DREQHIGH,
 * because its function is not public (Linux 5.10.223 sets it below DREQLOW,
 * Linux 6.12 to the same value); PANICLOW and PANICHIGH, because a panic raises
 * the priority of DMA on the bus, which is not modelled.
 *
 * A modelling choice that differs from hardware: after a fall, DREQ rises only
 * when the level is under half of DREQLOW. Words leave the FIFO at the same
 * times, but DMA brings several samples at a time. A rise at every sample was
 * measured to cost 1.3 times the host's processor time in a boot of Linux 5.10
 * that plays two seconds.
 * lab {
 * The property "dreq-exact" disables this choice.
 * } lab
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/audio/bcm2711_mai_fifo.h"

void bcm2711_mai_fifo_flush(BCM2711MAIFifo *f)
{
    f->head = 0;
    f->level = 0;
}

bool bcm2711_mai_fifo_push(BCM2711MAIFifo *f, uint32_t word)
{
    if (f->level == BCM2711_MAI_FIFO_WORDS) {
        return false;
    }
    f->words[(f->head + f->level++) % BCM2711_MAI_FIFO_WORDS] = word;
    return true;
}

bool bcm2711_mai_fifo_has_sample(const BCM2711MAIFifo *f)
{
    return f->sample && f->level >= f->sample;
}

uint32_t bcm2711_mai_fifo_pop(BCM2711MAIFifo *f)
{
    uint32_t word = f->words[f->head];

    assert(f->level);
    f->head = (f->head + 1) % BCM2711_MAI_FIFO_WORDS;
    f->level--;
    return word;
}

/* The level under which DREQ rises; never so low that a sample is missing */
static uint32_t fifo_rise(const BCM2711MAIFifo *f)
{
    /* lab { */
    if (f->dreq_exact) {
        return f->dreq_low;
    }
    /* } lab */
    return MIN(f->dreq_low, MAX(DIV_ROUND_UP(f->dreq_low, 2), f->sample));
}

/* lab { */
static bool fifo_stalled(const BCM2711MAIFifo *f, int64_t now)
{
    return now < f->stalled_until_ns;
}
/* } lab */

bool bcm2711_mai_fifo_wants_words(const BCM2711MAIFifo *f, int64_t now)
{
    /* lab { */
    if (fifo_stalled(f, now)) {
        return false;
    }
    /* } lab */
    return f->level < (f->dreq ? f->dreq_low : fifo_rise(f));
}

uint32_t bcm2711_mai_fifo_samples_to_dreq(const BCM2711MAIFifo *f)
{
    uint32_t rise = fifo_rise(f);
    uint32_t samples = f->level / f->sample;

    if (f->dreq || f->level < rise) {
        return samples;
    }
    return MIN(samples, (f->level - rise) / f->sample);
}

int64_t bcm2711_mai_fifo_dreq_due_ns(const BCM2711MAIFifo *f, int64_t now)
{
    /* lab { */
    if (fifo_stalled(f, now)) {
        return f->stalled_until_ns;
    }
    /* } lab */
    return !f->dreq && bcm2711_mai_fifo_wants_words(f, now) ? now : INT64_MAX;
}

/* lab { */
void bcm2711_mai_fifo_stall(BCM2711MAIFifo *f, uint64_t ns, int64_t now)
{
    f->stalled_until_ns = ns > INT64_MAX - now ? INT64_MAX : now + ns;
}
/* } lab */

void bcm2711_mai_fifo_reset(BCM2711MAIFifo *f)
{
    bcm2711_mai_fifo_flush(f);
    f->dreq_low = 0;
    f->sample = 0;
    f->dreq = false;
    /* lab { */
    f->stalled_until_ns = 0;
    /* } lab */
}

static bool fifo_valid(void *opaque, int version_id)
{
    BCM2711MAIFifo *f = opaque;

    return f->head < BCM2711_MAI_FIFO_WORDS &&
           f->level <= BCM2711_MAI_FIFO_WORDS;
}

const VMStateDescription vmstate_bcm2711_mai_fifo = {
    .name = "bcm2711-mai-fifo",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(words, BCM2711MAIFifo, BCM2711_MAI_FIFO_WORDS),
        VMSTATE_UINT32(head, BCM2711MAIFifo),
        VMSTATE_UINT32(level, BCM2711MAIFifo),
        VMSTATE_VALIDATE("FIFO's words lie inside it", fifo_valid),
        VMSTATE_BOOL(dreq, BCM2711MAIFifo),
        /* lab { */
        VMSTATE_INT64(stalled_until_ns, BCM2711MAIFifo),
        /* } lab */
        /* lab { */
        VMSTATE_BOOL(dreq_exact, BCM2711MAIFifo),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};
