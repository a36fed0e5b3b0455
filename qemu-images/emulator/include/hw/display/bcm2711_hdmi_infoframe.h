/*
 * Watches whether an audio infoframe goes out with every audio stream
 *
 * CEA-861 wants an audio infoframe at least once in two video fields while
 * audio is sent. This keeps, for every stream, when its first word left and
 * when an audio infoframe was first being sent.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_INFOFRAME_H
#define HW_DISPLAY_BCM2711_HDMI_INFOFRAME_H

#include "hw/display/bcm2711_hdmi_packets.h"

typedef struct BCM2711AudioInfoframe {
    bool streaming;
    /* Of the newest stream; -1 while it has not happened */
    int64_t first_word_ns;
    int64_t sent_ns;
    /* As sent for the newest stream */
    uint8_t bytes[BCM2711_HDMI_PACKET_BYTES];
    uint32_t num_bytes;

    /* Over all streams that have ended */
    int64_t worst_late_ns;
    /* The longest that a stream played which never had one; 0 if all had */
    int64_t longest_missing_ns;
    /* The longest that a stream played before it had one, or without any */
    int64_t longest_without_ns;
} BCM2711AudioInfoframe;

extern const VMStateDescription vmstate_bcm2711_audio_infoframe;

void bcm2711_audio_infoframe_init(BCM2711AudioInfoframe *f);

/* A stream starts; if a packet is being sent already, its bytes, else NULL */
void bcm2711_audio_infoframe_start(BCM2711AudioInfoframe *f, int64_t ns,
                                   const uint8_t *bytes);
void bcm2711_audio_infoframe_first_word(BCM2711AudioInfoframe *f, int64_t ns);
void bcm2711_audio_infoframe_sent(BCM2711AudioInfoframe *f, int64_t ns,
                                  const uint8_t *bytes);
void bcm2711_audio_infoframe_end(BCM2711AudioInfoframe *f, int64_t ns);

/* The properties' values */
int64_t bcm2711_audio_infoframe_late_ns(const BCM2711AudioInfoframe *f);
int64_t bcm2711_audio_infoframe_without_ns(const BCM2711AudioInfoframe *f);
char *bcm2711_audio_infoframe_hex(const BCM2711AudioInfoframe *f);

#endif
