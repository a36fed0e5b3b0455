/*
 * BCM2711 hardware video scaler (HVS5): a plane of a display list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HVS_PLANE_H
#define HW_DISPLAY_BCM2711_HVS_PLANE_H

#include "hw/display/bcm2711_hvs_rgb.h"
#include "hw/display/bcm2711_hvs_yuv.h"

#define BCM2711_HVS_DLIST_WORDS (0x4000 / 4)
#define BCM2711_HVS_MAX_PARTS   3

typedef struct BCM2711HVSPlane {
    unsigned int x, y;
    unsigned int width, height;         /* on the screen */
    unsigned int src_width, src_height;
    bool hflip, vflip;
    unsigned int alpha_mode;
    bool premultiplied, mix;
    uint32_t fixed_alpha;               /* 0 to 255 */
    /* Of the pixels, or of Y and of one or two parts with Cb and Cr */
    uint32_t address[BCM2711_HVS_MAX_PARTS];
    uint32_t pitch[BCM2711_HVS_MAX_PARTS];
    bool yuv;
    BCM2711HVSRgb rgb;                  /* unless @yuv */
    BCM2711HVSYuv ycc;                  /* if @yuv */
} BCM2711HVSPlane;

/* Whether the list ends at @pos of the list RAM @dlist */
bool bcm2711_hvs_is_end(const uint32_t *dlist, uint32_t pos);

/* The words of the item at @pos; with 0 of them nothing can be found behind */
uint32_t bcm2711_hvs_item_size(const uint32_t *dlist, uint32_t pos);

/*
 * Parse the plane at @pos. Returns false if it is not valid, empty, or of a
 * format that is not modelled.
 */
bool bcm2711_hvs_plane_parse(const uint32_t *dlist, uint32_t pos,
                             BCM2711HVSPlane *p);

/* Parts of memory that the plane is read from: 1 to BCM2711_HVS_MAX_PARTS */
unsigned int bcm2711_hvs_plane_parts(const BCM2711HVSPlane *p);

/* To be called once before lines of a parsed plane are read */
void bcm2711_hvs_plane_prepare(BCM2711HVSPlane *p);

/*
 * Read line @y of @p, below src_height, as src_width pixels 0xAARRGGBB. Returns
 * false if there is no memory.
 */
bool bcm2711_hvs_plane_read(const BCM2711HVSPlane *p, uint32_t y,
                            uint32_t *pixels);

#endif /* HW_DISPLAY_BCM2711_HVS_PLANE_H */
