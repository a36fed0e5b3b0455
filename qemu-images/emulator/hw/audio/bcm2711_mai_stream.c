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

#define EMIT(stream, event, ...) \
    do { \
        for (unsigned int i_ = 0; i_ < (stream)->num_sinks; i_++) { \
            const BCM2711AudioSinkOps *ops_ = (stream)->sinks[i_].ops; \
            if (ops_->event) { \
                ops_->event((stream)->sinks[i_].opaque, ## __VA_ARGS__); \
            } \
        } \
    } while (0)

BCM2711AudioFormat bcm2711_mai_stream_format(const BCM2711MAIStream *stream)
{
    return (BCM2711AudioFormat) {
        .rate = bcm2711_mai_clock_rate(&stream->clock),
        .channels = stream->fifo.sample,
        .high_bit_rate = stream->high_bit_rate,
    };
}

/* Whether samples are due */
static bool stream_running(const BCM2711MAIStream *stream)
{
    return stream->enabled && stream->fifo.sample &&
           bcm2711_mai_clock_rate(&stream->clock);
}

static bool stream_starved(const BCM2711MAIStream *stream)
{
    return stream->starved_ns != NOT_STARVED;
}

/* lab { */
bool bcm2711_mai_stream_plays(const BCM2711MAIStream *stream)
{
    return stream_running(stream) && !stream_starved(stream);
}
/* } lab */

/* When the next sample is due; INT64_MAX: never */
static int64_t stream_due_ns(const BCM2711MAIStream *stream)
{
    return bcm2711_mai_clock_due_ns(&stream->clock, 0);
}

static void stream_start(BCM2711MAIStream *stream, int64_t now)
{
    BCM2711AudioFormat format = bcm2711_mai_stream_format(stream);

    stream->enabled = true;
    stream->playing = false;
    stream->starved_ns = NOT_STARVED;
    bcm2711_mai_clock_restart(&stream->clock, now);
    EMIT(stream, start, &format, stream->fifo.level, now);
}

static void stream_end(BCM2711MAIStream *stream, int64_t now)
{
    bool drained = stream_starved(stream);

    stream->enabled = false;
    stream->starved_ns = NOT_STARVED;
    /* lab { */
    bcm2711_mai_fifo_stall(&stream->fifo, 0, now);
    /* } lab */
    EMIT(stream, end, drained, stream->fifo.level, now);
}

static void stream_check_clock(BCM2711MAIStream *stream)
{
    if (stream->enabled && !bcm2711_mai_clock_rate(&stream->clock)) {
        EMIT(stream, no_clock);
    }
}

void bcm2711_mai_stream_configure(BCM2711MAIStream *stream, bool enabled,
                                  uint32_t channels, bool make_parity,
                                  int64_t now)
{
    stream->fifo.sample = channels;
    stream->make_parity = make_parity;
    if (stream->enabled && !enabled) {
        stream_end(stream, now);
    } else if (!stream->enabled && enabled) {
        stream_start(stream, now);
    }
    stream_check_clock(stream);
}

void bcm2711_mai_stream_restore(BCM2711MAIStream *stream, bool enabled,
                                uint32_t channels, bool make_parity,
                                bool high_bit_rate, uint32_t dreq_low)
{
    stream->enabled = enabled;
    stream->make_parity = make_parity;
    stream->high_bit_rate = high_bit_rate;
    stream->fifo.sample = channels;
    stream->fifo.dreq_low = dreq_low;
}

void bcm2711_mai_stream_set_clock(BCM2711MAIStream *stream, uint64_t audio_hz,
                                  uint32_t n, uint32_t m, int64_t now)
{
    bcm2711_mai_clock_set(&stream->clock, audio_hz, n, m, now);
    stream_check_clock(stream);
}

/* lab { */
void bcm2711_mai_stream_set_stall(BCM2711MAIStream *stream, uint64_t ns,
                                  int64_t now)
{
    stream->dreq_stall_ns = ns;
    if (stream_running(stream) && stream->playing) {
        bcm2711_mai_fifo_stall(&stream->fifo, ns, now);
    }
}
/* } lab */

/* IEC 60958: even parity over the bits after the preamble, in bit 31 */
static uint32_t stream_with_parity(uint32_t word)
{
    return deposit32(word, 31, 1, ctpop32(extract32(word, 4, 27)) & 1);
}

static void stream_take_sample(BCM2711MAIStream *stream, int64_t ns)
{
    BCM2711AudioFormat format = bcm2711_mai_stream_format(stream);
    uint32_t words[BCM2711_AUDIO_MAX_WORDS];

    if (!stream->playing) {
        stream->playing = true;
        /* lab { */
        bcm2711_mai_fifo_stall(&stream->fifo, stream->dreq_stall_ns, ns);
        /* } lab */
        EMIT(stream, first_word, &format, ns);
    }
    for (uint32_t i = 0; i < format.channels; i++) {
        words[i] = bcm2711_mai_fifo_pop(&stream->fifo);
        if (stream->make_parity) {
            words[i] = stream_with_parity(words[i]);
        }
    }
    EMIT(stream, sample, &format, words, ns);
    stream->clock.next_tick++;
}

/* Terminates, because each sample makes the FIFO emptier */
void bcm2711_mai_stream_advance(BCM2711MAIStream *stream, int64_t now)
{
    int64_t due;

    if (!stream_running(stream) || stream_starved(stream)) {
        return;
    }
    while ((due = stream_due_ns(stream)) <= now &&
           bcm2711_mai_fifo_has_sample(&stream->fifo)) {
        stream_take_sample(stream, due);
    }
    if (due <= now && !stream->playing) {
        EMIT(stream, missing, false, due);
        bcm2711_mai_clock_skip_to(&stream->clock, now);
    }
}

void bcm2711_mai_stream_push(BCM2711MAIStream *stream, uint32_t word,
                             int64_t now)
{
    if (!bcm2711_mai_fifo_push(&stream->fifo, word)) {
        EMIT(stream, overrun);
        return;
    }
    stream->fed_ns = now;
    if (stream_starved(stream)) {
        EMIT(stream, underrun, stream->starved_ns);
        stream->starved_ns = NOT_STARVED;
        bcm2711_mai_clock_skip_to(&stream->clock, now);
    }
}

bool bcm2711_mai_stream_wants_words(const BCM2711MAIStream *stream, int64_t now)
{
    return bcm2711_mai_fifo_wants_words(&stream->fifo, now);
}

/* Until when the next tick waits for words, see the top of this file */
static int64_t stream_patience_ns(const BCM2711MAIStream *stream, int64_t now)
{
    int64_t due = stream_due_ns(stream);

    if (!bcm2711_mai_stream_wants_words(stream, now)) {
        return due;
    }
    if (!stream->fifo.dreq) {
        return INT64_MAX;
    }
    return stream->fed_ns < due
           ? due : stream->fed_ns + bcm2711_mai_clock_period_ns(&stream->clock);
}

static void stream_check_starved(BCM2711MAIStream *stream, int64_t now)
{
    if (stream_running(stream) && !stream_starved(stream) && stream->playing &&
        !bcm2711_mai_fifo_has_sample(&stream->fifo) &&
        now >= stream_patience_ns(stream, now)) {
        stream->starved_ns = stream_due_ns(stream);
        EMIT(stream, missing, true, stream->starved_ns);
    }
}

/* The next tick that changes something outside; INT64_MAX: none */
static int64_t stream_next_tick_ns(const BCM2711MAIStream *stream, int64_t now)
{
    if (!stream_running(stream) || stream_starved(stream)) {
        return INT64_MAX;
    }
    if (!bcm2711_mai_fifo_has_sample(&stream->fifo)) {
        return stream->playing ? stream_patience_ns(stream, now) : INT64_MAX;
    }
    if (!stream->playing) {
        return stream_due_ns(stream);
    }
    return bcm2711_mai_clock_due_ns(&stream->clock,
                                    bcm2711_mai_fifo_samples_to_dreq(
                                        &stream->fifo));
}

int64_t bcm2711_mai_stream_next_event(BCM2711MAIStream *stream, int64_t now)
{
    stream->event_ns = stream_next_tick_ns(stream, now);
    return MIN(stream->event_ns,
               bcm2711_mai_fifo_dreq_due_ns(&stream->fifo, now));
}

void bcm2711_mai_stream_event(BCM2711MAIStream *stream, int64_t now)
{
    int64_t lag = now - stream->event_ns;

    if (lag < 0) {
        return;
    }
    if (lag > MAX_LAG_NS) {
        EMIT(stream, lag, lag);
        stream->clock.origin_ns += lag;
    }
    if (lag > bcm2711_mai_clock_period_ns(&stream->clock)) {
        /* DMA's timer may be as late */
        stream->fed_ns = now;
    }
    bcm2711_mai_stream_advance(stream, now);
    stream_check_starved(stream, now);
}

void bcm2711_mai_stream_reset(BCM2711MAIStream *stream, int64_t now)
{
    if (stream->enabled) {
        bcm2711_mai_stream_advance(stream, now);
        stream_end(stream, now);
    }
    memset(&stream->clock, 0, sizeof(stream->clock));
    bcm2711_mai_fifo_reset(&stream->fifo);
    stream->make_parity = false;
    stream->high_bit_rate = false;
    stream->event_ns = INT64_MAX;
}

void bcm2711_mai_stream_add_sink(BCM2711MAIStream *stream,
                                 BCM2711AudioSink sink)
{
    assert(stream->num_sinks < BCM2711_MAI_MAX_SINKS);
    stream->sinks[stream->num_sinks++] = sink;
}

void bcm2711_mai_stream_init(BCM2711MAIStream *stream)
{
    stream->starved_ns = NOT_STARVED;
    stream->event_ns = INT64_MAX;
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
