/*
 * BCM2711 HDMI transmitter: receives the audio stream, and checks what the
 * monitor is sent for it
 *
 * CEA-861 demands an audio infoframe at least once in two video fields while
 * audio is sent. For every stream this keeps when its first word left and when
 * an audio infoframe was first being sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_SINK_H
#define HW_DISPLAY_BCM2711_HDMI_SINK_H

#include "hw/audio/bcm2711_audio_sink.h"
#include "hw/display/bcm2711_hdmi_link.h"
#include "hw/display/bcm2711_hdmi_packets.h"
#include "hw/display/bcm2711_hdmi_sound.h"
#include "hw/misc/bcm2711_rules.h"

typedef struct BCM2711HDMISink {
    const BCM2711HDMILink *link;
    BCM2711HDMIPackets *packets;
    BCM2711HDMISound *sound;
    BCM2711Rules *rules;

    bool streaming;
    /* Of the newest stream; -1 while it has not happened */
    int64_t first_word_ns;
    int64_t sent_ns;
    /* The infoframe as sent for the newest stream */
    uint8_t bytes[BCM2711_HDMI_PACKET_BYTES];
    uint32_t num_bytes;

    /* Over all streams that have ended */
    int64_t worst_late_ns;
    /* The longest that a stream played which never had one; 0 if all had */
    int64_t longest_missing_ns;
    /* The longest that a stream played before it had one, or without any */
    int64_t longest_without_ns;
    /* Streams that had one, before or after their first word */
    uint64_t streams_with_infoframe;
    /* Bits: kinds of packets in which they were sent */
    uint32_t packet_kinds;
} BCM2711HDMISink;

extern const VMStateDescription vmstate_bcm2711_hdmi_sink;

/**
 * bcm2711_hdmi_sink_init: to be called from the owner's instance_init
 * @owner: the device; it gains the properties "audio-..."
 *
 * The other members of @sink that point to parts of the owner are set already.
 */
void bcm2711_hdmi_sink_init(BCM2711HDMISink *sink, Object *owner);

BCM2711AudioSink bcm2711_hdmi_sink_get(BCM2711HDMISink *sink);

/* Packet @id started to be sent, at virtual time @ns */
void bcm2711_hdmi_sink_packet_sent(BCM2711HDMISink *sink, unsigned int id,
                                   int64_t ns);

/* To be called when the link may have gone down */
void bcm2711_hdmi_sink_check_link(BCM2711HDMISink *sink);

#endif
