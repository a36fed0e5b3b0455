/*
 * Receiver of a stream of audio words that leaves a BCM2711 MAI
 *
 * The MAI reports to its sinks in turn. One of them is the HDMI transmitter,
 * which implements the QOM interface below.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_AUDIO_SINK_H
#define HW_AUDIO_BCM2711_AUDIO_SINK_H

#include "qom/object.h"

/* Words in a sample: MAI_CTL.CHNUM has four bits */
#define BCM2711_AUDIO_MAX_WORDS 15

typedef struct BCM2711AudioFormat {
    uint64_t rate;              /* samples per second */
    uint32_t channels;          /* words per sample */
    bool high_bit_rate;         /* one stream in all words, as HBR packets */
} BCM2711AudioFormat;

/*
 * Events of a stream. A sink leaves out those it does not handle. @ns is the
 * virtual time of the event, which may lie in the past.
 */
typedef struct BCM2711AudioSinkOps {
    /* The MAI was enabled with @level words in its FIFO */
    void (*start)(void *opaque, const BCM2711AudioFormat *format,
                  uint32_t level, int64_t ns);
    /* The first word of the stream leaves */
    void (*first_word)(void *opaque, const BCM2711AudioFormat *format,
                       int64_t ns);
    /* Any sample leaves, the first one included */
    void (*sample)(void *opaque, const BCM2711AudioFormat *format,
                   const uint32_t *words, int64_t ns);
    /* A sample is due and not in the FIFO. @playing: after the first word */
    void (*missing)(void *opaque, bool playing, int64_t ns);
    /* The words missing at @ns arrived late, so it was not the stream's end */
    void (*underrun)(void *opaque, int64_t ns);
    /* A word was written to a full FIFO and is lost */
    void (*overrun)(void *opaque);
    /* The MAI is enabled and has no sample clock */
    void (*no_clock)(void *opaque);
    /* The emulator stood still for @lag ns, which the stream skips */
    void (*lag)(void *opaque, int64_t lag);
    /* The MAI was disabled. @drained: the FIFO had run dry before */
    void (*end)(void *opaque, bool drained, uint32_t level, int64_t ns);
} BCM2711AudioSinkOps;

typedef struct BCM2711AudioSink {
    const BCM2711AudioSinkOps *ops;
    void *opaque;
} BCM2711AudioSink;

#define TYPE_BCM2711_AUDIO_SINK "bcm2711-audio-sink"
typedef struct BCM2711AudioSinkClass BCM2711AudioSinkClass;
DECLARE_CLASS_CHECKERS(BCM2711AudioSinkClass, BCM2711_AUDIO_SINK,
                       TYPE_BCM2711_AUDIO_SINK)

struct BCM2711AudioSinkClass {
    InterfaceClass parent_class;

    BCM2711AudioSink (*get)(Object *obj);
};

#endif
