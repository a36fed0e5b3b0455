/*
 * FIFO of a BCM2711 MAI, and the DREQ by which it asks DMA for words
 *
 * Depth: 32 words, as the author of the driver's DREQ thresholds says in
 * raspberrypi/linux pull request 5458 ("the 32 element fifo only requests data
 * when it contains fewer than 8 entries").
 *
 * DREQ is high while the FIFO holds less than MAI_THR.DREQLOW words, whether
 * the MAI is enabled or not. The other thresholds have no effect: DREQHIGH,
 * because what it does is not public (Linux 5.10.223 sets it to less than
 * DREQLOW, Linux 6.12 to the same); PANICLOW and PANICHIGH, because a panic
 * raises the priority of DMA on the bus, and there is no such thing here.
 *
 * A modelling choice, and not what hardware does: once it has fallen, DREQ
 * rises only when the level is under half of DREQLOW. Words leave the FIFO at
 * the same times, but DMA brings them some samples at a time. With a rise at
 * every sample, a boot of Linux 5.10 that plays two seconds was measured to
 * cost 1.3 times the host's processor time. The property "dreq-exact" leaves
 * the choice out.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/audio/bcm2711_mai_fifo.h"
#include "trace.h"

uint32_t bcm2711_mai_fifo_level(BCM2711MAIFifo *f)
{
    return fifo32_num_used(&f->words);
}

void bcm2711_mai_fifo_flush(BCM2711MAIFifo *f)
{
    fifo32_reset(&f->words);
}

bool bcm2711_mai_fifo_push(BCM2711MAIFifo *f, uint32_t word, int64_t now)
{
    if (fifo32_is_full(&f->words)) {
        return false;
    }
    fifo32_push(&f->words, word);
    f->fed_ns = now;
    return true;
}

bool bcm2711_mai_fifo_has_sample(BCM2711MAIFifo *f)
{
    return f->sample && bcm2711_mai_fifo_level(f) >= f->sample;
}

uint32_t bcm2711_mai_fifo_pop(BCM2711MAIFifo *f)
{
    return fifo32_pop(&f->words);
}

/* The level under which DREQ rises; never so low that a sample is missing */
static uint32_t fifo_rise(BCM2711MAIFifo *f)
{
    if (f->dreq_exact) {
        return f->dreq_low;
    }
    return MIN(f->dreq_low, MAX(DIV_ROUND_UP(f->dreq_low, 2), f->sample));
}

static bool fifo_stalled(const BCM2711MAIFifo *f, int64_t now)
{
    return now < f->stalled_until_ns;
}

bool bcm2711_mai_fifo_wants_words(BCM2711MAIFifo *f, int64_t now)
{
    return !fifo_stalled(f, now) &&
           bcm2711_mai_fifo_level(f) < (f->dreq_level ? f->dreq_low
                                                      : fifo_rise(f));
}

uint32_t bcm2711_mai_fifo_samples_to_dreq(BCM2711MAIFifo *f)
{
    uint32_t level = bcm2711_mai_fifo_level(f);
    uint32_t rise = fifo_rise(f);
    uint32_t samples = level / f->sample;

    if (f->dreq_level || level < rise) {
        return samples;
    }
    return MIN(samples, (level - rise) / f->sample);
}

void bcm2711_mai_fifo_stall(BCM2711MAIFifo *f, uint64_t ns, int64_t now)
{
    f->stalled_until_ns = ns > INT64_MAX - now ? INT64_MAX : now + ns;
}

static void fifo_lower_dreq(BCM2711MAIFifo *f)
{
    if (f->dreq_level) {
        f->dreq_level = false;
        trace_bcm2711_mai_dreq(f->name, 0, bcm2711_mai_fifo_level(f));
        qemu_irq_lower(f->dreq);
    }
}

static void fifo_raise_dreq(BCM2711MAIFifo *f)
{
    f->dreq_level = true;
    trace_bcm2711_mai_dreq(f->name, 1, bcm2711_mai_fifo_level(f));
    f->raising_dreq = true;
    qemu_irq_raise(f->dreq);
    f->raising_dreq = false;
    f->fed_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

void bcm2711_mai_fifo_update_dreq(BCM2711MAIFifo *f, int64_t now,
                                  bool in_timer)
{
    if (!bcm2711_mai_fifo_wants_words(f, now)) {
        timer_del(&f->timer);
        fifo_lower_dreq(f);
        if (fifo_stalled(f, now) && f->stalled_until_ns != INT64_MAX) {
            timer_mod(&f->timer, f->stalled_until_ns);
        }
    } else if (!f->dreq_level && in_timer) {
        timer_del(&f->timer);
        fifo_raise_dreq(f);
    } else if (!f->dreq_level && !timer_pending(&f->timer)) {
        timer_mod(&f->timer, now);
    }
}

void bcm2711_mai_fifo_reset(BCM2711MAIFifo *f)
{
    timer_del(&f->timer);
    fifo32_reset(&f->words);
    f->dreq_low = 0;
    f->sample = 0;
    f->dreq_level = false;
    f->stalled_until_ns = 0;
}

void bcm2711_mai_fifo_init(BCM2711MAIFifo *f, QEMUTimerCB *dreq_timer,
                           void *opaque)
{
    fifo32_create(&f->words, BCM2711_MAI_FIFO_WORDS);
    timer_init_ns(&f->timer, QEMU_CLOCK_VIRTUAL, dreq_timer, opaque);
}

void bcm2711_mai_fifo_finalize(BCM2711MAIFifo *f)
{
    timer_del(&f->timer);
    fifo32_destroy(&f->words);
}

static bool fifo_valid(void *opaque, int version_id)
{
    BCM2711MAIFifo *f = opaque;
    const Fifo8 *bytes = &f->words.fifo;

    return bytes->num <= bytes->capacity && bytes->head < bytes->capacity &&
           bytes->num % sizeof(uint32_t) == 0;
}

const VMStateDescription vmstate_bcm2711_mai_fifo = {
    .name = "bcm2711-mai-fifo",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_FIFO32(words, BCM2711MAIFifo),
        VMSTATE_VALIDATE("FIFO holds whole words", fifo_valid),
        VMSTATE_UINT32(dreq_low, BCM2711MAIFifo),
        VMSTATE_UINT32(sample, BCM2711MAIFifo),
        VMSTATE_BOOL(dreq_level, BCM2711MAIFifo),
        VMSTATE_INT64(fed_ns, BCM2711MAIFifo),
        VMSTATE_INT64(stalled_until_ns, BCM2711MAIFifo),
        VMSTATE_TIMER(timer, BCM2711MAIFifo),
        VMSTATE_END_OF_LIST()
    }
};
