/*
 * BCM2711 HDMI transmitter: how its registers misbehave
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_FAULTS_H
#define HW_DISPLAY_BCM2711_HDMI_FAULTS_H

#include "hw/display/bcm2711_hdmi_packets.h"
#include "qom/object.h"

/**
 * bcm2711_hdmi_faults_init: to be called from the owner's instance_init
 * @owner: the device; it gains the properties "packet-delay-ns",
 * "packet-jitter-ns" and "clock-off-locks-bus"
 * @packets: the owner's; they keep the delay and the jitter
 * @clock_off_locks_bus: takes the last property
 */
void bcm2711_hdmi_faults_init(Object *owner, BCM2711HDMIPackets *packets,
                              bool *clock_off_locks_bus);

#endif
