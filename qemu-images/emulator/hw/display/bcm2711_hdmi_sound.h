/*
 * BCM2711 HDMI transmitter: what a monitor hears
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_SOUND_H
#define HW_DISPLAY_BCM2711_HDMI_SOUND_H

#include "hw/audio/bcm2711_audio_capture.h"
#include "hw/audio/bcm2711_audio_sink.h"
#include "hw/display/bcm2711_hdmi_link.h"

typedef struct BCM2711HDMISound {
    const BCM2711HDMILink *link;
    const uint32_t *core;       /* the core's registers */

    /* What the monitor's clock was set to; 0: none, UINT64_MAX: not yet */
    uint64_t monitor_rate;

    /* On the host only */
    BCM2711AudioCapture capture;
} BCM2711HDMISound;

extern const VMStateDescription vmstate_bcm2711_hdmi_sound;

/**
 * bcm2711_hdmi_sound_init: to be called from the owner's instance_init
 * @owner: the device; it gains the properties "capture..."
 *
 * The members of @sound that point to parts of the owner are set already.
 */
void bcm2711_hdmi_sound_init(BCM2711HDMISound *sound, Object *owner);
void bcm2711_hdmi_sound_finalize(BCM2711HDMISound *sound);
void bcm2711_hdmi_sound_reset(BCM2711HDMISound *sound);

/* Samples per second as N, CTS and the TMDS clock have them now; 0: none */
uint64_t bcm2711_hdmi_sound_sent_rate(const BCM2711HDMISound *sound);
/* Whether a monitor's clock, which HDMI allows 1000 ppm, is right for @rate */
bool bcm2711_hdmi_sound_rate_fits(uint64_t monitor, uint64_t rate);

/*
 * The monitor sets its clock: a stream starts, or HDMI mode does. Without a
 * TMDS clock it has none yet.
 */
void bcm2711_hdmi_sound_set_clock(BCM2711HDMISound *sound);

void bcm2711_hdmi_sound_sample(BCM2711HDMISound *sound,
                               const BCM2711AudioFormat *format,
                               const uint32_t *words);
/* A stream ends */
void bcm2711_hdmi_sound_end(BCM2711HDMISound *sound);

#endif
