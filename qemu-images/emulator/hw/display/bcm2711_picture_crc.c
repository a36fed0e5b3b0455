/*
 * CRC of a composed picture
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_picture_crc.h"
#include <zlib.h>

uint32_t bcm2711_picture_crc(const uint32_t *pixels, size_t count)
{
    uint32_t crc = crc32(0, NULL, 0);
    uint8_t bytes[3 * 1024];

    while (count) {
        size_t chunk = MIN(count, sizeof(bytes) / 3);

        for (size_t i = 0; i < chunk; i++) {
            bytes[3 * i] = pixels[i] >> 16;
            bytes[3 * i + 1] = pixels[i] >> 8;
            bytes[3 * i + 2] = pixels[i];
        }
        crc = crc32(crc, bytes, 3 * chunk);
        pixels += chunk;
        count -= chunk;
    }
    return crc;
}
