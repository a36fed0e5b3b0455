/*
 * BCM2711 hardware video scaler (HVS5): draws the picture of a display list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HVS_COMPOSE_H
#define HW_DISPLAY_BCM2711_HVS_COMPOSE_H

#include "ui/surface.h"

#define BCM2711_HVS_DLIST_WORDS (0x4000 / 4)

/**
 * bcm2711_hvs_compose: draw a display list
 * @dlist: the display list RAM, BCM2711_HVS_DLIST_WORDS words
 * @start: where in it the list begins
 * @background: colour of what no plane covers, 0xRRGGBB
 * @surface: what to draw on, 32 bits a pixel
 *
 * Returns whether the list was drawn up to its end. Drawing stops early if the
 * list has no end in the RAM, or makes the HVS read far more pixels than the
 * picture has.
 */
bool bcm2711_hvs_compose(const uint32_t *dlist, uint32_t start,
                         uint32_t background, DisplaySurface *surface);

#endif /* HW_DISPLAY_BCM2711_HVS_COMPOSE_H */
