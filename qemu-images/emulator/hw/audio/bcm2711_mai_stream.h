/*
 * Stream of audio words through a BCM2711 MAI
 *
 * The stream does not know the device: its user configures it, pushes words,
 * advances it before each change, and calls bcm2711_mai_stream_event() at the
 * time that bcm2711_mai_stream_next_event() returned. What happens is reported
 * to the sinks.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_STREAM_H
#define HW_AUDIO_BCM2711_MAI_STREAM_H

#include "hw/audio/bcm2711_mai_clock.h"
#include "hw/audio/bcm2711_mai_fifo.h"
#include "hw/audio/bcm2711_audio_sink.h"

#define BCM2711_MAI_MAX_SINKS 3

typedef struct BCM2711MAIStream {
    BCM2711MAIFifo fifo;
    BCM2711MAIClock clock;

    /* From the registers, as in the FIFO */
    bool enabled;
    bool make_parity;
    bool high_bit_rate;

    bool playing;               /* the first word has left */
    /* The tick at which words were missing, or -1 */
    int64_t starved_ns;
    /* When DREQ rose or a word came, whichever was later */
    int64_t fed_ns;
    /* When a tick next changes something that is seen outside */
    int64_t event_ns;

    /* lab { */
    /* Property; no reset touches it */
    uint64_t dreq_stall_ns;
    /* } lab */

    BCM2711AudioSink sinks[BCM2711_MAI_MAX_SINKS];
    unsigned int num_sinks;
} BCM2711MAIStream;

extern const VMStateDescription vmstate_bcm2711_mai_stream;

void bcm2711_mai_stream_init(BCM2711MAIStream *stream);
void bcm2711_mai_stream_add_sink(BCM2711MAIStream *stream,
                                 BCM2711AudioSink sink);

/* Ends the stream and forgets the configuration */
void bcm2711_mai_stream_reset(BCM2711MAIStream *stream, int64_t now);

/* A rise of @enabled starts a stream, a fall ends it */
void bcm2711_mai_stream_configure(BCM2711MAIStream *stream, bool enabled,
                                  uint32_t channels, bool make_parity,
                                  int64_t now);
/* The same after a migration, in which nothing starts or ends */
void bcm2711_mai_stream_restore(BCM2711MAIStream *stream, bool enabled,
                                uint32_t channels, bool make_parity,
                                bool high_bit_rate, uint32_t dreq_low);
/* See bcm2711_mai_clock_set() */
void bcm2711_mai_stream_set_clock(BCM2711MAIStream *stream, uint64_t audio_hz,
                                  uint32_t n, uint32_t m, int64_t now);
/* lab { */
/* A fault: hold DREQ low for @ns in each stream, starting now if one plays */
void bcm2711_mai_stream_set_stall(BCM2711MAIStream *stream, uint64_t ns,
                                  int64_t now);
/* } lab */

void bcm2711_mai_stream_push(BCM2711MAIStream *stream, uint32_t word,
                             int64_t now);

/* Take out all samples due by @now; to be called before any change */
void bcm2711_mai_stream_advance(BCM2711MAIStream *stream, int64_t now);

/* When bcm2711_mai_stream_event() has to be called; INT64_MAX: never */
int64_t bcm2711_mai_stream_next_event(BCM2711MAIStream *stream, int64_t now);
void bcm2711_mai_stream_event(BCM2711MAIStream *stream, int64_t now);

/* lab { */
/* Whether samples are due and not missing; before the first none is missing */
bool bcm2711_mai_stream_plays(const BCM2711MAIStream *stream);
/* } lab */

/* Whether DREQ should be high */
bool bcm2711_mai_stream_wants_words(const BCM2711MAIStream *stream,
                                    int64_t now);

BCM2711AudioFormat bcm2711_mai_stream_format(const BCM2711MAIStream *stream);

#endif
