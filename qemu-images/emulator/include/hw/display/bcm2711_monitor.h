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

#include "hw/display/bcm2711_edid.h"
#include "hw/i2c/i2c.h"
#include "qom/object.h"

#define TYPE_BCM2711_MONITOR "bcm2711-monitor"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2711MonitorState, BCM2711_MONITOR)

#define BCM2711_MONITOR_EDID_ADDRESS    0x50
#define BCM2711_MONITOR_SEGMENT_ADDRESS 0x30

struct BCM2711MonitorState {
    I2CSlave parent_obj;

    bool connected;
    bool no_answer;
    bool no_audio;
    bool corrupt;

    uint8_t edid[BCM2711_EDID_SIZE];    /* follows from the above */

    uint8_t selected;       /* the address of the transfer that goes on */
    bool expect_offset;     /* the next byte written to 0x50 is an offset */
    uint8_t segment;        /* 256-byte segment that 0x50 shows */
    uint8_t offset;
};

#endif /* HW_DISPLAY_BCM2711_MONITOR_H */
