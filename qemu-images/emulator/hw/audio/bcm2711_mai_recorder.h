/*
 * Records what leaves a BCM2711 MAI: counters and broken rules
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_RECORDER_H
#define HW_AUDIO_BCM2711_MAI_RECORDER_H

#include "hw/audio/bcm2711_audio_sink.h"
#include "hw/misc/bcm2711_rules.h"

typedef struct BCM2711MAIRecorder {
    Object *owner;

    uint64_t words_played;
    int64_t first_word_ns;      /* -1 while there is none */
    int64_t last_word_ns;
    uint64_t streams;
    uint64_t underruns;
    uint64_t drains;
    uint64_t overruns;
    BCM2711Rules rules;
} BCM2711MAIRecorder;

extern const VMStateDescription vmstate_bcm2711_mai_recorder;

/**
 * bcm2711_mai_recorder_init: to be called from the owner's instance_init
 * @owner: the device; it gains the recorder's properties
 * @get_counter: catches up with the time, then returns the int64_t at its
 * opaque pointer
 */
void bcm2711_mai_recorder_init(BCM2711MAIRecorder *recorder, Object *owner,
                               ObjectPropertyAccessor *get_counter);
BCM2711AudioSink bcm2711_mai_recorder_sink(BCM2711MAIRecorder *recorder);

#endif
