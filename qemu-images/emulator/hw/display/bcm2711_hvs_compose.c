/*
 * BCM2711 hardware video scaler (HVS5): draws the picture of a display list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Supports what Linux's framebuffer console needs: linear RGB planes, at any
 * position, with alpha. Tiled and YUV planes are skipped, scaled planes are
 * sampled and not filtered, and gamma and the colour matrix are not applied.
 */

#include "qemu/osdep.h"
#include "exec/address-spaces.h"
#include "exec/memory.h"
#include "hw/display/bcm2711_hvs_compose.h"
#include "hw/registerfields.h"
#include "qemu/log.h"

/*
 * The words of a plane in a display list (SCALER5_CTL0_* and so on in
 * vc4_regs.h; their order is that of vc4_plane.c). POS1 exists only if the
 * plane is scaled; the words after PITCH are not used here.
 */
FIELD(CTL0, END, 31, 1)
FIELD(CTL0, VALID, 30, 1)
FIELD(CTL0, SIZE, 24, 6)
FIELD(CTL0, TILING, 20, 2)
FIELD(CTL0, UNITY, 15, 1)
FIELD(CTL0, ORDER, 13, 2)
FIELD(CTL0, FORMAT, 0, 5)
FIELD(POS0, VFLIP, 31, 1)
FIELD(POS0, START_Y, 16, 12)
FIELD(POS0, HFLIP, 15, 1)
FIELD(POS0, START_X, 0, 14)
FIELD(CTL2, ALPHA_MODE, 30, 2)
FIELD(CTL2, PREMULT, 29, 1)
FIELD(CTL2, MIX, 28, 1)
FIELD(CTL2, ALPHA, 4, 12)
FIELD(POS1, HEIGHT, 16, 13)
FIELD(POS1, WIDTH, 0, 13)
FIELD(POS2, HEIGHT, 16, 13)
FIELD(POS2, WIDTH, 0, 13)
FIELD(PITCH0, BYTES, 0, 16)

#define TILING_LINEAR       0
#define BUS_ADDRESS_MASK    0x3fffffff

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

enum { RED, GREEN, BLUE, ALPHA, NUM_COMPONENTS };

#define MAX_BITS            10

/* How to extract a pixel's components and scale them to eight bits. */
typedef struct PixelLayout {
    unsigned int bytes;
    struct {
        unsigned int shift;
        uint32_t mask;
        uint8_t to8[1 << MAX_BITS];
    } component[NUM_COMPONENTS];
} PixelLayout;

typedef struct Plane {
    unsigned int x, y;
    unsigned int width, height;         /* on the screen */
    unsigned int src_width, src_height;
    bool hflip, vflip;
    unsigned int alpha_mode;
    bool premultiplied, mix;
    uint32_t fixed_alpha;               /* 0 to 255 */
    uint32_t address;
    int32_t pitch;
    PixelLayout layout;
} Plane;

/* Bits of the colours, from the most significant, and of alpha */
typedef struct HVSFormat {
    uint8_t bytes;
    uint8_t colour_bits[3];
    uint8_t alpha_bits;
} HVSFormat;

/* enum hvs_pixel_format in vc4_regs.h */
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

static void layout_component(PixelLayout *layout, unsigned int component,
                             unsigned int shift, unsigned int bits)
{
    uint32_t mask = (1u << bits) - 1;

    layout->component[component].shift = shift;
    layout->component[component].mask = mask;
    for (uint32_t i = 0; i <= mask; i++) {
        layout->component[component].to8[i] =
            mask ? (i * 255 + mask / 2) / mask : 255;
    }
}

static bool layout_init(PixelLayout *layout, unsigned int format,
                        unsigned int order)
{
    const HVSFormat *f = &pixel_formats[format];
    int count = f->alpha_bits ? 4 : 3;
    unsigned int colour = 0;
    unsigned int shift = 0;

    if (!f->bytes) {
        return false;
    }
    layout->bytes = f->bytes;
    /* Without alpha bits a pixel is opaque. */
    layout_component(layout, ALPHA, 0, 0);
    for (int i = count - 1; i >= 0; i--) {
        unsigned int component = f->alpha_bits ? order_rgba[order][i]
                                               : order_rgb[order][i];
        unsigned int bits = component == ALPHA ? f->alpha_bits
                                               : f->colour_bits[2 - colour++];

        layout_component(layout, component, shift, bits);
        shift += bits;
    }
    return true;
}

static uint32_t dlist_word(const uint32_t *dlist, uint32_t pos)
{
    return dlist[pos % BCM2711_HVS_DLIST_WORDS];
}

/* Return whether the plane at @pos can be shown. */
static bool plane_parse(const uint32_t *dlist, uint32_t pos, Plane *p)
{
    uint32_t ctl0 = dlist_word(dlist, pos++);
    uint32_t pos0 = dlist_word(dlist, pos++);
    uint32_t ctl2 = dlist_word(dlist, pos++);
    bool unity = FIELD_EX32(ctl0, CTL0, UNITY);
    uint32_t pos1 = unity ? 0 : dlist_word(dlist, pos++);
    uint32_t pos2 = dlist_word(dlist, pos++);
    /* The HVS's context, the pointer and the pointer's context follow. */
    uint32_t ptr0 = dlist_word(dlist, pos + 1);
    uint32_t pitch0 = dlist_word(dlist, pos + 3);

    if (FIELD_EX32(ctl0, CTL0, TILING) != TILING_LINEAR ||
        !layout_init(&p->layout, FIELD_EX32(ctl0, CTL0, FORMAT),
                     FIELD_EX32(ctl0, CTL0, ORDER))) {
        qemu_log_mask(LOG_UNIMP, "%s: plane with control word 0x%08" PRIx32
                      "\n", __func__, ctl0);
        return false;
    }
    p->x = FIELD_EX32(pos0, POS0, START_X);
    p->y = FIELD_EX32(pos0, POS0, START_Y);
    p->hflip = FIELD_EX32(pos0, POS0, HFLIP);
    p->vflip = FIELD_EX32(pos0, POS0, VFLIP);
    p->alpha_mode = FIELD_EX32(ctl2, CTL2, ALPHA_MODE);
    p->premultiplied = FIELD_EX32(ctl2, CTL2, PREMULT);
    p->mix = FIELD_EX32(ctl2, CTL2, MIX);
    p->fixed_alpha = FIELD_EX32(ctl2, CTL2, ALPHA) >> 4;
    p->src_width = FIELD_EX32(pos2, POS2, WIDTH);
    p->src_height = FIELD_EX32(pos2, POS2, HEIGHT);
    p->width = unity ? p->src_width : FIELD_EX32(pos1, POS1, WIDTH);
    p->height = unity ? p->src_height : FIELD_EX32(pos1, POS1, HEIGHT);
    p->address = ptr0;
    p->pitch = FIELD_EX32(pitch0, PITCH0, BYTES);
    return p->src_width && p->src_height;
}

static uint32_t pixel_get(const PixelLayout *layout, const uint8_t *p)
{
    switch (layout->bytes) {
    case 1:
        return p[0];
    case 2:
        return lduw_le_p(p);
    case 3:
        return p[0] | p[1] << 8 | p[2] << 16;
    default:
        return ldl_le_p(p);
    }
}

static uint8_t pixel_component(const PixelLayout *layout, uint32_t pixel,
                               unsigned int component)
{
    uint32_t value = pixel >> layout->component[component].shift &
                     layout->component[component].mask;

    return layout->component[component].to8[value];
}

static uint32_t plane_alpha(const Plane *p, uint32_t alpha)
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

static uint32_t blend(const Plane *p, uint32_t below, uint32_t pixel)
{
    uint32_t own = pixel_component(&p->layout, pixel, ALPHA);
    uint32_t alpha = plane_alpha(p, own);
    /* A premultiplied colour still has to be scaled by the plane's alpha. */
    bool scaled = p->premultiplied && p->alpha_mode == ALPHA_PIPELINE;
    uint32_t factor = !scaled ? alpha : p->mix ? p->fixed_alpha : 255;
    uint32_t result = 0;

    for (unsigned int i = RED; i <= BLUE; i++) {
        uint32_t over = pixel_component(&p->layout, pixel, i) * factor;
        uint32_t under = (below >> (16 - 8 * i) & 0xff) * (255 - alpha);

        result = result << 8 | MIN((over + under + 127) / 255, 255);
    }
    return result;
}

/* Draw line @dy of @p, counted from its top, into @line. */
static bool plane_draw_line(const Plane *p, unsigned int dy, uint32_t *line,
                            unsigned int width, uint8_t *buf)
{
    unsigned int end = MIN(p->x + p->width, width);
    uint32_t sy = (uint64_t)dy * p->src_height / p->height;
    uint32_t offset = sy * (uint32_t)p->pitch;
    /* In a flipped plane the pointer is that of the last line. */
    uint32_t addr = p->vflip ? p->address - offset : p->address + offset;
    /* Memory only: drawing must not access device registers. */
    MemTxAttrs attrs = { .memory = 1 };

    if (address_space_read(&address_space_memory, addr & BUS_ADDRESS_MASK,
                           attrs, buf, p->src_width * p->layout.bytes)) {
        return false;
    }
    for (unsigned int x = p->x; x < end; x++) {
        uint32_t sx = (uint64_t)(x - p->x) * p->src_width / p->width;

        if (p->hflip) {
            sx = p->src_width - 1 - sx;
        }
        line[x] = blend(p, line[x],
                        pixel_get(&p->layout, buf + sx * p->layout.bytes));
    }
    return true;
}

/* Draw @p; return the pixels read, or UINT64_MAX if that exceeds @most. */
static uint64_t plane_draw(const Plane *p, DisplaySurface *surface,
                           uint64_t most)
{
    unsigned int end = MIN(p->y + p->height, surface_height(surface));
    g_autofree uint8_t *buf = NULL;
    uint64_t pixels;

    if (p->y >= end || p->x >= surface_width(surface)) {
        return 0;
    }
    pixels = (uint64_t)(end - p->y) * MAX(p->src_width, p->width);
    if (pixels > most) {
        return UINT64_MAX;
    }
    buf = g_malloc(p->src_width * p->layout.bytes);
    for (unsigned int y = p->y; y < end; y++) {
        uint32_t *line = surface_data(surface) + y * surface_stride(surface);

        if (!plane_draw_line(p, y - p->y, line, surface_width(surface), buf)) {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: no memory at bus address 0x%"
                          PRIx32 "\n", __func__, p->address);
            break;
        }
    }
    return pixels;
}

bool bcm2711_hvs_compose(const uint32_t *dlist, uint32_t start,
                         uint32_t background, DisplaySurface *surface)
{
    uint64_t budget = MIN((uint64_t)surface_width(surface) *
                          surface_height(surface) * MAX_OVERDRAW, MAX_PIXELS);
    g_autofree Plane *p = g_new0(Plane, 1);
    uint32_t pos = start;

    for (int y = 0; y < surface_height(surface); y++) {
        uint32_t *line = surface_data(surface) + y * surface_stride(surface);

        for (int x = 0; x < surface_width(surface); x++) {
            line[x] = background;
        }
    }

    while (pos < BCM2711_HVS_DLIST_WORDS) {
        uint32_t ctl0 = dlist[pos];
        uint32_t size = FIELD_EX32(ctl0, CTL0, SIZE);

        if (FIELD_EX32(ctl0, CTL0, END)) {
            return true;
        }
        if (!size) {
            break;
        }
        if (FIELD_EX32(ctl0, CTL0, VALID) && plane_parse(dlist, pos, p)) {
            uint64_t pixels = plane_draw(p, surface, budget);

            if (pixels == UINT64_MAX) {
                break;
            }
            budget -= pixels;
        }
        pos += size;
    }
    return false;
}
