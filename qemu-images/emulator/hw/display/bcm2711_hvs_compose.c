/*
 * BCM2711 hardware video scaler (HVS5): draws the picture of a display list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Planes (bcm2711_hvs_plane.c) at any position, with alpha, scaled or not. A
 * scaled plane is sampled at the nearest pixel: the polyphase and trapezoidal
 * filters are not applied, nor are gamma and the matrix of an OLED display.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs_compose.h"
#include "qemu/log.h"

/*
 * The hardware runs out of time if a list makes it read more pixels than it has
 * cycles in a frame; here the rest of the list is skipped. The core clock has
 * at most 500 MHz. Twice the cycles of a frame at 60 Hz are allowed, and eight
 * times the picture for a small one.
 */
#define MAX_OVERDRAW        8
#define MAX_PIXELS          (2 * 500000000 / 60)

enum {
    ALPHA_PIPELINE = 0,
    ALPHA_FIXED = 1,
    ALPHA_FIXED_NONZERO = 2,
    ALPHA_FIXED_OVER_7 = 3,
};

static uint32_t plane_alpha(const BCM2711HVSPlane *plane, uint32_t alpha)
{
    switch (plane->alpha_mode) {
    case ALPHA_PIPELINE:
        return plane->mix ? alpha * plane->fixed_alpha / 255 : alpha;
    case ALPHA_FIXED:
        return plane->fixed_alpha;
    case ALPHA_FIXED_NONZERO:
        return alpha ? plane->fixed_alpha : 0;
    default:
        return alpha > 7 ? plane->fixed_alpha : 0;
    }
}

static uint32_t blend(const BCM2711HVSPlane *plane, uint32_t below,
                      uint32_t pixel)
{
    uint32_t alpha = plane_alpha(plane, pixel >> 24);
    /* A premultiplied colour still has to be scaled by the plane's alpha. */
    bool scaled = plane->premultiplied && plane->alpha_mode == ALPHA_PIPELINE;
    uint32_t factor = !scaled ? alpha : plane->mix ? plane->fixed_alpha : 255;
    uint32_t result = 0;

    if (alpha == 255 && factor == 255) {
        return pixel & 0xffffff;
    }
    for (int shift = 16; shift >= 0; shift -= 8) {
        uint32_t over = (pixel >> shift & 0xff) * factor;
        uint32_t under = (below >> shift & 0xff) * (255 - alpha);

        result = result << 8 | MIN((over + under + 127) / 255, 255);
    }
    return result;
}

/* Draw a line of @plane, whose source pixels are @source, into @line. */
static void plane_draw_line(const BCM2711HVSPlane *plane,
                            const uint32_t *source, uint32_t *line,
                            unsigned int width)
{
    unsigned int end = MIN(plane->x + plane->width, width);

    for (unsigned int x = plane->x; x < end; x++) {
        uint32_t src_x = (uint64_t)(x - plane->x) * plane->src_width /
                         plane->width;

        if (plane->hflip) {
            src_x = plane->src_width - 1 - src_x;
        }
        line[x] = blend(plane, line[x], source[src_x]);
    }
}

/* The last line of @picture that @plane covers, plus one */
static unsigned int plane_end(const BCM2711HVSPlane *plane,
                              const BCM2711HVSPicture *picture)
{
    return MIN(plane->y + plane->height, picture->height);
}

/* The pixels that drawing @plane reads and writes */
static uint64_t plane_work(const BCM2711HVSPlane *plane,
                           const BCM2711HVSPicture *picture)
{
    unsigned int end = plane_end(plane, picture);

    if (plane->y >= end || plane->x >= picture->width) {
        return 0;
    }
    return (uint64_t)(end - plane->y) *
           MAX(plane->src_width * bcm2711_hvs_plane_parts(plane), plane->width);
}

static void plane_draw(BCM2711HVSPlane *plane,
                       const BCM2711HVSPicture *picture, uint32_t *pixels,
                       unsigned int stride)
{
    unsigned int end = plane_end(plane, picture);
    g_autofree uint32_t *source = g_new(uint32_t, plane->src_width);
    uint32_t loaded_y = UINT32_MAX;

    bcm2711_hvs_plane_prepare(plane);
    for (unsigned int y = plane->y; y < end; y++) {
        uint32_t src_y = (uint64_t)(y - plane->y) * plane->src_height /
                         plane->height;

        if (src_y != loaded_y &&
            !bcm2711_hvs_plane_read(plane, src_y, source)) {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: no memory at bus address 0x%"
                          PRIx32 "\n", __func__, plane->address[0]);
            break;
        }
        loaded_y = src_y;
        plane_draw_line(plane, source, pixels + (size_t)y * stride,
                        picture->width);
    }
}

static uint64_t picture_budget(const BCM2711HVSPicture *picture)
{
    return MIN((uint64_t)picture->width * picture->height * MAX_OVERDRAW,
               MAX_PIXELS);
}

/*
 * Draw the list, unless @pixels is NULL, and take from @budget what it costs.
 * Returns whether its end was reached.
 */
static bool list_walk(const BCM2711HVSPicture *picture, uint32_t *pixels,
                      unsigned int stride, uint64_t *budget)
{
    g_autofree BCM2711HVSPlane *plane = g_new(BCM2711HVSPlane, 1);
    uint32_t index = picture->start;

    while (index < BCM2711_HVS_DLIST_WORDS) {
        uint32_t size = bcm2711_hvs_item_size(picture->dlist, index);
        uint64_t work = 0;

        if (bcm2711_hvs_is_end(picture->dlist, index)) {
            return true;
        }
        if (!size) {
            break;
        }
        if (bcm2711_hvs_plane_parse(picture->dlist, index, plane)) {
            work = plane_work(plane, picture);
        }
        /* An item of which nothing is drawn has to be read nevertheless. */
        if (MAX(work, 1) > *budget) {
            break;
        }
        *budget -= MAX(work, 1);
        if (work && pixels) {
            plane_draw(plane, picture, pixels, stride);
        }
        index += size;
    }
    return false;
}

bool bcm2711_hvs_compose(const BCM2711HVSPicture *picture, uint32_t *pixels,
                         unsigned int stride)
{
    uint64_t budget = picture_budget(picture);

    for (uint32_t y = 0; y < picture->height; y++) {
        for (uint32_t x = 0; x < picture->width; x++) {
            pixels[(size_t)y * stride + x] = picture->background;
        }
    }
    return list_walk(picture, pixels, stride, &budget);
}

uint64_t bcm2711_hvs_compose_work(const BCM2711HVSPicture *picture)
{
    uint64_t budget = picture_budget(picture);
    uint64_t left = budget;

    list_walk(picture, NULL, 0, &left);
    return (uint64_t)picture->width * picture->height + budget - left;
}
