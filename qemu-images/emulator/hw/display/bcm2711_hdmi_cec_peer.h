/*
 * BCM2711 HDMI transmitter: the monitor's end of the CEC line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_CEC_PEER_H
#define HW_DISPLAY_BCM2711_HDMI_CEC_PEER_H

#include "hw/display/bcm2711_hdmi_cec_answer.h"

typedef struct BCM2711CECPeer {
    BCM2711CECNode node;
    const bool *plugged;

    /* Properties */
    bool present;
    BCM2711CECIdentity self;
    /* Faults, properties as well */
    uint64_t nack;
    uint64_t lose_arbitration;

    bool refuses;               /* the message that is on the line */
    BCM2711CECMessage heard;    /* the newest */
    BCM2711CECMessage next;     /* waits for the sender, if it has bytes */
} BCM2711CECPeer;

extern const VMStateDescription vmstate_bcm2711_cec_peer;

/* Adds the properties to @owner */
void bcm2711_cec_peer_init(BCM2711CECPeer *peer, Object *owner,
                           BCM2711CECLine *line, const bool *plugged);
/* The cable is pulled, or the monitor has no CEC: what it sends ends */
void bcm2711_cec_peer_leave(BCM2711CECPeer *peer);
void bcm2711_cec_peer_finalize(BCM2711CECPeer *peer);

#endif
