/*
 * BCM2711 MAI: the FIFO through which audio words enter an HDMI transmitter
 *
 * DMA fills the FIFO while DREQ is high, enabled or not. DREQ is high while the
 * FIFO holds less than MAI_THR.DREQLOW words; the other thresholds (DREQHIGH,
 * PANICLOW and PANICHIGH) are kept and have no effect.
 *
 * A modelling choice, and not what hardware does: once it has fallen, DREQ
 * rises only when the level is under half of DREQLOW. Words leave the FIFO at
 * the same times, but DMA brings them some samples at a time. With a rise at
 * every sample, a boot of Linux 5.10 that plays two seconds was measured to
 * cost 1.3 times the host's processor time. The property "dreq-exact" leaves
 * the choice out.
 *
 * While it is enabled, the sample clock takes a sample out each period: one
 * word for each of MAI_CTL.CHNUM channels. Samples are always whole, as with
 * MAI_CTL.WHOLSMP, which every driver sets. MAI_SMP says that M + 1 periods
 * last N cycles of the audio clock; 108 MHz is the rate of that clock in the
 * device tree.
 *
 * The sample clock is free-running: it starts when MAI_CTL.ENABLE rises, and
 * its k-th tick is computed from there and not from the tick before, so that it
 * never drifts. All that depends on time is brought up to date when it is
 * looked at, so only those ticks need a timer that change something outside:
 * the first word leaves, DREQ rises, or words are missing.
 *
 * Words that are missing at a tick are an underrun only in the middle of a
 * stream:
 *  - Before the first word none is due. Linux 5.10 starts DMA before the MAI,
 *    6.1 the other way round.
 *  - What follows the last word is the stream's end. Linux 5.10 stops the MAI
 *    before DMA, so its FIFO is never seen empty; with later kernels DMA ends
 *    first, and the FIFO drains until the PCM is closed. The hardware sets its
 *    error bits then too, and so does this, but there is nothing that a driver
 *    did wrong. Which of both it was shows when another word is written, or
 *    when the stream is ended.
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
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "hw/audio/bcm2711_mai.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "system/runstate.h"
#include "trace.h"

/* Linux vc4_regs.h, VC4_HD_MAI_* */
REG32(CTL, 0x00)
    FIELD(CTL, RESET, 0, 1)
    FIELD(CTL, ERRORF, 1, 1)    /* overflow, write 1 to clear */
    FIELD(CTL, ERRORE, 2, 1)    /* underflow, write 1 to clear */
    FIELD(CTL, ENABLE, 3, 1)
    FIELD(CTL, CHNUM, 4, 4)
    FIELD(CTL, PAREN, 8, 1)     /* make the parity bit, do not pass it on */
    FIELD(CTL, FLUSH, 9, 1)
    FIELD(CTL, EMPTY, 10, 1)
    FIELD(CTL, FULL, 11, 1)
    FIELD(CTL, WHOLSMP, 12, 1)  /* take whole samples only */
    FIELD(CTL, CHALIGN, 13, 1)
    FIELD(CTL, BUSY, 14, 1)
    FIELD(CTL, DLATE, 15, 1)    /* data came late, write 1 to clear */
REG32(THR, 0x04)
    FIELD(THR, DREQLOW, 0, 6)
    FIELD(THR, DREQHIGH, 8, 6)
    FIELD(THR, PANICLOW, 16, 6)
    FIELD(THR, PANICHIGH, 24, 6)
REG32(FMT, 0x08)
REG32(DATA, 0x0c)
REG32(SMP, 0x10)
    FIELD(SMP, M, 0, 8)
    FIELD(SMP, N, 8, 24)

#define CTL_W1C (R_CTL_ERRORF_MASK | R_CTL_ERRORE_MASK | R_CTL_DLATE_MASK)
#define CTL_RW (R_CTL_ENABLE_MASK | R_CTL_CHNUM_MASK | R_CTL_PAREN_MASK | \
                R_CTL_WHOLSMP_MASK | R_CTL_CHALIGN_MASK)

#define DEFAULT_AUDIO_CLOCK_HZ 108000000
/* HDMI ends at 192 kHz; this only keeps a guest from asking for nonsense */
#define MAX_SAMPLE_RATE 1000000
/* A timer that is served later than this shows that the emulator stood still */
#define MAX_LAG_NS (500 * SCALE_MS)

#define NOT_YET (-1)

enum {
    RULE_UNDERRUN,
    RULE_OVERRUN,
    RULE_CLOCK_OFF,
};

static const char *const bcm2711_mai_rules[] = {
    [RULE_UNDERRUN] = "mai-underrun",
    [RULE_OVERRUN] = "mai-overrun",
    [RULE_CLOCK_OFF] = "clock-off",
};

static bool mai_enabled(BCM2711MAIState *s)
{
    return FIELD_EX32(s->regs[R_CTL], CTL, ENABLE);
}

static uint32_t mai_channels(BCM2711MAIState *s)
{
    return FIELD_EX32(s->regs[R_CTL], CTL, CHNUM);
}

static uint32_t mai_level(BCM2711MAIState *s)
{
    return fifo32_num_used(&s->fifo);
}

/* The sample clock */

static uint64_t mai_audio_clock_hz(BCM2711MAIState *s)
{
    return clock_has_source(s->audio_clock) ? clock_get_hz(s->audio_clock)
                                            : DEFAULT_AUDIO_CLOCK_HZ;
}

/*
 * A sample period is *@n / *@hz seconds, of at most 24 and 40 bits. Returns
 * false if the clock does not run.
 */
static bool mai_sample_clock(BCM2711MAIState *s, uint64_t *n, uint64_t *hz)
{
    *n = FIELD_EX32(s->regs[R_SMP], SMP, N);
    *hz = mai_audio_clock_hz(s) * (FIELD_EX32(s->regs[R_SMP], SMP, M) + 1);
    return *n && *hz && *hz / *n <= MAX_SAMPLE_RATE;
}

static uint64_t mai_rate(BCM2711MAIState *s)
{
    uint64_t n, hz;

    return mai_sample_clock(s, &n, &hz) ? (hz + n / 2) / n : 0;
}

/* Whether samples are due */
static bool mai_running(BCM2711MAIState *s)
{
    return mai_enabled(s) && mai_channels(s) && mai_rate(s);
}

/* When tick @k comes, rounded up; INT64_MAX if that is beyond all times */
static int64_t mai_tick_ns(BCM2711MAIState *s, uint64_t k)
{
    uint64_t n, hz, lo, hi;

    if (!mai_sample_clock(s, &n, &hz)) {
        return INT64_MAX;
    }
    mulu64(&lo, &hi, k, n * NANOSECONDS_PER_SECOND);
    if (divu128(&lo, &hi, hz)) {
        lo++;
    }
    return hi || lo > INT64_MAX - s->origin_ns ? INT64_MAX : s->origin_ns + lo;
}

/* The first tick that is still to come at @now */
static uint64_t mai_tick_after(BCM2711MAIState *s, int64_t now)
{
    uint64_t n, hz, lo, hi;

    if (!mai_sample_clock(s, &n, &hz) || now < s->origin_ns) {
        return 1;
    }
    mulu64(&lo, &hi, now - s->origin_ns, hz);
    divu128(&lo, &hi, n * NANOSECONDS_PER_SECOND);
    return lo + 1;
}

/* Ticks count from @now on, as after a change of the clock */
static void mai_restart_clock(BCM2711MAIState *s, int64_t now)
{
    s->origin_ns = now;
    s->next_tick = 1;
}

/* Rules that have to do with the clock */
static void mai_check_clock(BCM2711MAIState *s)
{
    if (mai_enabled(s) && !mai_rate(s)) {
        bcm2711_rules_broken(&s->rules, RULE_CLOCK_OFF);
    }
}

/* DREQ */

/*
 * The level under which DREQ rises: DREQLOW, or by choice (see the top of this
 * file) half of it, though never so low that a sample is missing
 */
static uint32_t mai_dreq_rise(BCM2711MAIState *s)
{
    uint32_t low = FIELD_EX32(s->regs[R_THR], THR, DREQLOW);

    if (s->dreq_exact) {
        return low;
    }
    return MIN(low, MAX(DIV_ROUND_UP(low, 2), mai_channels(s)));
}

static bool mai_wants_words(BCM2711MAIState *s)
{
    return mai_level(s) < (s->dreq_level
                           ? FIELD_EX32(s->regs[R_THR], THR, DREQLOW)
                           : mai_dreq_rise(s));
}

/*
 * Make DREQ's level right. It may fall at any time, but a rise can make DMA
 * write here at once, so that waits for the timer if @in_timer is false.
 */
static void mai_update_dreq(BCM2711MAIState *s, int64_t now, bool in_timer)
{
    if (!mai_wants_words(s)) {
        timer_del(&s->dreq_timer);
        if (s->dreq_level) {
            s->dreq_level = false;
            trace_bcm2711_mai_dreq(DEVICE(s)->canonical_path, 0, mai_level(s));
            qemu_irq_lower(s->dreq);
        }
    } else if (!s->dreq_level && in_timer) {
        timer_del(&s->dreq_timer);
        s->dreq_level = true;
        trace_bcm2711_mai_dreq(DEVICE(s)->canonical_path, 1, mai_level(s));
        s->raising_dreq = true;
        qemu_irq_raise(s->dreq);
        s->raising_dreq = false;
        s->fed_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    } else if (!s->dreq_level && !timer_pending(&s->dreq_timer)) {
        timer_mod(&s->dreq_timer, now);
    }
}

/* The stream */

static void mai_capture_format(BCM2711MAIState *s)
{
    if (mai_running(s)) {
        bcm2711_mai_capture_start(&s->capture, mai_rate(s), mai_channels(s));
    }
}

static void mai_stream_start(BCM2711MAIState *s, int64_t now)
{
    trace_bcm2711_mai_start(DEVICE(s)->canonical_path, mai_rate(s),
                            mai_channels(s), mai_level(s));
    s->streams++;
    s->first_word_ns = NOT_YET;
    s->starved_ns = NOT_YET;
    mai_restart_clock(s, now);
    mai_check_clock(s);
    mai_capture_format(s);
    if (s->hdmi) {
        bcm2711_hdmi_audio_start(s->hdmi, now);
    }
}

static void mai_stream_end(BCM2711MAIState *s, int64_t now)
{
    trace_bcm2711_mai_end(DEVICE(s)->canonical_path, s->words_played,
                          mai_level(s));
    if (s->starved_ns != NOT_YET) {
        s->starved_ns = NOT_YET;
        s->drains++;
    }
    bcm2711_mai_capture_sync(&s->capture);
    if (s->hdmi) {
        bcm2711_hdmi_audio_end(s->hdmi, now);
    }
}

static void mai_first_word(BCM2711MAIState *s, int64_t ns)
{
    s->first_word_ns = ns;
    trace_bcm2711_mai_first_word(DEVICE(s)->canonical_path, ns);
    if (s->hdmi) {
        bcm2711_hdmi_audio_first_word(s->hdmi, ns);
    }
}

/* IEC 60958: even parity over the bits after the preamble, in bit 31 */
static uint32_t mai_with_parity(uint32_t word)
{
    return deposit32(word, 31, 1, ctpop32(extract32(word, 4, 27)) & 1);
}

static void mai_take_sample(BCM2711MAIState *s, int64_t ns)
{
    if (s->first_word_ns == NOT_YET) {
        mai_first_word(s, ns);
    }
    for (uint32_t i = 0; i < mai_channels(s); i++) {
        uint32_t word = fifo32_pop(&s->fifo);

        if (FIELD_EX32(s->regs[R_CTL], CTL, PAREN)) {
            word = mai_with_parity(word);
        }
        bcm2711_mai_capture_word(&s->capture, word);
        s->words_played++;
    }
    s->next_tick++;
}

/* Let all happen that is due by @now. Ends, as each sample empties the FIFO. */
static void mai_advance(BCM2711MAIState *s, int64_t now)
{
    int64_t due;

    if (!mai_running(s) || s->starved_ns != NOT_YET) {
        return;
    }
    while ((due = mai_tick_ns(s, s->next_tick)) <= now &&
           mai_level(s) >= mai_channels(s)) {
        mai_take_sample(s, due);
    }
    if (due <= now && s->first_word_ns == NOT_YET) {
        s->next_tick = mai_tick_after(s, now);
    }
}

/* Until when the next tick waits for words, see the top of this file */
static int64_t mai_patience_ns(BCM2711MAIState *s)
{
    int64_t due = mai_tick_ns(s, s->next_tick);

    if (!mai_wants_words(s)) {
        return due;
    }
    if (!s->dreq_level) {
        return INT64_MAX;
    }
    return s->fed_ns < due ? due
           : s->fed_ns + mai_tick_ns(s, s->next_tick + 1) - due;
}

/* Find out whether words are missing */
static void mai_check_starved(BCM2711MAIState *s, int64_t now)
{
    if (mai_running(s) && s->starved_ns == NOT_YET &&
        s->first_word_ns != NOT_YET && mai_level(s) < mai_channels(s) &&
        now >= mai_patience_ns(s)) {
        s->starved_ns = mai_tick_ns(s, s->next_tick);
        s->regs[R_CTL] |= R_CTL_ERRORE_MASK | R_CTL_DLATE_MASK;
        trace_bcm2711_mai_starved(DEVICE(s)->canonical_path, s->starved_ns,
                                  s->words_played);
    }
}

/* When something happens that is seen outside; INT64_MAX: nothing will */
static int64_t mai_next_event_ns(BCM2711MAIState *s)
{
    uint32_t rise = mai_dreq_rise(s);
    uint32_t level = mai_level(s);
    uint32_t samples;

    if (!mai_running(s) || s->starved_ns != NOT_YET) {
        return INT64_MAX;
    }
    samples = level / mai_channels(s);
    if (!samples) {
        return s->first_word_ns == NOT_YET ? INT64_MAX : mai_patience_ns(s);
    }
    if (s->first_word_ns == NOT_YET) {
        samples = 0;
    } else if (!s->dreq_level && level >= rise) {
        /* The tick that makes DREQ rise */
        samples = MIN(samples, (level - rise) / mai_channels(s));
    }
    return mai_tick_ns(s, s->next_tick + samples);
}

/* To be called after every change */
static void mai_update(BCM2711MAIState *s, int64_t now, bool in_timer)
{
    int64_t next;

    mai_advance(s, now);
    mai_update_dreq(s, now, in_timer);
    if (s->raising_dreq) {
        /* DMA writes while the timer raises DREQ, and that goes on below */
        return;
    }
    next = mai_next_event_ns(s);
    s->event_ns = next;
    if (next == INT64_MAX) {
        timer_del(&s->event_timer);
    } else {
        timer_mod(&s->event_timer, next);
    }
}

static void mai_event(void *opaque)
{
    BCM2711MAIState *s = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    int64_t lag = now - s->event_ns;

    if (lag > MAX_LAG_NS) {
        trace_bcm2711_mai_lag(DEVICE(s)->canonical_path, lag);
        s->origin_ns += lag;
    }
    if (lag > mai_tick_ns(s, s->next_tick + 1) - mai_tick_ns(s, s->next_tick)) {
        /* DMA's timer may be as late */
        s->fed_ns = now;
    }
    mai_advance(s, now);
    mai_check_starved(s, now);
    mai_update(s, now, true);
}

static void mai_raise_dreq(void *opaque)
{
    mai_update(opaque, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL), true);
}

/* Registers */

static uint32_t mai_read_ctl(BCM2711MAIState *s)
{
    uint32_t ctl = s->regs[R_CTL];
    bool empty = fifo32_is_empty(&s->fifo);

    ctl = FIELD_DP32(ctl, CTL, EMPTY, empty);
    ctl = FIELD_DP32(ctl, CTL, FULL, fifo32_is_full(&s->fifo));
    return FIELD_DP32(ctl, CTL, BUSY, mai_enabled(s) && !empty);
}

static void mai_write_ctl(BCM2711MAIState *s, uint32_t value, int64_t now)
{
    bool was_enabled = mai_enabled(s);

    s->regs[R_CTL] &= ~(CTL_RW | (value & CTL_W1C));
    s->regs[R_CTL] |= value & CTL_RW;
    if (FIELD_EX32(value, CTL, RESET)) {
        s->regs[R_CTL] &= ~CTL_W1C;
    }
    if (FIELD_EX32(value, CTL, RESET) || FIELD_EX32(value, CTL, FLUSH)) {
        fifo32_reset(&s->fifo);
    }
    if (was_enabled && !mai_enabled(s)) {
        mai_stream_end(s, now);
    } else if (!was_enabled && mai_enabled(s)) {
        mai_stream_start(s, now);
    } else {
        mai_capture_format(s);
    }
}

static void mai_write_data(BCM2711MAIState *s, uint32_t word, int64_t now)
{
    if (fifo32_is_full(&s->fifo)) {
        /* The word is lost, whether the MAI is enabled or not */
        s->regs[R_CTL] |= R_CTL_ERRORF_MASK;
        s->overruns++;
        bcm2711_rules_broken(&s->rules, RULE_OVERRUN);
        return;
    }
    fifo32_push(&s->fifo, word);
    s->fed_ns = now;
    if (s->starved_ns != NOT_YET) {
        /* So it was not the stream's end */
        s->underruns++;
        bcm2711_rules_broken_at(&s->rules, RULE_UNDERRUN, s->starved_ns);
        s->starved_ns = NOT_YET;
        s->next_tick = mai_tick_after(s, now);
    }
}

static void mai_write_smp(BCM2711MAIState *s, uint32_t value, int64_t now)
{
    s->regs[R_SMP] = value;
    if (value && !mai_rate(s)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: MAI_SMP 0x%x is no sample rate\n",
                      DEVICE(s)->canonical_path, value);
    }
    mai_restart_clock(s, now);
    mai_check_clock(s);
    mai_capture_format(s);
}

static uint64_t bcm2711_mai_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711MAIState *s = opaque;
    uint32_t value = s->regs[addr / 4];

    if (addr == A_CTL) {
        mai_update(s, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL), false);
        value = mai_read_ctl(s);
    }
    trace_bcm2711_mai_read(DEVICE(s)->canonical_path, addr, value);
    return value;
}

static void bcm2711_mai_write(void *opaque, hwaddr addr, uint64_t value,
                              unsigned int size)
{
    BCM2711MAIState *s = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    trace_bcm2711_mai_write(DEVICE(s)->canonical_path, addr, value);
    mai_advance(s, now);
    switch (addr) {
    case A_CTL:
        mai_write_ctl(s, value, now);
        break;
    case A_DATA:
        mai_write_data(s, value, now);
        break;
    case A_SMP:
        mai_write_smp(s, value, now);
        break;
    default:
        s->regs[addr / 4] = value;
        break;
    }
    mai_update(s, now, false);
}

static const MemoryRegionOps bcm2711_mai_ops = {
    .read = bcm2711_mai_read,
    .write = bcm2711_mai_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

static void mai_audio_clock_changes(void *opaque, ClockEvent event)
{
    BCM2711MAIState *s = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (event == ClockPreUpdate) {
        mai_advance(s, now);
    } else {
        mai_restart_clock(s, now);
        mai_check_clock(s);
        mai_capture_format(s);
        mai_update(s, now, false);
    }
}

/* Properties */

static char *mai_get_capture(Object *obj, Error **errp)
{
    return g_strdup(BCM2711_MAI(obj)->capture.path ?: "");
}

static void mai_set_capture(Object *obj, const char *path, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    if (bcm2711_mai_capture_open(&s->capture, path, errp)) {
        mai_capture_format(s);
    }
}

static bool mai_get_dreq_exact(Object *obj, Error **errp)
{
    return BCM2711_MAI(obj)->dreq_exact;
}

static void mai_set_dreq_exact(Object *obj, bool exact, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    mai_advance(s, now);
    s->dreq_exact = exact;
    mai_update(s, now, false);
}

/* Up to date. What else a change brings about, the timer does at its time. */
static BCM2711MAIState *mai_by_now(Object *obj)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    mai_advance(s, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
    return s;
}

static void mai_get_uint64(Object *obj, Visitor *v, const char *name,
                           void *opaque, Error **errp)
{
    char *s = (char *)mai_by_now(obj);

    visit_type_uint64(v, name, (uint64_t *)(s + (uintptr_t)opaque), errp);
}

static void mai_get_first_word(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    visit_type_int64(v, name, &mai_by_now(obj)->first_word_ns, errp);
}

static void mai_get_rate(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    uint64_t rate = mai_rate(BCM2711_MAI(obj));

    visit_type_uint64(v, name, &rate, errp);
}

static void mai_get_channels(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    uint32_t channels = mai_channels(BCM2711_MAI(obj));

    visit_type_uint32(v, name, &channels, errp);
}

static void mai_get_level(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    uint32_t level = mai_level(mai_by_now(obj));

    visit_type_uint32(v, name, &level, errp);
}

static const struct {
    const char *name;
    size_t offset;
    const char *description;
} mai_counters[] = {
    { "words-played", offsetof(BCM2711MAIState, words_played),
      "Words that left the FIFO" },
    { "streams", offsetof(BCM2711MAIState, streams),
      "How often the MAI was enabled" },
    { "underruns", offsetof(BCM2711MAIState, underruns),
      "How often words were missing inside a stream" },
    { "drains", offsetof(BCM2711MAIState, drains),
      "How often the FIFO had run dry at a stream's end" },
    { "overruns", offsetof(BCM2711MAIState, overruns),
      "Words that were written to a full FIFO" },
    { "capture-lost", offsetof(BCM2711MAIState, capture.lost),
      "Words that left the FIFO and are not in the captured file" },
};

static void mai_add_properties(ObjectClass *klass)
{
    object_class_property_add_str(klass, "capture", mai_get_capture,
                                  mai_set_capture);
    object_class_property_set_description(klass, "capture",
        "Path of a WAV file of the words that leave the FIFO");
    object_class_property_add_bool(klass, "dreq-exact", mai_get_dreq_exact,
                                   mai_set_dreq_exact);
    object_class_property_set_description(klass, "dreq-exact",
        "DREQ rises as soon as the level is under DREQLOW");
    for (int i = 0; i < ARRAY_SIZE(mai_counters); i++) {
        object_class_property_add(klass, mai_counters[i].name, "uint64",
                                  mai_get_uint64, NULL, NULL,
                                  (void *)mai_counters[i].offset);
        object_class_property_set_description(klass, mai_counters[i].name,
                                              mai_counters[i].description);
    }
    object_class_property_add(klass, "first-word-ns", "int64",
                              mai_get_first_word, NULL, NULL, NULL);
    object_class_property_set_description(klass, "first-word-ns",
        "When the newest stream's first word left the FIFO, -1 = not yet");
    object_class_property_add(klass, "rate", "uint64", mai_get_rate,
                              NULL, NULL, NULL);
    object_class_property_set_description(klass, "rate",
        "Samples a second");
    object_class_property_add(klass, "channels", "uint32", mai_get_channels,
                              NULL, NULL, NULL);
    object_class_property_set_description(klass, "channels",
        "Words in a sample");
    object_class_property_add(klass, "level", "uint32", mai_get_level,
                              NULL, NULL, NULL);
    object_class_property_set_description(klass, "level",
        "Words in the FIFO");
}

/* Life */

static void bcm2711_mai_reset_enter(Object *obj, ResetType type)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    /* The transmitter hears of the end here; no reset touches what it saw */
    if (mai_enabled(s)) {
        int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

        mai_advance(s, now);
        mai_stream_end(s, now);
    }
    timer_del(&s->event_timer);
    timer_del(&s->dreq_timer);
    memset(s->regs, 0, sizeof(s->regs));
    fifo32_reset(&s->fifo);
    s->starved_ns = NOT_YET;
    s->dreq_level = false;
}

static void bcm2711_mai_reset_hold(Object *obj, ResetType type)
{
    qemu_irq_lower(BCM2711_MAI(obj)->dreq);
}

static void mai_vm_change(void *opaque, bool running, RunState state)
{
    BCM2711MAIState *s = opaque;

    if (!running) {
        bcm2711_mai_capture_sync(&s->capture);
    }
}

static void bcm2711_mai_realize(DeviceState *dev, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(dev);

    s->vm_change = qemu_add_vm_change_state_handler(mai_vm_change, s);
}

static void bcm2711_mai_unrealize(DeviceState *dev)
{
    qemu_del_vm_change_state_handler(BCM2711_MAI(dev)->vm_change);
}

static void bcm2711_mai_init(Object *obj)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);
    DeviceState *dev = DEVICE(obj);

    memory_region_init_io(&s->mmio, obj, &bcm2711_mai_ops, s,
                          TYPE_BCM2711_MAI, BCM2711_MAI_MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->mmio);
    qdev_init_gpio_out_named(dev, &s->dreq, "dreq", 1);
    s->audio_clock = qdev_init_clock_in(dev, "audio", mai_audio_clock_changes,
                                        s, ClockPreUpdate | ClockUpdate);
    timer_init_ns(&s->event_timer, QEMU_CLOCK_VIRTUAL, mai_event, s);
    timer_init_ns(&s->dreq_timer, QEMU_CLOCK_VIRTUAL, mai_raise_dreq, s);
    fifo32_create(&s->fifo, BCM2711_MAI_FIFO_WORDS);
    s->first_word_ns = NOT_YET;
    s->starved_ns = NOT_YET;
    bcm2711_rules_init(&s->rules, obj, bcm2711_mai_rules,
                       ARRAY_SIZE(bcm2711_mai_rules));
}

static void bcm2711_mai_finalize(Object *obj)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    timer_del(&s->event_timer);
    timer_del(&s->dreq_timer);
    fifo32_destroy(&s->fifo);
    bcm2711_mai_capture_close(&s->capture);
}

static const Property bcm2711_mai_properties[] = {
    DEFINE_PROP_LINK("hdmi", BCM2711MAIState, hdmi, TYPE_BCM2711_HDMI,
                     BCM2711HDMIState *),
};

static bool mai_fifo_valid(void *opaque, int version_id)
{
    BCM2711MAIState *s = opaque;
    const Fifo8 *bytes = &s->fifo.fifo;

    return bytes->num <= bytes->capacity && bytes->head < bytes->capacity &&
           bytes->num % sizeof(uint32_t) == 0;
}

static int bcm2711_mai_post_load(void *opaque, int version_id)
{
    mai_capture_format(opaque);
    return 0;
}

static const VMStateDescription vmstate_bcm2711_mai = {
    .name = TYPE_BCM2711_MAI,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = bcm2711_mai_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_CLOCK(audio_clock, BCM2711MAIState),
        VMSTATE_UINT32_ARRAY(regs, BCM2711MAIState, BCM2711_MAI_MMIO_SIZE / 4),
        VMSTATE_FIFO32(fifo, BCM2711MAIState),
        VMSTATE_VALIDATE("FIFO holds whole words", mai_fifo_valid),
        VMSTATE_BOOL(dreq_level, BCM2711MAIState),
        VMSTATE_INT64(fed_ns, BCM2711MAIState),
        VMSTATE_INT64(origin_ns, BCM2711MAIState),
        VMSTATE_UINT64(next_tick, BCM2711MAIState),
        VMSTATE_INT64(starved_ns, BCM2711MAIState),
        VMSTATE_INT64(event_ns, BCM2711MAIState),
        VMSTATE_TIMER(event_timer, BCM2711MAIState),
        VMSTATE_TIMER(dreq_timer, BCM2711MAIState),
        VMSTATE_UINT64(words_played, BCM2711MAIState),
        VMSTATE_INT64(first_word_ns, BCM2711MAIState),
        VMSTATE_UINT64(streams, BCM2711MAIState),
        VMSTATE_UINT64(underruns, BCM2711MAIState),
        VMSTATE_UINT64(drains, BCM2711MAIState),
        VMSTATE_UINT64(overruns, BCM2711MAIState),
        VMSTATE_BCM2711_RULES(rules, BCM2711MAIState),
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2711_mai_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 HDMI audio FIFO";
    dc->realize = bcm2711_mai_realize;
    dc->unrealize = bcm2711_mai_unrealize;
    dc->vmsd = &vmstate_bcm2711_mai;
    rc->phases.enter = bcm2711_mai_reset_enter;
    rc->phases.hold = bcm2711_mai_reset_hold;
    device_class_set_props(dc, bcm2711_mai_properties);
    set_bit(DEVICE_CATEGORY_SOUND, dc->categories);
    mai_add_properties(klass);
}

static const TypeInfo bcm2711_mai_types[] = {
    {
        .name = TYPE_BCM2711_MAI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711MAIState),
        .instance_init = bcm2711_mai_init,
        .instance_finalize = bcm2711_mai_finalize,
        .class_init = bcm2711_mai_class_init,
    },
};
DEFINE_TYPES(bcm2711_mai_types)
