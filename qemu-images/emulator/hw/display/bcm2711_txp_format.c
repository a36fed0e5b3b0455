/*
 * BCM2711 transposer (TXP): the formats in which it writes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Formats: Linux, drivers/gpu/drm/vc4/vc4_txp.c (TXP_FORMAT_*). Components of
 * less than eight bits are cut off: there is no dither.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_txp_format.h"

/* Components, by their position in 0xAARRGGBB */
enum { BLUE = 0, GREEN = 8, RED = 16, ALPHA = 24 };

typedef struct TXPFormat {
    uint8_t bytes;
    /* From the most significant component */
    uint8_t order[4];
    uint8_t bits[4];
} TXPFormat;

static const TXPFormat txp_formats[16] = {
    [0] = { 2, { ALPHA, BLUE, GREEN, RED }, { 4, 4, 4, 4 } },
    [1] = { 2, { ALPHA, RED, GREEN, BLUE }, { 4, 4, 4, 4 } },
    [2] = { 2, { BLUE, GREEN, RED, ALPHA }, { 4, 4, 4, 4 } },
    [3] = { 2, { RED, GREEN, BLUE, ALPHA }, { 4, 4, 4, 4 } },
    [6] = { 2, { BLUE, GREEN, RED, ALPHA }, { 5, 6, 5, 0 } },
    [7] = { 2, { RED, GREEN, BLUE, ALPHA }, { 5, 6, 5, 0 } },
    [8] = { 3, { BLUE, GREEN, RED, ALPHA }, { 8, 8, 8, 0 } },
    [9] = { 3, { RED, GREEN, BLUE, ALPHA }, { 8, 8, 8, 0 } },
    [12] = { 4, { ALPHA, BLUE, GREEN, RED }, { 8, 8, 8, 8 } },
    [13] = { 4, { ALPHA, RED, GREEN, BLUE }, { 8, 8, 8, 8 } },
    [14] = { 4, { BLUE, GREEN, RED, ALPHA }, { 8, 8, 8, 8 } },
    [15] = { 4, { RED, GREEN, BLUE, ALPHA }, { 8, 8, 8, 8 } },
};

unsigned int bcm2711_txp_pixel_bytes(unsigned int format)
{
    return txp_formats[format].bytes;
}

void bcm2711_txp_convert(unsigned int format, uint8_t alpha,
                         const uint32_t *pixels, uint8_t *bytes,
                         unsigned int count)
{
    const TXPFormat *layout = &txp_formats[format];

    for (unsigned int i = 0; i < count; i++) {
        uint32_t pixel = (pixels[i] & 0xffffff) | (uint32_t)alpha << ALPHA;
        uint32_t word = 0;

        for (int part = 0; part < ARRAY_SIZE(layout->order); part++) {
            uint32_t component = pixel >> layout->order[part] & 0xff;

            word = word << layout->bits[part] |
                   component >> (8 - layout->bits[part]);
        }
        for (unsigned int byte = 0; byte < layout->bytes; byte++) {
            *bytes++ = word >> (8 * byte);
        }
    }
}
