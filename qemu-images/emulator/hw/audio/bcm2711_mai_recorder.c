/*
 * Records what leaves a BCM2711 MAI: counters and broken rules
 *
 * All of it is evidence about the guest, so a reset does not clear it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/audio/bcm2711_mai_recorder.h"
#include "hw/qdev-core.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "trace.h"

#define NOT_YET (-1)

enum {
    RULE_UNDERRUN,
    RULE_OVERRUN,
    RULE_CLOCK_OFF,
};

static const char *const recorder_rules[] = {
    [RULE_UNDERRUN] = "mai-underrun",
    [RULE_OVERRUN] = "mai-overrun",
    [RULE_CLOCK_OFF] = "clock-off",
};

static const char *recorder_name(const BCM2711MAIRecorder *recorder)
{
    return DEVICE(recorder->owner)->canonical_path;
}

/* Events */

static void recorder_start(void *opaque, const BCM2711AudioFormat *format,
                           uint32_t level, int64_t ns)
{
    BCM2711MAIRecorder *recorder = opaque;

    trace_bcm2711_mai_start(recorder_name(recorder), format->rate,
                            format->channels, level);
    recorder->streams++;
    recorder->first_word_ns = NOT_YET;
}

static void recorder_first_word(void *opaque, const BCM2711AudioFormat *format,
                                int64_t ns)
{
    BCM2711MAIRecorder *recorder = opaque;

    trace_bcm2711_mai_first_word(recorder_name(recorder), ns);
    recorder->first_word_ns = ns;
}

static void recorder_sample(void *opaque, const BCM2711AudioFormat *format,
                            const uint32_t *words, int64_t ns)
{
    BCM2711MAIRecorder *recorder = opaque;

    recorder->words_played += format->channels;
    recorder->last_word_ns = ns;
}

static void recorder_missing(void *opaque, bool playing, int64_t ns)
{
    BCM2711MAIRecorder *recorder = opaque;

    if (playing) {
        trace_bcm2711_mai_starved(recorder_name(recorder), ns,
                                  recorder->words_played);
    }
}

static void recorder_underrun(void *opaque, int64_t ns)
{
    BCM2711MAIRecorder *recorder = opaque;

    recorder->underruns++;
    bcm2711_rules_broken_at(&recorder->rules, RULE_UNDERRUN, ns);
}

static void recorder_overrun(void *opaque)
{
    BCM2711MAIRecorder *recorder = opaque;

    recorder->overruns++;
    bcm2711_rules_broken(&recorder->rules, RULE_OVERRUN);
}

static void recorder_no_clock(void *opaque)
{
    BCM2711MAIRecorder *recorder = opaque;

    bcm2711_rules_broken(&recorder->rules, RULE_CLOCK_OFF);
}

static void recorder_lag(void *opaque, int64_t lag)
{
    trace_bcm2711_mai_lag(recorder_name(opaque), lag);
}

static void recorder_end(void *opaque, bool drained, uint32_t level, int64_t ns)
{
    BCM2711MAIRecorder *recorder = opaque;

    trace_bcm2711_mai_end(recorder_name(recorder), recorder->words_played,
                          level);
    recorder->drains += drained;
}

static const BCM2711AudioSinkOps recorder_ops = {
    .start = recorder_start,
    .first_word = recorder_first_word,
    .sample = recorder_sample,
    .missing = recorder_missing,
    .underrun = recorder_underrun,
    .overrun = recorder_overrun,
    .no_clock = recorder_no_clock,
    .lag = recorder_lag,
    .end = recorder_end,
};

BCM2711AudioSink bcm2711_mai_recorder_sink(BCM2711MAIRecorder *recorder)
{
    return (BCM2711AudioSink) { &recorder_ops, recorder };
}

/* Properties */

#define COUNTER(name, type, field, description) \
    { name, type, offsetof(BCM2711MAIRecorder, field), description }

static const struct {
    const char *name;
    const char *type;
    size_t offset;
    const char *description;
} recorder_counters[] = {
    COUNTER("words-played", "uint64", words_played,
            "Words that left the FIFO"),
    COUNTER("first-word-ns", "int64", first_word_ns,
            "When the newest stream's first word left the FIFO, -1 = not yet"),
    COUNTER("last-word-ns", "int64", last_word_ns,
            "When the newest word left the FIFO, -1 = none did"),
    COUNTER("streams", "uint64", streams,
            "How often the MAI was enabled"),
    COUNTER("underruns", "uint64", underruns,
            "How often words were missing inside a stream"),
    COUNTER("drains", "uint64", drains,
            "How often the FIFO had run dry at a stream's end"),
    COUNTER("overruns", "uint64", overruns,
            "Words that were written to a full FIFO"),
};

void bcm2711_mai_recorder_init(BCM2711MAIRecorder *recorder, Object *owner,
                               ObjectPropertyAccessor *get_counter)
{
    recorder->owner = owner;
    recorder->first_word_ns = NOT_YET;
    recorder->last_word_ns = NOT_YET;
    bcm2711_rules_init(&recorder->rules, owner, recorder_rules,
                       ARRAY_SIZE(recorder_rules));
    for (int i = 0; i < ARRAY_SIZE(recorder_counters); i++) {
        object_property_add(owner, recorder_counters[i].name,
                            recorder_counters[i].type, get_counter, NULL, NULL,
                            (char *)recorder + recorder_counters[i].offset);
        object_property_set_description(owner, recorder_counters[i].name,
                                        recorder_counters[i].description);
    }
}

const VMStateDescription vmstate_bcm2711_mai_recorder = {
    .name = "bcm2711-mai-recorder",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT64(words_played, BCM2711MAIRecorder),
        VMSTATE_INT64(first_word_ns, BCM2711MAIRecorder),
        VMSTATE_INT64(last_word_ns, BCM2711MAIRecorder),
        VMSTATE_UINT64(streams, BCM2711MAIRecorder),
        VMSTATE_UINT64(underruns, BCM2711MAIRecorder),
        VMSTATE_UINT64(drains, BCM2711MAIRecorder),
        VMSTATE_UINT64(overruns, BCM2711MAIRecorder),
        VMSTATE_BCM2711_RULES(rules, BCM2711MAIRecorder),
        VMSTATE_END_OF_LIST()
    }
};
