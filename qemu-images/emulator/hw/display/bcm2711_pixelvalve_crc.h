/*
 * BCM2711 pixel valve: which pictures it passed on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * While it records, each frame is composed, which costs the host some
 * milliseconds, and counted by its CRC-32: of its lines from the top, three
 * bytes a pixel: red, green, blue. The picture is that of the HVS channel, with
 * the channel's size, which need not be that of the valve's raster, and before
 * what the HDMI port does to colours. A reset does not clear the records.
 */

#ifndef HW_DISPLAY_BCM2711_PIXELVALVE_CRC_H
#define HW_DISPLAY_BCM2711_PIXELVALVE_CRC_H

#include "hw/display/bcm2711_hvs.h"
#include "migration/vmstate.h"
#include "qom/object.h"

/* Frames with yet another picture are only counted */
#define BCM2711_PV_MAX_PICTURES 64

typedef struct BCM2711PVPictureRecord {
    uint32_t crc;
    uint64_t frames;
    int64_t first_ns;       /* virtual time at which the first of them ended */
    int64_t last_ns;
} BCM2711PVPictureRecord;

typedef struct BCM2711PVCrc {
    bool record;
    uint32_t expected;
    uint64_t expected_frames;
    uint32_t newest;
    uint32_t num_pictures;
    BCM2711PVPictureRecord pictures[BCM2711_PV_MAX_PICTURES];
    uint64_t others;
} BCM2711PVCrc;

extern const VMStateDescription vmstate_bcm2711_pv_crc;

/*
 * To be called from the owner's instance_init. It gains the properties
 *   "record-crc" (bool)
 *   "crc" (uint32, read only): of the newest frame that was recorded, or 0
 *   "pictures" (list of strings, read only): "crc=0xCRC frames=N first-ns=T
 *   last-ns=T", in the order in which they were first seen
 *   "pictures-lost" (uint64, read only): frames with none of these
 *   "expected-crc" (uint32): unless it is 0, frames are recorded too
 *   "expected-frames" (uint64, read only): those with that CRC, while it was
 *   expected
 */
void bcm2711_pv_crc_init(BCM2711PVCrc *crc, Object *owner);

/* @frames frames of what @output of @hvs composes have ended now */
void bcm2711_pv_crc_frames(BCM2711PVCrc *crc, BCM2711HVSState *hvs,
                           unsigned int output, uint64_t frames);

#endif /* HW_DISPLAY_BCM2711_PIXELVALVE_CRC_H */
