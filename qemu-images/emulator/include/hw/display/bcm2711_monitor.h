/*
 * HDMI monitor on the DDC lines of a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An I2C slave at 0x50 (EDID), 0x30 (E-DDC segment pointer) and, if its EDID
 * announces that, 0x54 (SCDC).
 *
 * Named GPIO input "scrambled": high while what the port sends is scrambled
 *
 * QOM properties, readable and settable at any time:
 *  + "connected" (bool, default true): whether the cable is plugged in
 * lab {
 *  + "no-answer" (bool): fault; the monitor acknowledges no address
 *  + "corrupt" (bool): fault; the checksums of the EDID are wrong
 *  + "scdc-tmds-config" (uint8, read-only): what SCDC was told of the signal: 1
 *    it is scrambled, 2 its clock has a quarter of the rate
 *  + "scdc-agreements" (uint64, read-only): how often the signal became
 *    scrambled with both bits of TMDS_CONFIG set, in whatever order, since the
 *    machine started
 * } lab
 *  + "edid" (str): the name of a monitor of bcm2711_edid_monitors.c; "" while
 *    the EDID is that of none of them
 *  + "edid-hex" (str): the EDID, 1 to 256 blocks of 128 bytes, in hex.  It is
 *    sent as it is, whatever its checksums and its count of extensions.
 *
 * A real monitor changes its EDID only while the cable is out, or with a pulse
 * of its hotplug line.
 */

#ifndef HW_DISPLAY_BCM2711_MONITOR_H
#define HW_DISPLAY_BCM2711_MONITOR_H

#define TYPE_BCM2711_MONITOR "bcm2711-monitor"

#define BCM2711_MONITOR_EDID_ADDRESS    0x50
#define BCM2711_MONITOR_SEGMENT_ADDRESS 0x30
#define BCM2711_MONITOR_SCDC_ADDRESS    0x54

#endif /* HW_DISPLAY_BCM2711_MONITOR_H */
