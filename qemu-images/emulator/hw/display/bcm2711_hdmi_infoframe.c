/*
 * BCM2711 HDMI transmitter: the infoframes that a monitor gets, and which of
 * them it would not accept
 *
 * Linux puts an infoframe of type 0x80 + n in packet n (vc4_hdmi.c,
 * vc4_hdmi_write_infoframe). CEA-861 defines the header of each: type, version
 * and length. A checksum follows, which makes the sum of all bytes 0. The rest
 * of the packet has to be 0 (vc4_hdmi.c, later than 5.10, clears it because it
 * "triggers a checksum error on hdmi analyser").
 *
 * An AVI infoframe may name its mode by a code of CEA-861. Of the progressive
 * modes that are used most, the size is compared with that of the mode that is
 * set; 0 stands for any other mode.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_infoframe.h"
#include "hw/display/bcm2711_hdmi_internal.h"

#define FIRST_TYPE 0x80
#define AVI 2
#define HEADER_BYTES 4          /* the checksum included */
#define AVI_VIC_BYTE 7

static const struct {
    uint8_t version_min, version_max;
    uint8_t length_min, length_max;
} infoframes[] = {
    [1] = { 1, 1, 4, 27 },      /* vendor */
    [AVI] = { 2, 4, 13, 14 },   /* avi */
    [3] = { 1, 1, 25, 25 },     /* spd */
    [4] = { 1, 1, 10, 10 },     /* audio */
    [5] = { 1, 1, 10, 10 },     /* mpeg */
    [7] = { 1, 1, 26, 26 },     /* dynamic range and mastering */
};

static const struct {
    uint8_t vic;
    uint16_t width, height;
} modes[] = {
    { 1, 640, 480 }, { 2, 720, 480 }, { 3, 720, 480 }, { 4, 1280, 720 },
    { 16, 1920, 1080 }, { 17, 720, 576 }, { 18, 720, 576 }, { 19, 1280, 720 },
    { 31, 1920, 1080 }, { 32, 1920, 1080 }, { 33, 1920, 1080 },
    { 34, 1920, 1080 }, { 60, 1280, 720 }, { 61, 1280, 720 }, { 62, 1280, 720 },
    { 63, 1920, 1080 }, { 64, 1920, 1080 }, { 93, 3840, 2160 },
    { 94, 3840, 2160 }, { 95, 3840, 2160 }, { 96, 3840, 2160 },
    { 97, 3840, 2160 },
};

static bool is_infoframe(unsigned int id)
{
    return id < ARRAY_SIZE(infoframes) && infoframes[id].version_max;
}

static bool avi_describes_mode(uint8_t vic, const uint32_t *core)
{
    uint32_t width = FIELD_EX32(core[R_HORZA], HORZA, ACTIVE);
    uint32_t height = FIELD_EX32(core[R_VERTA0], VERTA, ACTIVE);

    for (int i = 0; i < ARRAY_SIZE(modes); i++) {
        if (modes[i].vic == vic) {
            return modes[i].width == width && modes[i].height == height;
        }
    }
    return true;
}

int bcm2711_hdmi_infoframe_check(unsigned int id,
                                 const uint8_t bytes[BCM2711_HDMI_PACKET_BYTES],
                                 const uint32_t *core)
{
    unsigned int length = HEADER_BYTES + bytes[2];
    uint8_t sum = 0;

    if (!is_infoframe(id)) {
        return BCM2711_HDMI_INFOFRAME_VALID;
    }
    if (bytes[0] != FIRST_TYPE + id ||
        bytes[1] < infoframes[id].version_min ||
        bytes[1] > infoframes[id].version_max ||
        bytes[2] < infoframes[id].length_min ||
        bytes[2] > infoframes[id].length_max) {
        return BCM2711_HDMI_RULE_INFOFRAME_HEADER;
    }
    for (unsigned int i = 0; i < length; i++) {
        sum += bytes[i];
    }
    if (sum) {
        return BCM2711_HDMI_RULE_INFOFRAME_CHECKSUM;
    }
    for (unsigned int i = length; i < BCM2711_HDMI_PACKET_BYTES; i++) {
        if (bytes[i]) {
            return BCM2711_HDMI_RULE_INFOFRAME_TAIL;
        }
    }
    return id == AVI && !avi_describes_mode(bytes[AVI_VIC_BYTE], core)
           ? BCM2711_HDMI_RULE_INFOFRAME_MODE : BCM2711_HDMI_INFOFRAME_VALID;
}
