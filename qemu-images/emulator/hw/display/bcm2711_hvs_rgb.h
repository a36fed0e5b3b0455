/*
 * BCM2711 hardware video scaler (HVS5): RGB formats of planes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HVS_RGB_H
#define HW_DISPLAY_BCM2711_HVS_RGB_H

#define BCM2711_HVS_MAX_BITS    10

/* How to extract a component of a pixel and scale it to eight bits */
typedef struct BCM2711HVSComponent {
    unsigned int shift;
    uint32_t mask;
    uint8_t to8[1 << BCM2711_HVS_MAX_BITS];
} BCM2711HVSComponent;

typedef struct BCM2711HVSRgb {
    unsigned int format, order;
    unsigned int bytes;                 /* a pixel */
    BCM2711HVSComponent component[4];   /* red, green, blue, alpha */
} BCM2711HVSRgb;

/* Returns false if @format, a field of CTL0 as @order is, is no RGB format */
bool bcm2711_hvs_rgb_init(BCM2711HVSRgb *rgb, unsigned int format,
                          unsigned int order);

/* Build the tables of the components, which converting pixels needs */
void bcm2711_hvs_rgb_prepare(BCM2711HVSRgb *rgb);

/* Convert @count pixels to 0xAARRGGBB */
void bcm2711_hvs_rgb_convert(const BCM2711HVSRgb *rgb, const uint8_t *bytes,
                             uint32_t *pixels, unsigned int count);

#endif /* HW_DISPLAY_BCM2711_HVS_RGB_H */
