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

void bcm2711_mai_fifo_flush(BCM2711MAIFifo *fifo)
{
    fifo->head = 0;
    fifo->level = 0;
}

bool bcm2711_mai_fifo_push(BCM2711MAIFifo *fifo, uint32_t word)
{
    if (fifo->level == BCM2711_MAI_FIFO_WORDS) {
        return false;
    }
    fifo->words[(fifo->head + fifo->level++) % BCM2711_MAI_FIFO_WORDS] = word;
    return true;
}

bool bcm2711_mai_fifo_has_sample(const BCM2711MAIFifo *fifo)
{
    return fifo->sample && fifo->level >= fifo->sample;
}

uint32_t bcm2711_mai_fifo_pop(BCM2711MAIFifo *fifo)
{
    uint32_t word = fifo->words[fifo->head];

    assert(fifo->level);
    fifo->head = (fifo->head + 1) % BCM2711_MAI_FIFO_WORDS;
    fifo->level--;
    return word;
}

/* The level under which DREQ rises; never so low that a sample is missing */
static uint32_t fifo_rise(const BCM2711MAIFifo *fifo)
{
    /* lab { */
    if (fifo->dreq_exact) {
        return fifo->dreq_low;
    }
    /* } lab */
    return MIN(fifo->dreq_low,
               MAX(DIV_ROUND_UP(fifo->dreq_low, 2), fifo->sample));
}

/* lab { */
static bool fifo_stalled(const BCM2711MAIFifo *fifo, int64_t now)
{
    return now < fifo->stalled_until_ns;
}
/* } lab */

bool bcm2711_mai_fifo_wants_words(const BCM2711MAIFifo *fifo, int64_t now)
{
    /* lab { */
    if (fifo_stalled(fifo, now)) {
        return false;
    }
    /* } lab */
    return fifo->level < (fifo->dreq ? fifo->dreq_low : fifo_rise(fifo));
}

uint32_t bcm2711_mai_fifo_samples_to_dreq(const BCM2711MAIFifo *fifo)
{
    uint32_t rise = fifo_rise(fifo);
    uint32_t samples = fifo->level / fifo->sample;

    if (fifo->dreq || fifo->level < rise) {
        return samples;
    }
    return MIN(samples, (fifo->level - rise) / fifo->sample);
}

int64_t bcm2711_mai_fifo_dreq_due_ns(const BCM2711MAIFifo *fifo, int64_t now)
{
    /* lab { */
    if (fifo_stalled(fifo, now)) {
        return fifo->stalled_until_ns;
    }
    /* } lab */
    return !fifo->dreq && bcm2711_mai_fifo_wants_words(fifo, now) ? now
                                                                  : INT64_MAX;
}

/* lab { */
void bcm2711_mai_fifo_stall(BCM2711MAIFifo *fifo, uint64_t ns, int64_t now)
{
    fifo->stalled_until_ns = ns > INT64_MAX - now ? INT64_MAX : now + ns;
}
/* } lab */

void bcm2711_mai_fifo_reset(BCM2711MAIFifo *fifo)
{
    bcm2711_mai_fifo_flush(fifo);
    fifo->dreq_low = 0;
    fifo->sample = 0;
    fifo->dreq = false;
    /* lab { */
    fifo->stalled_until_ns = 0;
    /* } lab */
}

static bool fifo_valid(void *opaque, int version_id)
{
    BCM2711MAIFifo *fifo = opaque;

    return fifo->head < BCM2711_MAI_FIFO_WORDS &&
           fifo->level <= BCM2711_MAI_FIFO_WORDS;
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
        VMSTATE_BOOL(dreq_exact, BCM2711MAIFifo),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};
