/*
 * BCM2711 MAI: how a stream of audio words leaves the FIFO
 *
 * While the MAI is enabled, its sample clock takes a sample out each period:
 * one word for each of MAI_CTL.CHNUM channels. Samples are always whole, as
 * with MAI_CTL.WHOLSMP, which every driver sets.
 *
 * All that depends on time is brought up to date when it is looked at, so only
 * those ticks need a timer that change something outside: the first word
 * leaves, DREQ rises, or words are missing.
 *
 * Words that are missing at a tick set MAI_CTL.ERRORE and DLATE, but are an
 * underrun, which is somebody's fault, only in the middle of a stream:
 *  - Before the first word none is due. Linux 5.10 starts DMA before the MAI,
 *    6.1 the other way round.
 *  - What follows the last word is the stream's end. Linux 5.10 stops the MAI
 *    before DMA, so its FIFO is never seen empty; with later kernels DMA ends
 *    first, and the FIFO drains until the PCM is closed. Which of both it was
 *    shows when another word is written, or when the stream is ended.
 *
 * Timers may be served late where virtual time goes on with the host's clock.
 * So a tick is found to have no words only by its own timer, after those of DMA
 * with earlier deadlines; and where DREQ rose, or a word came, after the tick
 * was due already, DMA has one more sample period. Ticks that are due by then
 * follow at once, which keeps the rate. Delays so long that the emulator has
 * really stood still are left out instead.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "qemu/host-utils.h"
#include "hw/audio/bcm2711_mai.h"
#include "hw/audio/bcm2711_mai_regs.h"
#include "trace.h"

/* A timer that is served later than this shows that the emulator stood still */
#define MAX_LAG_NS (500 * SCALE_MS)

/* When the next sample is due; INT64_MAX: never */
static int64_t stream_due_ns(BCM2711MAIState *s)
{
    return bcm2711_mai_clock_due_ns(&s->clock, 0);
}

static bool stream_before_first_word(BCM2711MAIState *s)
{
    return s->first_word_ns == BCM2711_MAI_NOT_YET;
}

static bool stream_starved(BCM2711MAIState *s)
{
    return s->starved_ns != BCM2711_MAI_NOT_YET;
}

void bcm2711_mai_stream_start(BCM2711MAIState *s, int64_t now)
{
    trace_bcm2711_mai_start(DEVICE(s)->canonical_path, bcm2711_mai_rate(s),
                            bcm2711_mai_channels(s),
                            bcm2711_mai_fifo_level(&s->fifo));
    s->streams++;
    s->first_word_ns = BCM2711_MAI_NOT_YET;
    s->starved_ns = BCM2711_MAI_NOT_YET;
    bcm2711_mai_clock_restart(&s->clock, now);
    if (s->hdmi) {
        bcm2711_hdmi_audio_start(s->hdmi, now);
    }
}

void bcm2711_mai_stream_end(BCM2711MAIState *s, int64_t now)
{
    trace_bcm2711_mai_end(DEVICE(s)->canonical_path, s->words_played,
                          bcm2711_mai_fifo_level(&s->fifo));
    if (stream_starved(s)) {
        s->starved_ns = BCM2711_MAI_NOT_YET;
        s->drains++;
    }
    bcm2711_mai_fifo_stall(&s->fifo, 0, now);
    bcm2711_mai_capture_sync(&s->capture);
    if (s->hdmi) {
        bcm2711_hdmi_audio_end(s->hdmi, now);
    }
}

void bcm2711_mai_stream_stall(BCM2711MAIState *s, int64_t now)
{
    if (bcm2711_mai_running(s) && !stream_before_first_word(s)) {
        bcm2711_mai_fifo_stall(&s->fifo, s->dreq_stall_ns, now);
    }
}

static void stream_first_word(BCM2711MAIState *s, int64_t ns)
{
    s->first_word_ns = ns;
    trace_bcm2711_mai_first_word(DEVICE(s)->canonical_path, ns);
    bcm2711_mai_stream_stall(s, ns);
    if (s->hdmi) {
        bcm2711_hdmi_audio_first_word(s->hdmi, bcm2711_mai_rate(s), ns);
    }
}

/* IEC 60958: even parity over the bits after the preamble, in bit 31 */
static uint32_t stream_with_parity(uint32_t word)
{
    return deposit32(word, 31, 1, ctpop32(extract32(word, 4, 27)) & 1);
}

static void stream_take_sample(BCM2711MAIState *s, int64_t ns)
{
    if (stream_before_first_word(s)) {
        stream_first_word(s, ns);
    }
    for (uint32_t i = 0; i < bcm2711_mai_channels(s); i++) {
        uint32_t word = bcm2711_mai_fifo_pop(&s->fifo);

        if (FIELD_EX32(s->regs[R_CTL], CTL, PAREN)) {
            word = stream_with_parity(word);
        }
        bcm2711_mai_capture_word(&s->capture, word);
        s->words_played++;
    }
    s->last_word_ns = ns;
    s->clock.next_tick++;
}

/* Ends, as each sample empties the FIFO */
void bcm2711_mai_stream_advance(BCM2711MAIState *s, int64_t now)
{
    int64_t due;

    if (!bcm2711_mai_running(s) || stream_starved(s)) {
        return;
    }
    while ((due = stream_due_ns(s)) <= now &&
           bcm2711_mai_fifo_has_sample(&s->fifo)) {
        stream_take_sample(s, due);
    }
    if (due <= now && stream_before_first_word(s)) {
        s->regs[R_CTL] |= R_CTL_ERRORE_MASK | R_CTL_DLATE_MASK;
        bcm2711_mai_clock_skip_to(&s->clock, now);
    }
}

/* Until when the next tick waits for words, see the top of this file */
static int64_t stream_patience_ns(BCM2711MAIState *s, int64_t now)
{
    int64_t due = stream_due_ns(s);

    if (!bcm2711_mai_fifo_wants_words(&s->fifo, now)) {
        return due;
    }
    if (!s->fifo.dreq_level) {
        return INT64_MAX;
    }
    return s->fifo.fed_ns < due
           ? due : s->fifo.fed_ns + bcm2711_mai_clock_period_ns(&s->clock);
}

/* Find out whether words are missing */
static void stream_check_starved(BCM2711MAIState *s, int64_t now)
{
    if (bcm2711_mai_running(s) && !stream_starved(s) &&
        !stream_before_first_word(s) &&
        !bcm2711_mai_fifo_has_sample(&s->fifo) &&
        now >= stream_patience_ns(s, now)) {
        s->starved_ns = stream_due_ns(s);
        s->regs[R_CTL] |= R_CTL_ERRORE_MASK | R_CTL_DLATE_MASK;
        trace_bcm2711_mai_starved(DEVICE(s)->canonical_path, s->starved_ns,
                                  s->words_played);
    }
}

void bcm2711_mai_stream_fed(BCM2711MAIState *s, int64_t now)
{
    if (stream_starved(s)) {
        /* So it was not the stream's end */
        s->underruns++;
        bcm2711_rules_broken_at(&s->rules, BCM2711_MAI_RULE_UNDERRUN,
                                s->starved_ns);
        s->starved_ns = BCM2711_MAI_NOT_YET;
        bcm2711_mai_clock_skip_to(&s->clock, now);
    }
}

/* When something happens that is seen outside; INT64_MAX: nothing will */
static int64_t stream_next_event_ns(BCM2711MAIState *s, int64_t now)
{
    if (!bcm2711_mai_running(s) || stream_starved(s)) {
        return INT64_MAX;
    }
    if (!bcm2711_mai_fifo_has_sample(&s->fifo)) {
        return stream_before_first_word(s) ? INT64_MAX
                                           : stream_patience_ns(s, now);
    }
    if (stream_before_first_word(s)) {
        return stream_due_ns(s);
    }
    return bcm2711_mai_clock_due_ns(&s->clock,
                                    bcm2711_mai_fifo_samples_to_dreq(&s->fifo));
}

/* What has changed is made known outside, and the timer set to what is next */
static void stream_update(BCM2711MAIState *s, int64_t now, bool in_timer)
{
    bcm2711_mai_stream_advance(s, now);
    bcm2711_mai_fifo_update_dreq(&s->fifo, now, in_timer);
    if (s->fifo.raising_dreq) {
        /* DMA writes while the timer raises DREQ, and that goes on below */
        return;
    }
    s->event_ns = stream_next_event_ns(s, now);
    if (s->event_ns == INT64_MAX) {
        timer_del(&s->event_timer);
    } else {
        timer_mod(&s->event_timer, s->event_ns);
    }
}

void bcm2711_mai_stream_update(BCM2711MAIState *s, int64_t now)
{
    stream_update(s, now, false);
}

static void stream_event(void *opaque)
{
    BCM2711MAIState *s = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    int64_t lag = now - s->event_ns;

    if (lag > MAX_LAG_NS) {
        trace_bcm2711_mai_lag(DEVICE(s)->canonical_path, lag);
        s->clock.origin_ns += lag;
    }
    if (lag > bcm2711_mai_clock_period_ns(&s->clock)) {
        /* DMA's timer may be as late */
        s->fifo.fed_ns = now;
    }
    bcm2711_mai_stream_advance(s, now);
    stream_check_starved(s, now);
    stream_update(s, now, true);
}

static void stream_dreq_timer(void *opaque)
{
    stream_update(opaque, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL), true);
}

void bcm2711_mai_stream_init(BCM2711MAIState *s)
{
    timer_init_ns(&s->event_timer, QEMU_CLOCK_VIRTUAL, stream_event, s);
    bcm2711_mai_fifo_init(&s->fifo, stream_dreq_timer, s);
    s->first_word_ns = BCM2711_MAI_NOT_YET;
    s->last_word_ns = BCM2711_MAI_NOT_YET;
    s->starved_ns = BCM2711_MAI_NOT_YET;
}
