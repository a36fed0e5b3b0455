/*
 * BCM2711 hardware video scaler (HVS5): YCbCr formats of planes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A plane has Y in one part of memory, and Cb and Cr in two others or, in turn,
 * in another one. It may be linear, or SAND: columns of 64, 128 or 256 bytes,
 * each with all of the picture's lines.
 */

#ifndef HW_DISPLAY_BCM2711_HVS_YUV_H
#define HW_DISPLAY_BCM2711_HVS_YUV_H

typedef struct BCM2711HVSYuv {
    unsigned int parts;         /* 2 or 3 */
    unsigned int hsub, vsub;    /* pixels that share a Cb and Cr: 1 or 2 */
    bool cr_first;
    bool ten_bits;              /* three to a word of 32 bits */
    unsigned int column_bytes;  /* of SAND, or 0 */
    /* Colour conversion: offsets, and coefficients in units of 1/256 */
    int y_offset, cb_offset, cr_offset;
    int y, cr_red, cb_red, cr_green, cb_green, cr_blue, cb_blue;
} BCM2711HVSYuv;

/*
 * Returns false if @format, with @tiling and @order a field of CTL0, is no
 * YCbCr format.
 */
bool bcm2711_hvs_yuv_init(BCM2711HVSYuv *yuv, unsigned int format,
                          unsigned int tiling, unsigned int order);

/* Take the conversion from the list's three words for it */
void bcm2711_hvs_yuv_matrix(BCM2711HVSYuv *yuv, const uint32_t words[3]);

/*
 * Read line @y of @count pixels, 0xffRRGGBB. @address and @pitch are of each
 * part, @up whether lines are in the order of falling addresses. Returns false
 * if there is no memory.
 */
bool bcm2711_hvs_yuv_read(const BCM2711HVSYuv *yuv, const uint32_t *address,
                          const uint32_t *pitch, bool up, uint32_t y,
                          uint32_t *pixels, unsigned int count);

#endif /* HW_DISPLAY_BCM2711_HVS_YUV_H */
