/*
 * BCM2711 hardware video scaler (HVS5): a plane of a display list
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * T-tiled RGB, palettes and colour keys are not modelled.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs_plane.h"
#include "hw/display/bcm2711_memory.h"
#include "hw/registerfields.h"
#include "qemu/log.h"

/*
 * The words of a plane in a display list (SCALER5_CTL0_* and so on in
 * vc4_regs.h; their order is that of vc4_plane.c):
 *
 *   CTL0, POS0, CTL2, POS1 (if the plane is scaled), POS2, a context of the
 *   HVS; a pointer for each part, a context for each, a pitch for each; the
 *   colour conversion (three, of YCbCr); the address of the line buffer memory
 *   (if anything is scaled vertically), and the scaling of channel 0, which is
 *   that of Cb and Cr, and of channel 1
 */
FIELD(CTL0, END, 31, 1)
FIELD(CTL0, VALID, 30, 1)
FIELD(CTL0, SIZE, 24, 6)
FIELD(CTL0, TILING, 20, 2)
FIELD(CTL0, UNITY, 15, 1)
FIELD(CTL0, ORDER, 13, 2)
FIELD(CTL0, SCL1, 8, 3)
FIELD(CTL0, SCL0, 5, 3)
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
FIELD(PITCH, BYTES, 0, 16)      /* of SAND: the height of a column in lines */
FIELD(PPF, SCALE, 8, 17)        /* source pixels a pixel, in units of 2^-16 */
FIELD(TPZ0, SCALE, 8, 21)

#define TILING_LINEAR   0

/* SCALER_CTL0_SCL_H_*_V_*: how the two directions of a channel are scaled */
enum { SCALED_NOT, SCALED_PPF, SCALED_TPZ };

static const uint8_t scaled_h[8] = {
    SCALED_PPF, SCALED_TPZ, SCALED_PPF, SCALED_TPZ,
    SCALED_PPF, SCALED_NOT, SCALED_NOT, SCALED_TPZ,
};

static const uint8_t scaled_v[8] = {
    SCALED_PPF, SCALED_PPF, SCALED_TPZ, SCALED_TPZ,
    SCALED_NOT, SCALED_PPF, SCALED_TPZ, SCALED_NOT,
};

static uint32_t dlist_word(const uint32_t *dlist, uint32_t index)
{
    return dlist[index % BCM2711_HVS_DLIST_WORDS];
}

bool bcm2711_hvs_is_end(const uint32_t *dlist, uint32_t index)
{
    return FIELD_EX32(dlist_word(dlist, index), CTL0, END);
}

uint32_t bcm2711_hvs_item_size(const uint32_t *dlist, uint32_t index)
{
    return FIELD_EX32(dlist_word(dlist, index), CTL0, SIZE);
}

unsigned int bcm2711_hvs_plane_parts(const BCM2711HVSPlane *plane)
{
    return plane->is_yuv ? plane->yuv.parts : 1;
}

/*
 * 4:4:4 has the format number of 4:2:2. It is the scaling of Cb and Cr that
 * differs: how many of them there are for a line of the screen.
 */
static bool has_chroma_of_each_pixel(const BCM2711HVSPlane *plane,
                                     const uint32_t *dlist, uint32_t index,
                                     uint32_t ctl0)
{
    unsigned int scl0 = FIELD_EX32(ctl0, CTL0, SCL0);
    unsigned int scl1 = FIELD_EX32(ctl0, CTL0, SCL1);
    bool unity = FIELD_EX32(ctl0, CTL0, UNITY);
    uint64_t step = 1 << 16;

    index += scaled_v[scl0] || (!unity && scaled_v[scl1]);
    if (scaled_h[scl0] == SCALED_PPF) {
        step = FIELD_EX32(dlist_word(dlist, index), PPF, SCALE);
    } else if (scaled_h[scl0] == SCALED_TPZ) {
        index += scaled_v[scl0] == SCALED_PPF ? 2 : 0;
        step = FIELD_EX32(dlist_word(dlist, index), TPZ0, SCALE);
    }
    /* Nearer to all of src_width than to its half */
    return (step * plane->width >> 16) * 4 > (uint64_t)plane->src_width * 3;
}

static bool plane_format(BCM2711HVSPlane *plane, uint32_t ctl0)
{
    unsigned int format = FIELD_EX32(ctl0, CTL0, FORMAT);
    unsigned int tiling = FIELD_EX32(ctl0, CTL0, TILING);
    unsigned int order = FIELD_EX32(ctl0, CTL0, ORDER);

    plane->is_yuv = bcm2711_hvs_yuv_init(&plane->yuv, format, tiling, order);
    return plane->is_yuv || (tiling == TILING_LINEAR &&
                             bcm2711_hvs_rgb_init(&plane->rgb, format, order));
}

/* What comes behind POS2 */
static void plane_memory(BCM2711HVSPlane *plane, const uint32_t *dlist,
                         uint32_t index, uint32_t ctl0)
{
    unsigned int parts = bcm2711_hvs_plane_parts(plane);
    uint32_t conversion[3];

    index++;                    /* a context */
    for (unsigned int i = 0; i < parts; i++) {
        plane->address[i] = dlist_word(dlist, index + i);
        plane->pitch[i] = FIELD_EX32(dlist_word(dlist, index + 2 * parts + i),
                                     PITCH, BYTES);
    }
    index += 3 * parts;
    if (!plane->is_yuv) {
        return;
    }
    for (unsigned int i = 0; i < ARRAY_SIZE(conversion); i++) {
        conversion[i] = dlist_word(dlist, index++);
    }
    bcm2711_hvs_yuv_matrix(&plane->yuv, conversion);
    if (plane->yuv.parts == 3 && plane->yuv.vsub == 1 &&
        has_chroma_of_each_pixel(plane, dlist, index, ctl0)) {
        plane->yuv.hsub = 1;
    }
}

bool bcm2711_hvs_plane_parse(const uint32_t *dlist, uint32_t index,
                             BCM2711HVSPlane *plane)
{
    uint32_t ctl0 = dlist_word(dlist, index++);
    uint32_t pos0 = dlist_word(dlist, index++);
    uint32_t ctl2 = dlist_word(dlist, index++);
    bool unity = FIELD_EX32(ctl0, CTL0, UNITY);
    uint32_t pos1 = unity ? 0 : dlist_word(dlist, index++);
    uint32_t pos2 = dlist_word(dlist, index++);

    if (!FIELD_EX32(ctl0, CTL0, VALID)) {
        return false;
    }
    if (!plane_format(plane, ctl0)) {
        qemu_log_mask(LOG_UNIMP, "%s: plane with control word 0x%08" PRIx32
                      "\n", __func__, ctl0);
        return false;
    }
    plane->x = FIELD_EX32(pos0, POS0, START_X);
    plane->y = FIELD_EX32(pos0, POS0, START_Y);
    plane->hflip = FIELD_EX32(pos0, POS0, HFLIP);
    plane->vflip = FIELD_EX32(pos0, POS0, VFLIP);
    plane->alpha_mode = FIELD_EX32(ctl2, CTL2, ALPHA_MODE);
    plane->premultiplied = FIELD_EX32(ctl2, CTL2, PREMULT);
    plane->mix = FIELD_EX32(ctl2, CTL2, MIX);
    plane->fixed_alpha = FIELD_EX32(ctl2, CTL2, ALPHA) >> 4;
    plane->src_width = FIELD_EX32(pos2, POS2, WIDTH);
    plane->src_height = FIELD_EX32(pos2, POS2, HEIGHT);
    plane->width = unity ? plane->src_width : FIELD_EX32(pos1, POS1, WIDTH);
    plane->height = unity ? plane->src_height : FIELD_EX32(pos1, POS1, HEIGHT);
    plane_memory(plane, dlist, index, ctl0);
    return plane->src_width && plane->src_height;
}

void bcm2711_hvs_plane_prepare(BCM2711HVSPlane *plane)
{
    if (!plane->is_yuv) {
        bcm2711_hvs_rgb_prepare(&plane->rgb);
    }
}

bool bcm2711_hvs_plane_read(const BCM2711HVSPlane *plane, uint32_t y,
                            uint32_t *pixels)
{
    g_autofree uint8_t *bytes = NULL;
    /* In a flipped plane the pointer is that of the last line. */
    uint32_t line = plane->vflip ? -y : y;

    if (plane->is_yuv) {
        return bcm2711_hvs_yuv_read(&plane->yuv, plane->address, plane->pitch,
                                    plane->vflip, y, pixels, plane->src_width);
    }
    bytes = g_malloc(plane->src_width * plane->rgb.bytes);
    if (!bcm2711_memory_rw(plane->address[0] + line * plane->pitch[0], bytes,
                           plane->src_width * plane->rgb.bytes, false)) {
        return false;
    }
    bcm2711_hvs_rgb_convert(&plane->rgb, bytes, pixels, plane->src_width);
    return true;
}
