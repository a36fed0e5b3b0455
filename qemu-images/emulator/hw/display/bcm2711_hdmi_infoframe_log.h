/*
 * BCM2711 HDMI transmitter: records of the packets that a monitor gets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_INFOFRAME_LOG_H
#define HW_DISPLAY_BCM2711_HDMI_INFOFRAME_LOG_H

#include "hw/display/bcm2711_hdmi_infoframe.h"
#include "migration/vmstate.h"
#include "qom/object.h"

/* Distinct packets that are recorded */
#define BCM2711_HDMI_INFOFRAMES_MAX 32
/* Packets 1 to 7 are infoframes, see bcm2711_hdmi_infoframe.c */
#define BCM2711_HDMI_INFOFRAME_TYPES 8

typedef struct BCM2711HDMIInfoframe {
    uint8_t id;
    uint8_t bytes[BCM2711_HDMI_PACKET_BYTES];
    int32_t rule;               /* or BCM2711_HDMI_INFOFRAME_VALID */
    uint64_t count;
    int64_t first_ns;
    int64_t last_ns;
} BCM2711HDMIInfoframe;

/* What was sent: evidence about the guest, which no reset clears */
typedef struct BCM2711HDMIInfoframes {
    Object *owner;
    const char *const *rule_names;

    BCM2711HDMIInfoframe frames[BCM2711_HDMI_INFOFRAMES_MAX];
    uint32_t num_frames;
    uint64_t unrecorded;        /* packets for which there was no room */
    /* By packet: how often each started to be sent */
    uint64_t sent[BCM2711_HDMI_INFOFRAME_TYPES];
    bool events;                /* property */
} BCM2711HDMIInfoframes;

extern const VMStateDescription vmstate_bcm2711_hdmi_infoframes;

/**
 * bcm2711_hdmi_infoframes_init: to be called from the owner's instance_init
 * @owner: the device; it gains the properties "infoframes..."
 * @rule_names: by BCM2711_HDMI_RULE_...
 */
void bcm2711_hdmi_infoframes_init(BCM2711HDMIInfoframes *log, Object *owner,
                                  const char *const *rule_names);

/**
 * bcm2711_hdmi_infoframes_sent: packet @id started to be sent
 * @rule: that it breaks, or BCM2711_HDMI_INFOFRAME_VALID
 */
void bcm2711_hdmi_infoframes_sent(BCM2711HDMIInfoframes *log, unsigned int id,
                                  const uint8_t *bytes, int rule, int64_t ns);

#endif
