/*
 * The monitors that a BCM2711 HDMI port can have
 *
 * The data blocks are those of CTA-861: the tag, and the bytes behind it. What
 * the vendor-specific blocks mean is in HDMI 1.4, chapter 8.3.2, and HDMI 2.0,
 * chapter 10.3.2.
 *
 * "edid-decode -c" finds fault with three: "surround" and "no-audio" have no
 * video capability block, like monitors older than HDMI 1.3, and
 * "extension-missing" lacks a block.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_edid_internal.h"

static const Timing timing_720p60 = {           /* VIC 4 */
    74250, 1280, 110, 40, 220, 720, 5, 5, 20,
};
static const Timing timing_1080p60 = {          /* VIC 16 */
    148500, 1920, 88, 44, 148, 1080, 4, 5, 36,
};
static const Timing timing_1080i60 = {          /* VIC 5 */
    74250, 1920, 88, 44, 148, 540, 2, 5, 15, .interlaced = true,
};
static const Timing timing_2160p60 = {          /* VIC 97 */
    594000, 3840, 176, 88, 296, 2160, 8, 10, 72,
};
static const Timing timing_1024p60 = {          /* DMT 0x23 */
    108000, 1280, 48, 112, 248, 1024, 1, 3, 38,
};

/* Byte 3 of the block */
#define UNDERSCAN       0x80
#define BASIC_AUDIO     0x40
#define YCBCR_444       0x20
#define YCBCR_422       0x10
#define NATIVE_TIMING   1       /* the base block's first */

/* Tags of the data blocks; an extended tag is the first of the bytes */
#define AUDIO           1
#define VIDEO           2
#define VENDOR          3
#define SPEAKERS        4
#define EXTENDED        7

#define VIDEO_CAPABILITY    0
#define COLORIMETRY         5
#define HDR_STATIC          6
#define VIDEO_420           14
#define CAPABILITY_420      15

#define BYTES(...) \
    .len = sizeof((const uint8_t[]) { __VA_ARGS__ }), .bytes = { __VA_ARGS__ }

/* VIDEO */
#define NATIVE          0x80

/* AUDIO: format and channels, rates, what depends on the format */
#define LPCM(channels)  (1 << 3 | ((channels) - 1))
#define AC3(channels)   (2 << 3 | ((channels) - 1))
#define DTS(channels)   (7 << 3 | ((channels) - 1))
#define TRUEHD(channels) (12 << 3 | ((channels) - 1))
#define UP_TO_48K       0x07    /* 32, 44.1, 48 kHz */
#define UP_TO_192K      0x7f    /* and 88.2, 96, 176.4, 192 */
#define BITS_16         0x01
#define BITS_16_20_24   0x07
#define KBIT_S(rate)    ((rate) / 8)

/* SPEAKERS: FL/FR, LFE, FC, RL/RR, RLC/RRC */
#define SPEAKERS_2_0    { SPEAKERS, BYTES(0x01, 0, 0) }
#define SPEAKERS_7_1    { SPEAKERS, BYTES(0x4f, 0, 0) }

/* VENDOR: an OUI, the least byte first; the physical address is 1.0.0.0 */
#define HDMI(features, tmds_mhz) \
    { VENDOR, BYTES(0x03, 0x0c, 0x00, 0x10, 0x00, features, (tmds_mhz) / 5) }
/* Version 1; no clock means none beyond that of HDMI's block */
#define HDMI_FORUM(tmds_mhz, features) \
    { VENDOR, BYTES(0xd8, 0x5d, 0xc4, 1, (tmds_mhz) / 5, features, 0) }
/* Features of HDMI */
#define DEEP_30_BITS    0x10
#define DEEP_36_BITS    0x20
#define DEEP_YCBCR_444  0x08
/* Features of HDMI_FORUM */
#define SCDC            0x80
#define SCRAMBLES_BELOW_340_MHZ 0x08

/* COLORIMETRY */
#define BT2020_RGB      0x80
#define BT2020_YCC      0x40

/* HDR_STATIC: transfer functions, and luminance as 50 * 2^(n / 32) cd/m2 */
#define GAMMA_SDR       0x01
#define SMPTE_2084      0x04
#define HLG             0x08
#define METADATA_TYPE_1 0x01

/* VIDEO_CAPABILITY: both ranges of levels, and no overscan */
#define RGB_RANGES      0x4a
#define ALL_RANGES      0xca

#define STEREO          { AUDIO, BYTES(LPCM(2), UP_TO_48K, BITS_16) }
#define CAPABILITY      { EXTENDED, BYTES(VIDEO_CAPABILITY, RGB_RANGES) }

const MonitorEdid bcm2711_monitor_edids[] = {
    {
        /* Two and eight channels of any rate: what the tests play on */
        .name = "surround", .product = "QEMU HDMI",
        .preferred = &timing_720p60,
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | NATIVE_TIMING, {
            { VIDEO, BYTES(4 | NATIVE, 16, 19, 3, 1) },
            { AUDIO, BYTES(LPCM(2), UP_TO_192K, BITS_16_20_24,
                           LPCM(8), UP_TO_192K, BITS_16_20_24) },
            SPEAKERS_7_1,
            HDMI(0, 165),
        } },
    }, {
        .name = "no-audio", .product = "QEMU HDMI",
        .preferred = &timing_720p60,
        .cta[0] = { UNDERSCAN | NATIVE_TIMING, {
            { VIDEO, BYTES(4 | NATIVE, 16, 19, 3, 1) },
            HDMI(0, 165),
        } },
    }, {
        .name = "stereo", .product = "QEMU STEREO",
        .preferred = &timing_1080p60,
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | NATIVE_TIMING, {
            { VIDEO, BYTES(16 | NATIVE, 31, 4, 19, 3, 18, 1) },
            STEREO,
            SPEAKERS_2_0,
            HDMI(0, 165),
            CAPABILITY,
        } },
    }, {
        /* An audio receiver that also decodes */
        .name = "receiver", .product = "QEMU AVR",
        .preferred = &timing_1080p60,
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | NATIVE_TIMING, {
            { VIDEO, BYTES(16 | NATIVE, 31, 4, 19, 3, 18, 1) },
            { AUDIO, BYTES(LPCM(8), UP_TO_192K, BITS_16_20_24,
                           AC3(6), UP_TO_48K, KBIT_S(640),
                           DTS(6), UP_TO_48K, KBIT_S(1536),
                           TRUEHD(8), UP_TO_192K, 0) },
            SPEAKERS_7_1,
            HDMI(0, 165),
            CAPABILITY,
        } },
    }, {
        .name = "dvi", .product = "QEMU DVI",
        .preferred = &timing_1024p60,
    }, {
        /* DVI too, as no block says that it is HDMI */
        .name = "dvi-cta", .product = "QEMU DVI CTA",
        .preferred = &timing_1080p60,
        .cta[0] = { UNDERSCAN | NATIVE_TIMING, {
            { VIDEO, BYTES(16 | NATIVE, 4, 3, 1) },
            CAPABILITY,
        } },
    }, {
        .name = "interlaced", .product = "QEMU 1080I",
        .preferred = &timing_1080i60,
        .range = { 50, 15, 46, 8 },
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | NATIVE_TIMING, {
            { VIDEO, BYTES(5 | NATIVE, 20, 6, 21, 2 | NATIVE, 17, 1) },
            STEREO,
            HDMI(0, 75),
            CAPABILITY,
        } },
    }, {
        .name = "deep-colour", .product = "QEMU DEEP",
        .preferred = &timing_1080p60,
        .range = { 50, 15, 83, 23 },
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | YCBCR_444 | YCBCR_422 |
                    NATIVE_TIMING, {
            { VIDEO, BYTES(16 | NATIVE, 31, 4, 19, 3, 18, 1) },
            STEREO,
            HDMI(DEEP_30_BITS | DEEP_36_BITS | DEEP_YCBCR_444, 225),
            { EXTENDED, BYTES(VIDEO_CAPABILITY, ALL_RANGES) },
        } },
    }, {
        /* 600 MHz: scrambled, and switched to that over SCDC */
        .name = "4k60", .product = "QEMU 4K60",
        .preferred = &timing_2160p60,
        .range = { 24, 15, 140, 60 },
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | NATIVE_TIMING, {
            { VIDEO, BYTES(97, 96, 95, 94, 93, 16, 31, 4, 19, 3, 1) },
            STEREO,
            SPEAKERS_2_0,
            HDMI(0, 300),
            HDMI_FORUM(600, SCDC | SCRAMBLES_BELOW_340_MHZ),
            CAPABILITY,
        } },
    }, {
        /* 300 MHz: 60 Hz with a quarter of the colour samples only */
        .name = "4k60-420", .product = "QEMU 4K420",
        .preferred = &timing_1080p60,
        .range = { 24, 15, 140, 30 },
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | NATIVE_TIMING, {
            { VIDEO, BYTES(16 | NATIVE, 95, 94, 93, 31, 4, 19, 3, 1) },
            STEREO,
            HDMI(0, 300),
            HDMI_FORUM(0, SCDC),
            { EXTENDED, BYTES(VIDEO_420, 97, 96) },
            CAPABILITY,
        } },
    }, {
        .name = "hdr", .product = "QEMU HDR",
        .preferred = &timing_1080p60,
        .range = { 24, 15, 140, 60 },
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | YCBCR_444 | YCBCR_422 |
                    NATIVE_TIMING, {
            { VIDEO, BYTES(16 | NATIVE, 97, 96, 95, 94, 93, 31, 4, 19, 3, 1) },
            { AUDIO, BYTES(LPCM(8), UP_TO_192K, BITS_16_20_24) },
            SPEAKERS_7_1,
            HDMI(DEEP_30_BITS | DEEP_36_BITS | DEEP_YCBCR_444, 300),
            HDMI_FORUM(600, SCDC | SCRAMBLES_BELOW_340_MHZ),
            { EXTENDED, BYTES(VIDEO_CAPABILITY, ALL_RANGES) },
            { EXTENDED, BYTES(COLORIMETRY, BT2020_RGB | BT2020_YCC, 0) },
            /* 1000, 400 and 0.05 cd/m2 */
            { EXTENDED, BYTES(HDR_STATIC, GAMMA_SDR | SMPTE_2084 | HLG,
                              METADATA_TYPE_1, 138, 96, 18) },
            { EXTENDED, BYTES(CAPABILITY_420, 0x06) },
        } },
    }, {
        /* The audio is in the last of four blocks, in the second segment */
        .name = "four-blocks", .product = "QEMU SEGMENT",
        .preferred = &timing_1080p60,
        .cta[0] = { UNDERSCAN | BASIC_AUDIO | NATIVE_TIMING, {
            { VIDEO, BYTES(16 | NATIVE, 4, 19, 3, 1) },
            HDMI(0, 165),
            CAPABILITY,
        } },
        .cta[1] = { UNDERSCAN | BASIC_AUDIO | NATIVE_TIMING, {
            { AUDIO, BYTES(LPCM(8), UP_TO_192K, BITS_16_20_24) },
            SPEAKERS_7_1,
        } },
    }, {
        /* A switch that passes on the base block only */
        .name = "extension-missing", .product = "QEMU CUT",
        .preferred = &timing_1080p60,
        .missing_blocks = 1,
    },
};

const size_t bcm2711_num_monitor_edids = ARRAY_SIZE(bcm2711_monitor_edids);
