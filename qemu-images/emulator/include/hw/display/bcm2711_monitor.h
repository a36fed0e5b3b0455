/*
 * HDMI monitor on the DDC lines of a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An I2C slave at 0x50 (EDID) and 0x30 (E-DDC segment pointer).  Its EDID
 * is that of bcm2711_edid.h.
 *
 * QOM properties, readable and settable at any time:
 *  + "connected" (bool, default true): whether the cable is plugged in
 *  + "no-answer" (bool): fault; the monitor acknowledges no address
 *  + "no-audio" (bool): fault; the EDID announces no audio
 *  + "corrupt" (bool): fault; the checksums of the EDID are wrong
 */

#ifndef HW_DISPLAY_BCM2711_MONITOR_H
#define HW_DISPLAY_BCM2711_MONITOR_H

#define TYPE_BCM2711_MONITOR "bcm2711-monitor"

#define BCM2711_MONITOR_EDID_ADDRESS    0x50
#define BCM2711_MONITOR_SEGMENT_ADDRESS 0x30

#endif /* HW_DISPLAY_BCM2711_MONITOR_H */
