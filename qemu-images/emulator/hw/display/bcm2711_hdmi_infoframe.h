/*
 * BCM2711 HDMI transmitter: the infoframes that a monitor gets
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_INFOFRAME_H
#define HW_DISPLAY_BCM2711_HDMI_INFOFRAME_H

#include "hw/display/bcm2711_hdmi_packets.h"

#define BCM2711_HDMI_INFOFRAME_VALID (-1)

/**
 * bcm2711_hdmi_infoframe_check: which rule a packet breaks
 * @id: its number; those that are no infoframes break none
 * @core: the core's registers, with the mode
 *
 * Returns the first of BCM2711_HDMI_RULE_INFOFRAME_..., or
 * BCM2711_HDMI_INFOFRAME_VALID.
 */
int bcm2711_hdmi_infoframe_check(unsigned int id,
                                 const uint8_t bytes[BCM2711_HDMI_PACKET_BYTES],
                                 const uint32_t *core);

#endif
