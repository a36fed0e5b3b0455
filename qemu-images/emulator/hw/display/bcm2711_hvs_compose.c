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

static uint32_t plane_alpha(const BCM2711HVSPlane *p, uint32_t alpha)
{
    switch (p->alpha_mode) {
    case ALPHA_PIPELINE:
        return p->mix ? alpha * p->fixed_alpha / 255 : alpha;
    case ALPHA_FIXED:
        return p->fixed_alpha;
    case ALPHA_FIXED_NONZERO:
        return alpha ? p->fixed_alpha : 0;
    default:
        return alpha > 7 ? p->fixed_alpha : 0;
    }
}

static uint32_t blend(const BCM2711HVSPlane *p, uint32_t below, uint32_t pixel)
{
    uint32_t alpha = plane_alpha(p, pixel >> 24);
    /* A premultiplied colour still has to be scaled by the plane's alpha. */
    bool scaled = p->premultiplied && p->alpha_mode == ALPHA_PIPELINE;
    uint32_t factor = !scaled ? alpha : p->mix ? p->fixed_alpha : 255;
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

/* Draw a line of @p, whose source pixels are @source, into @line. */
static void plane_draw_line(const BCM2711HVSPlane *p, const uint32_t *source,
                            uint32_t *line, unsigned int width)
{
    unsigned int end = MIN(p->x + p->width, width);

    for (unsigned int x = p->x; x < end; x++) {
        uint32_t sx = (uint64_t)(x - p->x) * p->src_width / p->width;

        if (p->hflip) {
            sx = p->src_width - 1 - sx;
        }
        line[x] = blend(p, line[x], source[sx]);
    }
}

/* The last line of @picture that @p covers, plus one */
static unsigned int plane_end(const BCM2711HVSPlane *p,
                              const BCM2711HVSPicture *picture)
{
    return MIN(p->y + p->height, picture->height);
}

/* The pixels that drawing @p reads and writes */
static uint64_t plane_work(const BCM2711HVSPlane *p,
                           const BCM2711HVSPicture *picture)
{
    unsigned int end = plane_end(p, picture);

    if (p->y >= end || p->x >= picture->width) {
        return 0;
    }
    return (uint64_t)(end - p->y) *
           MAX(p->src_width * bcm2711_hvs_plane_parts(p), p->width);
}

static void plane_draw(BCM2711HVSPlane *p,
                       const BCM2711HVSPicture *picture, uint32_t *pixels,
                       unsigned int stride)
{
    unsigned int end = plane_end(p, picture);
    g_autofree uint32_t *source = g_new(uint32_t, p->src_width);
    uint32_t have = UINT32_MAX;

    bcm2711_hvs_plane_prepare(p);
    for (unsigned int y = p->y; y < end; y++) {
        uint32_t sy = (uint64_t)(y - p->y) * p->src_height / p->height;

        if (sy != have && !bcm2711_hvs_plane_read(p, sy, source)) {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: no memory at bus address 0x%"
                          PRIx32 "\n", __func__, p->address[0]);
            break;
        }
        have = sy;
        plane_draw_line(p, source, pixels + (size_t)y * stride,
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
    uint32_t pos = picture->start;

    while (pos < BCM2711_HVS_DLIST_WORDS) {
        uint32_t size = bcm2711_hvs_item_size(picture->dlist, pos);
        uint64_t work = 0;

        if (bcm2711_hvs_is_end(picture->dlist, pos)) {
            return true;
        }
        if (!size) {
            break;
        }
        if (bcm2711_hvs_plane_parse(picture->dlist, pos, plane)) {
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
        pos += size;
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
