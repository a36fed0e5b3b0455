/*
 * BCM2711 hardware video scaler (HVS5): RGB formats of planes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Formats: Linux, drivers/gpu/drm/vc4/vc4_regs.h, enum hvs_pixel_format.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs_rgb.h"
#include "qemu/bswap.h"

enum { RED, GREEN, BLUE, ALPHA };

/* Bits of the colours, from the most significant, and of alpha */
typedef struct HVSFormat {
    uint8_t bytes;
    uint8_t colour_bits[3];
    uint8_t alpha_bits;
} HVSFormat;

static const HVSFormat pixel_formats[32] = {
    [0] = { 1, { 3, 3, 2 }, 0 },        /* RGB332 */
    [1] = { 2, { 4, 4, 4 }, 4 },        /* RGBA4444 */
    [2] = { 2, { 5, 5, 5 }, 0 },        /* RGB555 */
    [3] = { 2, { 5, 5, 5 }, 1 },        /* RGBA5551 */
    [4] = { 2, { 5, 6, 5 }, 0 },        /* RGB565 */
    [5] = { 3, { 8, 8, 8 }, 0 },        /* RGB888 */
    [6] = { 3, { 6, 6, 6 }, 6 },        /* RGBA6666 */
    [7] = { 4, { 8, 8, 8 }, 8 },        /* RGBA8888 */
    [16] = { 4, { 10, 10, 10 }, 2 },    /* RGBA1010102 */
};

/* HVS_PIXEL_ORDER_*, from the most significant component */
static const uint8_t order_rgb[4][3] = {
    { BLUE, RED, GREEN },
    { RED, BLUE, GREEN },
    { RED, GREEN, BLUE },
    { BLUE, GREEN, RED },
};

static const uint8_t order_rgba[4][4] = {
    { RED, GREEN, BLUE, ALPHA },
    { BLUE, GREEN, RED, ALPHA },
    { ALPHA, RED, GREEN, BLUE },
    { ALPHA, BLUE, GREEN, RED },
};

static void component_init(BCM2711HVSComponent *component, unsigned int shift,
                           unsigned int bits)
{
    uint32_t mask = (1u << bits) - 1;

    component->shift = shift;
    component->mask = mask;
    for (uint32_t i = 0; i <= mask; i++) {
        component->to8[i] = mask ? (i * 255 + mask / 2) / mask : 255;
    }
}

bool bcm2711_hvs_rgb_init(BCM2711HVSRgb *rgb, unsigned int format,
                          unsigned int order)
{
    rgb->format = format;
    rgb->order = order;
    rgb->bytes = pixel_formats[format].bytes;
    return rgb->bytes;
}

void bcm2711_hvs_rgb_prepare(BCM2711HVSRgb *rgb)
{
    const HVSFormat *format = &pixel_formats[rgb->format];
    int count = format->alpha_bits ? 4 : 3;
    unsigned int colour = 0;
    unsigned int shift = 0;

    /* Without alpha bits a pixel is opaque. */
    component_init(&rgb->component[ALPHA], 0, 0);
    for (int i = count - 1; i >= 0; i--) {
        unsigned int component = format->alpha_bits
                                 ? order_rgba[rgb->order][i]
                                 : order_rgb[rgb->order][i];
        unsigned int bits = component == ALPHA
                            ? format->alpha_bits
                            : format->colour_bits[2 - colour++];

        component_init(&rgb->component[component], shift, bits);
        shift += bits;
    }
}

static uint32_t pixel_get(unsigned int bytes, const uint8_t *source)
{
    switch (bytes) {
    case 1:
        return source[0];
    case 2:
        return lduw_le_p(source);
    case 3:
        return source[0] | source[1] << 8 | source[2] << 16;
    default:
        return ldl_le_p(source);
    }
}

static uint32_t component_get(const BCM2711HVSComponent *component,
                              uint32_t pixel)
{
    return component->to8[pixel >> component->shift & component->mask];
}

void bcm2711_hvs_rgb_convert(const BCM2711HVSRgb *rgb, const uint8_t *bytes,
                             uint32_t *pixels, unsigned int count)
{
    for (unsigned int i = 0; i < count; i++) {
        uint32_t pixel = pixel_get(rgb->bytes, bytes + i * rgb->bytes);

        pixels[i] = component_get(&rgb->component[ALPHA], pixel) << 24 |
                    component_get(&rgb->component[RED], pixel) << 16 |
                    component_get(&rgb->component[GREEN], pixel) << 8 |
                    component_get(&rgb->component[BLUE], pixel);
    }
}
