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
    bool is_yuv;
    BCM2711HVSRgb rgb;                  /* unless @is_yuv */
    BCM2711HVSYuv yuv;                  /* if @is_yuv */
} BCM2711HVSPlane;

/*
 * A display list is a row of items. @dlist is the list RAM that has it, all of
 * its BCM2711_HVS_DLIST_WORDS words: it belongs to the device, and nothing here
 * writes it or keeps a pointer to it. @index is that of an item's first word.
 *
 * Lists are the guest's, so any word may have any value. Reading an item at the
 * end of the RAM goes on at its start, as if the RAM were repeated; it is for
 * the caller to stop in front of an item that begins beyond the RAM.
 */

/* Whether the item at @index is none, but the end of the list */
bool bcm2711_hvs_is_end(const uint32_t *dlist, uint32_t index);

/* The item's words. If that is 0, no item behind it can be found. */
uint32_t bcm2711_hvs_item_size(const uint32_t *dlist, uint32_t index);

/*
 * Parse the plane at @index, which is not the end of the list. Returns false if
 * it is not valid, empty, or of a format that is not modelled: @plane is then
 * of no use.
 */
bool bcm2711_hvs_plane_parse(const uint32_t *dlist, uint32_t index,
                             BCM2711HVSPlane *plane);

/* Parts of memory that the plane is read from: 1 to BCM2711_HVS_MAX_PARTS */
unsigned int bcm2711_hvs_plane_parts(const BCM2711HVSPlane *plane);

/* To be called once before lines of a parsed plane are read */
void bcm2711_hvs_plane_prepare(BCM2711HVSPlane *plane);

/*
 * Read line @y of @plane, below src_height, as src_width pixels 0xAARRGGBB into
 * the caller's @pixels. Returns false if there is no memory.
 */
bool bcm2711_hvs_plane_read(const BCM2711HVSPlane *plane, uint32_t y,
                            uint32_t *pixels);

#endif /* HW_DISPLAY_BCM2711_HVS_PLANE_H */
