/*
 * EDIDs of monitors on a BCM2711 HDMI port: what describes a monitor
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_EDID_INTERNAL_H
#define HW_DISPLAY_BCM2711_EDID_INTERNAL_H

/* A detailed timing; the height of an interlaced one is that of a field. */
typedef struct Timing {
    uint32_t clock_khz;
    uint16_t hactive, hfront, hsync, hback;
    uint16_t vactive, vfront, vsync, vback;
    bool interlaced;
} Timing;

typedef struct DataBlock {
    uint8_t tag;
    uint8_t len;
    uint8_t bytes[31];
} DataBlock;

/* A CTA-861 extension block, if it has any data */
typedef struct CtaBlock {
    uint8_t features;           /* byte 3 */
    DataBlock data[10];
} CtaBlock;

typedef struct MonitorEdid {
    const char *name;
    const char *product;        /* at most 12 characters */
    const Timing *preferred;
    struct {
        uint8_t min_hz, min_khz, max_khz, max_10mhz;
    } range;                    /* a member that is 0 has a default */
    CtaBlock cta[2];
    /* Blocks that are announced and do not exist */
    uint8_t missing_blocks;
} MonitorEdid;

extern const MonitorEdid bcm2711_monitor_edids[];
extern const size_t bcm2711_num_monitor_edids;

#endif
