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
static void put_manufacturer(uint8_t *p, const char *id)
{
    stw_be_p(p, (id[0] & 0x1f) << 10 | (id[1] & 0x1f) << 5 | (id[2] & 0x1f));
}

static void put_timing(uint8_t *p, const Timing *t)
{
    uint16_t hblank = t->hfront + t->hsync + t->hback;
    uint16_t vblank = t->vfront + t->vsync + t->vback;

    stw_le_p(&p[0], t->clock_khz / 10);
    p[2] = t->hactive;
    p[3] = hblank;
    p[4] = (t->hactive >> 8) << 4 | hblank >> 8;
    p[5] = t->vactive;
    p[6] = vblank;
    p[7] = (t->vactive >> 8) << 4 | vblank >> 8;
    p[8] = t->hfront;
    p[9] = t->hsync;
    p[10] = (t->vfront & 0xf) << 4 | (t->vsync & 0xf);
    p[11] = (t->hfront >> 8) << 6 | (t->hsync >> 8) << 4 |
            (t->vfront >> 4) << 2 | t->vsync >> 4;
    p[12] = WIDTH_MM & 0xff;
    p[13] = HEIGHT_MM & 0xff;
    p[14] = (WIDTH_MM >> 8) << 4 | HEIGHT_MM >> 8;
    p[17] = DTD_SEPARATE_SYNC | DTD_VSYNC_POSITIVE | DTD_HSYNC_POSITIVE |
            (t->interlaced ? DTD_INTERLACED : 0);
}

static void put_range(uint8_t *p, const MonitorEdid *m)
{
    p[3] = DESCRIPTOR_RANGE;
    p[5] = m->range.min_hz ?: 50;
    p[6] = 75;
    p[7] = m->range.min_khz ?: 30;
    p[8] = m->range.max_khz ?: 83;
    p[9] = m->range.max_10mhz ?: 17;
    p[11] = '\n';
    memset(&p[12], ' ', 6);
}

static void put_name(uint8_t *p, const char *name)
{
    size_t len = strlen(name);

    p[3] = DESCRIPTOR_NAME;
    memset(&p[5], ' ', 13);
    memcpy(&p[5], name, len);
    p[5 + len] = '\n';
}

static void build_base(uint8_t *p, const MonitorEdid *m, uint8_t extensions)
{
    /* The primaries and the white of sRGB, ten bits each */
    static const uint8_t srgb[] = {
        0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54
    };
    uint8_t *descriptor = &p[BASE_DESCRIPTORS];

    memset(&p[BASE_HEADER + 1], 0xff, 6);
    put_manufacturer(&p[BASE_MANUFACTURER], "QEM");
    stw_le_p(&p[BASE_PRODUCT], 0x2711);
    stl_le_p(&p[BASE_SERIAL], 1);
    p[BASE_WEEK] = 1;
    p[BASE_YEAR] = 2020 - 1990;
    p[BASE_VERSION] = 1;
    p[BASE_REVISION] = 3;
    p[BASE_INPUT] = INPUT_DIGITAL;
    p[BASE_WIDTH_CM] = WIDTH_MM / 10;
    p[BASE_HEIGHT_CM] = HEIGHT_MM / 10;
    p[BASE_GAMMA] = 220 - 100;
    p[BASE_FEATURES] = FEATURE_RGB | FEATURE_SRGB | FEATURE_PREFERRED;
    memcpy(&p[BASE_CHROMATICITY], srgb, sizeof(srgb));
    p[BASE_ESTABLISHED] = ESTABLISHED_640X480_60;
    memset(&p[BASE_STANDARD], 0x01, 2 * NUM_STANDARD);  /* unused */

    put_timing(descriptor, m->preferred);
    descriptor += DESCRIPTOR_SIZE;
    put_range(descriptor, m);
    descriptor += DESCRIPTOR_SIZE;
    put_name(descriptor, m->product);
    descriptor += DESCRIPTOR_SIZE;
    descriptor[3] = DESCRIPTOR_DUMMY;

    p[BASE_EXTENSIONS] = extensions;
    put_checksum(p);
}

static void build_map(uint8_t *p)
{
    p[0] = MAP_TAG;
    p[1] = CTA_TAG;
    p[2] = CTA_TAG;
    put_checksum(p);
}

static void build_cta(uint8_t *p, const CtaBlock *cta)
{
    uint8_t *next = &p[CTA_DATA];

    p[0] = CTA_TAG;
    p[CTA_REVISION] = 3;
    p[CTA_FEATURES] = cta->features;
    for (const DataBlock *d = cta->data; d->len; d++) {
        *next++ = d->tag << 5 | d->len;
        memcpy(next, d->bytes, d->len);
        next += d->len;
    }
    p[CTA_DTD_OFFSET] = next - p;
    put_checksum(p);
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
    const MonitorEdid *m = find_monitor(name);
    uint8_t *p = edid + BCM2711_EDID_BLOCK;
    uint8_t blocks;

    if (!m) {
        return 0;
    }
    memset(edid, 0, BCM2711_EDID_MAX);
    if (m->cta[1].data[0].len) {
        build_map(p);
        p += BCM2711_EDID_BLOCK;
    }
    for (int i = 0; i < ARRAY_SIZE(m->cta) && m->cta[i].data[0].len; i++) {
        build_cta(p, &m->cta[i]);
        p += BCM2711_EDID_BLOCK;
    }
    blocks = (p - edid) / BCM2711_EDID_BLOCK;
    build_base(edid, m, blocks - 1 + m->missing_blocks);
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
