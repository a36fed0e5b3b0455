/*
 * EDID of a monitor on a BCM2711 HDMI port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The EDID follows VESA E-EDID 1.3 (base block), CTA-861 (extension) and HDMI
 * 1.4 (vendor-specific data block, chapter 8.3.2).  Offsets in the comments are
 * within the block or descriptor.
 *
 * hw/display/edid-generate.c is not used because its EDID announces neither
 * audio nor HDMI.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_edid.h"
#include "qemu/bswap.h"

typedef struct Timing {
    uint32_t clock_khz;
    uint16_t hactive, hfront, hsync, hback;
    uint16_t vactive, vfront, vsync, vback;
    uint16_t width_mm, height_mm;
} Timing;

/* 1280x720 at 60 Hz, CTA-861 VIC 4; both syncs are positive */
static const Timing timing_720p60 = {
    .clock_khz = 74250,
    .hactive = 1280, .hfront = 110, .hsync = 40, .hback = 220,
    .vactive = 720, .vfront = 5, .vsync = 5, .vback = 20,
    .width_mm = 640, .height_mm = 360,
};

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

#define DTD_SEPARATE_SYNC       0x18
#define DTD_VSYNC_POSITIVE      0x04
#define DTD_HSYNC_POSITIVE      0x02

#define DESCRIPTOR_NAME         0xfc
#define DESCRIPTOR_RANGE        0xfd
#define DESCRIPTOR_DUMMY        0x10

/* CTA-861 extension */
enum {
    CTA_TAG = 0,
    CTA_REVISION = 1,
    CTA_DTD_OFFSET = 2,
    CTA_FEATURES = 3,
    CTA_DATA = 4,
};

#define CTA_UNDERSCAN           0x80
#define CTA_BASIC_AUDIO         0x40

#define DATA_AUDIO              1
#define DATA_VIDEO              2
#define DATA_VENDOR             3
#define DATA_SPEAKERS           4

#define VIC_NATIVE              0x80

#define SAD_LPCM                1
#define SAD_RATES               0x7f    /* 32, 44.1, 48, 88.2, 96, 176.4, 192 */
#define SAD_WIDTHS              0x07    /* 16, 20, 24 bits */

/* FL/FR, LFE, FC, RL/RR, RLC/RRC */
#define SPEAKERS_7_1            0x4f

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
    p[12] = t->width_mm;
    p[13] = t->height_mm;
    p[14] = (t->width_mm >> 8) << 4 | t->height_mm >> 8;
    p[17] = DTD_SEPARATE_SYNC | DTD_VSYNC_POSITIVE | DTD_HSYNC_POSITIVE;
}

static void put_range(uint8_t *p)
{
    p[3] = DESCRIPTOR_RANGE;
    p[5] = 50;      /* Hz, least */
    p[6] = 75;      /* Hz, most */
    p[7] = 30;      /* kHz, least */
    p[8] = 83;      /* kHz, most */
    p[9] = 17;      /* 10 MHz, most */
    p[10] = 0;      /* no secondary timing formula */
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

static void build_base(uint8_t *p)
{
    /* The primaries and the white of sRGB, ten bits each */
    static const uint8_t srgb[] = {
        0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54
    };
    uint8_t *descriptor = &p[BASE_DESCRIPTORS];

    memset(p, 0, BCM2711_EDID_BLOCK);
    memset(&p[BASE_HEADER + 1], 0xff, 6);
    put_manufacturer(&p[BASE_MANUFACTURER], "QEM");
    stw_le_p(&p[BASE_PRODUCT], 0x2711);
    stl_le_p(&p[BASE_SERIAL], 1);
    p[BASE_WEEK] = 1;
    p[BASE_YEAR] = 2020 - 1990;
    p[BASE_VERSION] = 1;
    p[BASE_REVISION] = 3;
    p[BASE_INPUT] = INPUT_DIGITAL;
    p[BASE_WIDTH_CM] = timing_720p60.width_mm / 10;
    p[BASE_HEIGHT_CM] = timing_720p60.height_mm / 10;
    p[BASE_GAMMA] = 220 - 100;
    p[BASE_FEATURES] = FEATURE_RGB | FEATURE_SRGB | FEATURE_PREFERRED;
    memcpy(&p[BASE_CHROMATICITY], srgb, sizeof(srgb));
    p[BASE_ESTABLISHED] = ESTABLISHED_640X480_60;
    memset(&p[BASE_STANDARD], 0x01, 2 * NUM_STANDARD);  /* unused */

    put_timing(descriptor, &timing_720p60);
    descriptor += DESCRIPTOR_SIZE;
    put_range(descriptor);
    descriptor += DESCRIPTOR_SIZE;
    put_name(descriptor, "QEMU HDMI");
    descriptor += DESCRIPTOR_SIZE;
    descriptor[3] = DESCRIPTOR_DUMMY;

    p[BASE_EXTENSIONS] = 1;
    put_checksum(p);
}

static uint8_t *put_data(uint8_t *p, unsigned int tag, const uint8_t *data,
                         size_t len)
{
    *p++ = tag << 5 | len;
    memcpy(p, data, len);
    return p + len;
}

static void build_cta(uint8_t *p, bool audio)
{
    static const uint8_t vics[] = {
        4 | VIC_NATIVE,     /* 1280x720 60 Hz */
        16,                 /* 1920x1080 60 Hz */
        19,                 /* 1280x720 50 Hz */
        3,                  /* 720x480 60 Hz */
        1,                  /* 640x480 60 Hz */
    };
    static const uint8_t sads[] = {
        SAD_LPCM << 3 | (2 - 1), SAD_RATES, SAD_WIDTHS,
        SAD_LPCM << 3 | (8 - 1), SAD_RATES, SAD_WIDTHS,
    };
    static const uint8_t speakers[] = { SPEAKERS_7_1, 0, 0 };
    static const uint8_t hdmi[] = {
        0x03, 0x0c, 0x00,   /* IEEE OUI 00-0c-03 */
        0x10, 0x00,         /* physical address 1.0.0.0 */
        0x00,               /* neither ACP, ISRC nor deep colour */
        165 / 5,            /* most TMDS clock, 5 MHz */
    };
    uint8_t *data = &p[CTA_DATA];

    memset(p, 0, BCM2711_EDID_BLOCK);
    p[CTA_TAG] = 0x02;
    p[CTA_REVISION] = 3;
    /* One native timing, the base block's first. */
    p[CTA_FEATURES] = CTA_UNDERSCAN | (audio ? CTA_BASIC_AUDIO : 0) | 1;
    data = put_data(data, DATA_VIDEO, vics, sizeof(vics));
    if (audio) {
        data = put_data(data, DATA_AUDIO, sads, sizeof(sads));
        data = put_data(data, DATA_SPEAKERS, speakers, sizeof(speakers));
    }
    data = put_data(data, DATA_VENDOR, hdmi, sizeof(hdmi));
    p[CTA_DTD_OFFSET] = data - p;
    put_checksum(p);
}

void bcm2711_edid_build(uint8_t *edid, bool audio, bool corrupt)
{
    uint8_t *base = edid;
    uint8_t *cta = edid + BCM2711_EDID_BLOCK;

    build_base(base);
    build_cta(cta, audio);
    if (corrupt) {
        base[BASE_PRODUCT] ^= 0xff;
        cta[CTA_DATA + 1] ^= 0xff;
    }
}
