/*
 * Stream of audio words through a BCM2711 MAI
 *
 * While the MAI is enabled, its sample clock takes a sample out each period:
 * one word for each of MAI_CTL.CHNUM channels. Samples are always whole, as
 * with MAI_CTL.WHOLSMP, which every driver sets.
 *
 * All state that depends on time is computed when it is read. A timer is needed
 * only for ticks that change something outside: the first word leaves, DREQ
 * rises, or words are missing.
 *
 * Words missing at a tick set MAI_CTL.ERRORE and DLATE, but count as an
 * underrun only in the middle of a stream:
 *  - Before the first word none is due. Linux 5.10 starts DMA before the MAI,
 *    6.1 the MAI before DMA.
 *  - After the last word the stream is at its end. Linux 5.10 stops the MAI
 *    before DMA, so its FIFO is never seen empty; with later kernels DMA ends
 *    first, and the FIFO drains until the PCM is closed. Which of the two it
 *    was shows when another word is written, or when the stream is ended.
 *
 * Timers may be served late if virtual time follows the host's clock. So only
 * the timer of a tick, after those of DMA with earlier deadlines, can find its
 * words missing; and if DREQ rose or a word came after the tick was due, DMA
 * gets one more sample period. Ticks due by then follow at once, which keeps
 * the rate. A delay so long that the emulator must have stood still is skipped.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/host-utils.h"
#include "qemu/timer.h"
#include "hw/audio/bcm2711_mai_stream.h"

/* A timer served later than this means that the emulator stood still */
#define MAX_LAG_NS (500 * SCALE_MS)

#define NOT_STARVED (-1)

#define EMIT(st, event, ...) \
    do { \
        for (unsigned int i_ = 0; i_ < (st)->num_sinks; i_++) { \
            const BCM2711AudioSinkOps *ops_ = (st)->sinks[i_].ops; \
            if (ops_->event) { \
                ops_->event((st)->sinks[i_].opaque, ## __VA_ARGS__); \
            } \
        } \
    } while (0)

BCM2711AudioFormat bcm2711_mai_stream_format(const BCM2711MAIStream *st)
{
    return (BCM2711AudioFormat) {
        .rate = bcm2711_mai_clock_rate(&st->clock),
        .channels = st->fifo.sample,
        .high_bit_rate = st->high_bit_rate,
    };
}

/* Whether samples are due */
static bool stream_running(const BCM2711MAIStream *st)
{
    return st->enabled && st->fifo.sample && bcm2711_mai_clock_rate(&st->clock);
}

static bool stream_starved(const BCM2711MAIStream *st)
{
    return st->starved_ns != NOT_STARVED;
}

/* lab { */
bool bcm2711_mai_stream_plays(const BCM2711MAIStream *st)
{
    return stream_running(st) && !stream_starved(st);
}
/* } lab */

/* When the next sample is due; INT64_MAX: never */
static int64_t stream_due_ns(const BCM2711MAIStream *st)
{
    return bcm2711_mai_clock_due_ns(&st->clock, 0);
}

static void stream_start(BCM2711MAIStream *st, int64_t now)
{
    BCM2711AudioFormat format = bcm2711_mai_stream_format(st);

    st->enabled = true;
    st->playing = false;
    st->starved_ns = NOT_STARVED;
    bcm2711_mai_clock_restart(&st->clock, now);
    EMIT(st, start, &format, st->fifo.level, now);
}

static void stream_end(BCM2711MAIStream *st, int64_t now)
{
    bool drained = stream_starved(st);

    st->enabled = false;
    st->starved_ns = NOT_STARVED;
    /* lab { */
    bcm2711_mai_fifo_stall(&st->fifo, 0, now);
    /* } lab */
    EMIT(st, end, drained, st->fifo.level, now);
}

static void stream_check_clock(BCM2711MAIStream *st)
{
    if (st->enabled && !bcm2711_mai_clock_rate(&st->clock)) {
        EMIT(st, no_clock);
    }
}

void bcm2711_mai_stream_configure(BCM2711MAIStream *st, bool enabled,
                                  uint32_t channels, bool make_parity,
                                  int64_t now)
{
    st->fifo.sample = channels;
    st->make_parity = make_parity;
    if (st->enabled && !enabled) {
        stream_end(st, now);
    } else if (!st->enabled && enabled) {
        stream_start(st, now);
    }
    stream_check_clock(st);
}

void bcm2711_mai_stream_restore(BCM2711MAIStream *st, bool enabled,
                                uint32_t channels, bool make_parity,
                                bool high_bit_rate, uint32_t dreq_low)
{
    st->enabled = enabled;
    st->make_parity = make_parity;
    st->high_bit_rate = high_bit_rate;
    st->fifo.sample = channels;
    st->fifo.dreq_low = dreq_low;
}

void bcm2711_mai_stream_set_clock(BCM2711MAIStream *st, uint64_t audio_hz,
                                  uint32_t n, uint32_t m, int64_t now)
{
    bcm2711_mai_clock_set(&st->clock, audio_hz, n, m, now);
    stream_check_clock(st);
}

/* lab { */
void bcm2711_mai_stream_set_stall(BCM2711MAIStream *st, uint64_t ns,
                                  int64_t now)
{
    st->dreq_stall_ns = ns;
    if (stream_running(st) && st->playing) {
        bcm2711_mai_fifo_stall(&st->fifo, ns, now);
    }
}
/* } lab */

/* IEC 60958: even parity over the bits after the preamble, in bit 31 */
static uint32_t stream_with_parity(uint32_t word)
{
    return deposit32(word, 31, 1, ctpop32(extract32(word, 4, 27)) & 1);
}

static void stream_take_sample(BCM2711MAIStream *st, int64_t ns)
{
    BCM2711AudioFormat format = bcm2711_mai_stream_format(st);
    uint32_t words[BCM2711_AUDIO_MAX_WORDS];

    if (!st->playing) {
        st->playing = true;
        /* lab { */
        bcm2711_mai_fifo_stall(&st->fifo, st->dreq_stall_ns, ns);
        /* } lab */
        EMIT(st, first_word, &format, ns);
    }
    for (uint32_t i = 0; i < format.channels; i++) {
        words[i] = bcm2711_mai_fifo_pop(&st->fifo);
        if (st->make_parity) {
            words[i] = stream_with_parity(words[i]);
        }
    }
    EMIT(st, sample, &format, words, ns);
    st->clock.next_tick++;
}

/* Terminates, because each sample makes the FIFO emptier */
void bcm2711_mai_stream_advance(BCM2711MAIStream *st, int64_t now)
{
    int64_t due;

    if (!stream_running(st) || stream_starved(st)) {
        return;
    }
    while ((due = stream_due_ns(st)) <= now &&
           bcm2711_mai_fifo_has_sample(&st->fifo)) {
        stream_take_sample(st, due);
    }
    if (due <= now && !st->playing) {
        EMIT(st, missing, false, due);
        bcm2711_mai_clock_skip_to(&st->clock, now);
    }
}

void bcm2711_mai_stream_push(BCM2711MAIStream *st, uint32_t word, int64_t now)
{
    if (!bcm2711_mai_fifo_push(&st->fifo, word)) {
        EMIT(st, overrun);
        return;
    }
    st->fed_ns = now;
    if (stream_starved(st)) {
        EMIT(st, underrun, st->starved_ns);
        st->starved_ns = NOT_STARVED;
        bcm2711_mai_clock_skip_to(&st->clock, now);
    }
}

bool bcm2711_mai_stream_wants_words(const BCM2711MAIStream *st, int64_t now)
{
    return bcm2711_mai_fifo_wants_words(&st->fifo, now);
}

/* Until when the next tick waits for words, see the top of this file */
static int64_t stream_patience_ns(const BCM2711MAIStream *st, int64_t now)
{
    int64_t due = stream_due_ns(st);

    if (!bcm2711_mai_stream_wants_words(st, now)) {
        return due;
    }
    if (!st->fifo.dreq) {
        return INT64_MAX;
    }
    return st->fed_ns < due
           ? due : st->fed_ns + bcm2711_mai_clock_period_ns(&st->clock);
}

static void stream_check_starved(BCM2711MAIStream *st, int64_t now)
{
    if (stream_running(st) && !stream_starved(st) && st->playing &&
        !bcm2711_mai_fifo_has_sample(&st->fifo) &&
        now >= stream_patience_ns(st, now)) {
        st->starved_ns = stream_due_ns(st);
        EMIT(st, missing, true, st->starved_ns);
    }
}

/* The next tick that changes something outside; INT64_MAX: none */
static int64_t stream_next_tick_ns(const BCM2711MAIStream *st, int64_t now)
{
    if (!stream_running(st) || stream_starved(st)) {
        return INT64_MAX;
    }
    if (!bcm2711_mai_fifo_has_sample(&st->fifo)) {
        return st->playing ? stream_patience_ns(st, now) : INT64_MAX;
    }
    if (!st->playing) {
        return stream_due_ns(st);
    }
    return bcm2711_mai_clock_due_ns(&st->clock,
                                    bcm2711_mai_fifo_samples_to_dreq(
                                        &st->fifo));
}

int64_t bcm2711_mai_stream_next_event(BCM2711MAIStream *st, int64_t now)
{
    st->event_ns = stream_next_tick_ns(st, now);
    return MIN(st->event_ns, bcm2711_mai_fifo_dreq_due_ns(&st->fifo, now));
}

void bcm2711_mai_stream_event(BCM2711MAIStream *st, int64_t now)
{
    int64_t lag = now - st->event_ns;

    if (lag < 0) {
        return;
    }
    if (lag > MAX_LAG_NS) {
        EMIT(st, lag, lag);
        st->clock.origin_ns += lag;
    }
    if (lag > bcm2711_mai_clock_period_ns(&st->clock)) {
        /* DMA's timer may be as late */
        st->fed_ns = now;
    }
    bcm2711_mai_stream_advance(st, now);
    stream_check_starved(st, now);
}

void bcm2711_mai_stream_reset(BCM2711MAIStream *st, int64_t now)
{
    if (st->enabled) {
        bcm2711_mai_stream_advance(st, now);
        stream_end(st, now);
    }
    memset(&st->clock, 0, sizeof(st->clock));
    bcm2711_mai_fifo_reset(&st->fifo);
    st->make_parity = false;
    st->high_bit_rate = false;
    st->event_ns = INT64_MAX;
}

void bcm2711_mai_stream_add_sink(BCM2711MAIStream *st, BCM2711AudioSink sink)
{
    assert(st->num_sinks < BCM2711_MAI_MAX_SINKS);
    st->sinks[st->num_sinks++] = sink;
}

void bcm2711_mai_stream_init(BCM2711MAIStream *st)
{
    st->starved_ns = NOT_STARVED;
    st->event_ns = INT64_MAX;
}

const VMStateDescription vmstate_bcm2711_mai_stream = {
    .name = "bcm2711-mai-stream",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(fifo, BCM2711MAIStream, 2, vmstate_bcm2711_mai_fifo,
                       BCM2711MAIFifo),
        VMSTATE_STRUCT(clock, BCM2711MAIStream, 1, vmstate_bcm2711_mai_clock,
                       BCM2711MAIClock),
        VMSTATE_BOOL(playing, BCM2711MAIStream),
        VMSTATE_INT64(starved_ns, BCM2711MAIStream),
        VMSTATE_INT64(fed_ns, BCM2711MAIStream),
        VMSTATE_INT64(event_ns, BCM2711MAIStream),
        /* lab { */
        VMSTATE_UINT64(dreq_stall_ns, BCM2711MAIStream),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};
