/*
 * EDIDs of monitors on a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The EDID follows VESA E-EDID 1.3 (base block, block map) and CTA-861
 * (extension).  Offsets in the comments are within the block or descriptor.
 *
 * hw/display/edid-generate.c is not used because its EDID announces neither
 * audio nor HDMI.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_edid.h"
#include "hw/display/bcm2711_edid_internal.h"
#include "qemu/bswap.h"

/* Base block */
enum {
    BASE_HEADER = 0,
    BASE_MANUFACTURER = 8,
    BASE_PRODUCT = 10,
    BASE_SERIAL = 12,
    BASE_WEEK = 16,
    BASE_YEAR = 17,             /* since 1990 */
    BASE_VERSION = 18,
    BASE_REVISION = 19,
    BASE_INPUT = 20,
    BASE_WIDTH_CM = 21,
    BASE_HEIGHT_CM = 22,
    BASE_GAMMA = 23,            /* times 100, minus 100 */
    BASE_FEATURES = 24,
    BASE_CHROMATICITY = 25,
    BASE_ESTABLISHED = 35,
    BASE_STANDARD = 38,
    BASE_DESCRIPTORS = 54,
    BASE_EXTENSIONS = 126,
    BLOCK_CHECKSUM = 127,
};

#define DESCRIPTOR_SIZE         18
#define NUM_STANDARD            8

#define INPUT_DIGITAL           0x80
#define FEATURE_RGB             0x08
#define FEATURE_SRGB            0x04
#define FEATURE_PREFERRED       0x02
#define ESTABLISHED_640X480_60  0x20

#define DTD_INTERLACED          0x80
#define DTD_SEPARATE_SYNC       0x18
#define DTD_VSYNC_POSITIVE      0x04
#define DTD_HSYNC_POSITIVE      0x02

#define DESCRIPTOR_NAME         0xfc
#define DESCRIPTOR_RANGE        0xfd
#define DESCRIPTOR_DUMMY        0x10

/* CTA-861 extension */
#define CTA_TAG                 0x02

enum {
    CTA_REVISION = 1,
    CTA_DTD_OFFSET = 2,
    CTA_FEATURES = 3,
    CTA_DATA = 4,
};

/* A data block of the HDMI Forum: its OUI, and a byte of flags */
#define CTA_VENDOR              3
#define FORUM_FLAGS             5
#define FORUM_HAS_SCDC          0x80

/* A block map, which is required if there is more than one extension */
#define MAP_TAG                 0xf0

#define WIDTH_MM                640
#define HEIGHT_MM               360

static void put_checksum(uint8_t *block)
{
    uint8_t sum = 0;

    for (int i = 0; i < BLOCK_CHECKSUM; i++) {
        sum += block[i];
    }
    block[BLOCK_CHECKSUM] = -sum;
}

/* Three letters of five bits each, A is 1. */
static void put_manufacturer(uint8_t *bytes, const char *id)
{
    stw_be_p(bytes,
             (id[0] & 0x1f) << 10 | (id[1] & 0x1f) << 5 | (id[2] & 0x1f));
}

static void put_timing(uint8_t *descriptor, const Timing *timing)
{
    uint16_t hblank = timing->hfront + timing->hsync + timing->hback;
    uint16_t vblank = timing->vfront + timing->vsync + timing->vback;

    stw_le_p(&descriptor[0], timing->clock_khz / 10);
    descriptor[2] = timing->hactive;
    descriptor[3] = hblank;
    descriptor[4] = (timing->hactive >> 8) << 4 | hblank >> 8;
    descriptor[5] = timing->vactive;
    descriptor[6] = vblank;
    descriptor[7] = (timing->vactive >> 8) << 4 | vblank >> 8;
    descriptor[8] = timing->hfront;
    descriptor[9] = timing->hsync;
    descriptor[10] = (timing->vfront & 0xf) << 4 | (timing->vsync & 0xf);
    descriptor[11] = (timing->hfront >> 8) << 6 | (timing->hsync >> 8) << 4 |
                     (timing->vfront >> 4) << 2 | timing->vsync >> 4;
    descriptor[12] = WIDTH_MM & 0xff;
    descriptor[13] = HEIGHT_MM & 0xff;
    descriptor[14] = (WIDTH_MM >> 8) << 4 | HEIGHT_MM >> 8;
    descriptor[17] = DTD_SEPARATE_SYNC | DTD_VSYNC_POSITIVE |
                     DTD_HSYNC_POSITIVE |
                     (timing->interlaced ? DTD_INTERLACED : 0);
}

static void put_range(uint8_t *descriptor, const MonitorEdid *monitor)
{
    descriptor[3] = DESCRIPTOR_RANGE;
    descriptor[5] = monitor->range.min_hz ?: 50;
    descriptor[6] = 75;
    descriptor[7] = monitor->range.min_khz ?: 30;
    descriptor[8] = monitor->range.max_khz ?: 83;
    descriptor[9] = monitor->range.max_10mhz ?: 17;
    descriptor[11] = '\n';
    memset(&descriptor[12], ' ', 6);
}

static void put_name(uint8_t *descriptor, const char *name)
{
    size_t len = strlen(name);

    descriptor[3] = DESCRIPTOR_NAME;
    memset(&descriptor[5], ' ', 13);
    memcpy(&descriptor[5], name, len);
    descriptor[5 + len] = '\n';
}

static void build_base(uint8_t *block, const MonitorEdid *monitor,
                       uint8_t extensions)
{
    /* The primaries and the white of sRGB, ten bits each */
    static const uint8_t srgb[] = {
        0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54
    };
    uint8_t *descriptor = &block[BASE_DESCRIPTORS];

    memset(&block[BASE_HEADER + 1], 0xff, 6);
    put_manufacturer(&block[BASE_MANUFACTURER], "QEM");
    stw_le_p(&block[BASE_PRODUCT], 0x2711);
    stl_le_p(&block[BASE_SERIAL], 1);
    block[BASE_WEEK] = 1;
    block[BASE_YEAR] = 2020 - 1990;
    block[BASE_VERSION] = 1;
    block[BASE_REVISION] = 3;
    block[BASE_INPUT] = INPUT_DIGITAL;
    block[BASE_WIDTH_CM] = WIDTH_MM / 10;
    block[BASE_HEIGHT_CM] = HEIGHT_MM / 10;
    block[BASE_GAMMA] = 220 - 100;
    block[BASE_FEATURES] = FEATURE_RGB | FEATURE_SRGB | FEATURE_PREFERRED;
    memcpy(&block[BASE_CHROMATICITY], srgb, sizeof(srgb));
    block[BASE_ESTABLISHED] = ESTABLISHED_640X480_60;
    memset(&block[BASE_STANDARD], 0x01, 2 * NUM_STANDARD);  /* unused */

    put_timing(descriptor, monitor->preferred);
    descriptor += DESCRIPTOR_SIZE;
    put_range(descriptor, monitor);
    descriptor += DESCRIPTOR_SIZE;
    put_name(descriptor, monitor->product);
    descriptor += DESCRIPTOR_SIZE;
    descriptor[3] = DESCRIPTOR_DUMMY;

    block[BASE_EXTENSIONS] = extensions;
    put_checksum(block);
}

static void build_map(uint8_t *block)
{
    block[0] = MAP_TAG;
    block[1] = CTA_TAG;
    block[2] = CTA_TAG;
    put_checksum(block);
}

static void build_cta(uint8_t *block, const CtaBlock *cta)
{
    uint8_t *next = &block[CTA_DATA];

    block[0] = CTA_TAG;
    block[CTA_REVISION] = 3;
    block[CTA_FEATURES] = cta->features;
    for (const DataBlock *data = cta->data; data->len; data++) {
        *next++ = data->tag << 5 | data->len;
        memcpy(next, data->bytes, data->len);
        next += data->len;
    }
    block[CTA_DTD_OFFSET] = next - block;
    put_checksum(block);
}

static const MonitorEdid *find_monitor(const char *name)
{
    for (size_t i = 0; i < bcm2711_num_monitor_edids; i++) {
        if (!strcmp(bcm2711_monitor_edids[i].name, name)) {
            return &bcm2711_monitor_edids[i];
        }
    }
    return NULL;
}

size_t bcm2711_edid_build(uint8_t *edid, const char *name)
{
    const MonitorEdid *monitor = find_monitor(name);
    uint8_t *block = edid + BCM2711_EDID_BLOCK;
    uint8_t blocks;

    if (!monitor) {
        return 0;
    }
    memset(edid, 0, BCM2711_EDID_MAX);
    if (monitor->cta[1].data[0].len) {
        build_map(block);
        block += BCM2711_EDID_BLOCK;
    }
    for (int i = 0; i < ARRAY_SIZE(monitor->cta); i++) {
        if (!monitor->cta[i].data[0].len) {
            break;
        }
        build_cta(block, &monitor->cta[i]);
        block += BCM2711_EDID_BLOCK;
    }

    blocks = (block - edid) / BCM2711_EDID_BLOCK;
    build_base(edid, monitor, blocks - 1 + monitor->missing_blocks);
    return blocks * BCM2711_EDID_BLOCK;
}

const char *bcm2711_edid_name(const uint8_t *edid, size_t size)
{
    g_autofree uint8_t *other = g_malloc(BCM2711_EDID_MAX);

    for (size_t i = 0; i < bcm2711_num_monitor_edids; i++) {
        const char *name = bcm2711_monitor_edids[i].name;

        if (bcm2711_edid_build(other, name) == size &&
            !memcmp(edid, other, size)) {
            return name;
        }
    }
    return "";
}

static bool cta_has_scdc(const uint8_t *cta)
{
    static const uint8_t forum[] = { 0xd8, 0x5d, 0xc4 };
    unsigned int end = MIN(cta[CTA_DTD_OFFSET], BLOCK_CHECKSUM);
    unsigned int at = CTA_DATA;

    while (cta[0] == CTA_TAG && at < end) {
        const uint8_t *data = &cta[at + 1];
        unsigned int len = cta[at] & 0x1f;

        if (cta[at] >> 5 == CTA_VENDOR && len > FORUM_FLAGS &&
            at + len < end && !memcmp(data, forum, sizeof(forum))) {
            return data[FORUM_FLAGS] & FORUM_HAS_SCDC;
        }
        at += 1 + len;
    }
    return false;
}

bool bcm2711_edid_has_scdc(const uint8_t *edid, size_t size)
{
    for (size_t at = BCM2711_EDID_BLOCK; at < size; at += BCM2711_EDID_BLOCK) {
        if (cta_has_scdc(edid + at)) {
            return true;
        }
    }
    return false;
}

char *bcm2711_edid_names(void)
{
    GString *names = g_string_new(bcm2711_monitor_edids[0].name);

    for (size_t i = 1; i < bcm2711_num_monitor_edids; i++) {
        g_string_append_printf(names, ", %s", bcm2711_monitor_edids[i].name);
    }
    return g_string_free(names, false);
}
