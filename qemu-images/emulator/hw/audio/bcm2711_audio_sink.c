/*
 * Receiver of a stream of audio words that leaves a BCM2711 MAI
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/audio/bcm2711_audio_sink.h"

static const TypeInfo bcm2711_audio_sink_types[] = {
    {
        .name = TYPE_BCM2711_AUDIO_SINK,
        .parent = TYPE_INTERFACE,
        .class_size = sizeof(BCM2711AudioSinkClass),
    },
};
DEFINE_TYPES(bcm2711_audio_sink_types)
