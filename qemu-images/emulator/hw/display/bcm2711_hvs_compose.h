/*
 * BCM2711 hardware video scaler (HVS5): draws the picture of a display list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HVS_COMPOSE_H
#define HW_DISPLAY_BCM2711_HVS_COMPOSE_H

#include "hw/display/bcm2711_hvs_plane.h"

/* Larger than any mode of the hardware; larger pictures are not drawn */
#define BCM2711_HVS_MAX_WIDTH   7680
#define BCM2711_HVS_MAX_HEIGHT  4320

/*
 * What a channel composes. It is valid until the guest runs again: its list is
 * still in the device's RAM, and its planes in memory.
 */
typedef struct BCM2711HVSPicture {
    uint32_t width;         /* in pixels, like the height */
    uint32_t height;
    uint32_t background;    /* of what no plane covers, 0xRRGGBB */
    const uint32_t *dlist;  /* the list RAM, see bcm2711_hvs_plane.h */
    uint32_t start;         /* index of the active list, maybe beyond the RAM */
} BCM2711HVSPicture;

/**
 * bcm2711_hvs_compose: draw a picture
 * @picture: the picture, of at most BCM2711_HVS_MAX_WIDTH and _HEIGHT
 * @pixels: takes it, 0xRRGGBB
 * @stride: words from a line to the next one
 *
 * Returns whether the list was drawn up to its end. Drawing stops early if the
 * list has no end in the RAM, or makes the HVS read far more pixels than the
 * picture has; what was drawn before stays, on the background.
 */
bool bcm2711_hvs_compose(const BCM2711HVSPicture *picture, uint32_t *pixels,
                         unsigned int stride);

/*
 * The pixels that bcm2711_hvs_compose() reads and writes, and one for each item
 * of which it draws nothing: a measure of time
 */
uint64_t bcm2711_hvs_compose_work(const BCM2711HVSPicture *picture);

#endif /* HW_DISPLAY_BCM2711_HVS_COMPOSE_H */
