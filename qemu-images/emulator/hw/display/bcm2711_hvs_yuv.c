/*
 * BCM2711 hardware video scaler (HVS5): YCbCr formats of planes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Formats, words of the conversion: Linux, drivers/gpu/drm/vc4/vc4_regs.h (enum
 * hvs_pixel_format, SCALER_CSC*) and vc4_plane.c. Y, Cb and Cr have eight bits
 * here, also those of the format with ten. Pixels share a Cb and Cr, which
 * are not filtered.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs_yuv.h"
#include "hw/display/bcm2711_memory.h"
#include "hw/registerfields.h"
#include "qemu/bswap.h"

enum {
    FORMAT_YUV420_3PLANE = 8,
    FORMAT_YUV420_2PLANE = 9,
    FORMAT_YUV422_3PLANE = 10,
    FORMAT_YUV422_2PLANE = 11,
    FORMAT_H264 = 12,           /* SAND, 4:2:0 */
    FORMAT_10BIT = 17,          /* SAND, 4:2:0 */
};

enum {
    TILING_LINEAR = 0,
    TILING_128B = 2,
};

FIELD(CSC0, CR_BLUE_LOW, 24, 8)
FIELD(CSC0, Y_OFFSET, 16, 8)
FIELD(CSC0, CB_OFFSET, 8, 8)
FIELD(CSC0, CR_OFFSET, 0, 8)
FIELD(CSC1, CB_GREEN, 22, 10)
FIELD(CSC1, CR_GREEN, 12, 10)
FIELD(CSC1, Y, 2, 10)
FIELD(CSC1, CR_BLUE_HIGH, 0, 2)
FIELD(CSC2, CB_RED, 20, 10)
FIELD(CSC2, CR_RED, 10, 10)
FIELD(CSC2, CB_BLUE, 0, 10)     /* Linux names other bits, but sets these */

/* Of the 10-bit format: a column has words of 16 bytes, each with 12 values */
#define TEN_BIT_COLUMN      128
#define TEN_BIT_VALUES      12
#define TEN_BIT_PER_COLUMN  (TEN_BIT_COLUMN / 16 * TEN_BIT_VALUES)

bool bcm2711_hvs_yuv_init(BCM2711HVSYuv *yuv, unsigned int format,
                          unsigned int tiling, unsigned int order)
{
    bool sand = format == FORMAT_H264 || format == FORMAT_10BIT;

    if (format < FORMAT_YUV420_3PLANE ||
        (format > FORMAT_H264 && format != FORMAT_10BIT) ||
        sand != (tiling != TILING_LINEAR) ||
        (format == FORMAT_10BIT && tiling != TILING_128B)) {
        return false;
    }
    *yuv = (BCM2711HVSYuv) {
        .parts = format == FORMAT_YUV420_3PLANE ||
                 format == FORMAT_YUV422_3PLANE ? 3 : 2,
        .hsub = 2,
        .vsub = format == FORMAT_YUV422_3PLANE ||
                format == FORMAT_YUV422_2PLANE ? 1 : 2,
        .cr_first = order & 1,
        .ten_bits = format == FORMAT_10BIT,
        .column_bytes = sand ? 32 << tiling : 0,
    };
    return true;
}

/* Coefficients are S2.8, of which the integer bits 3 mean -1 */
static int coefficient(uint32_t field)
{
    return field >= 0x300 ? (int)field - 0x400 : (int)field;
}

void bcm2711_hvs_yuv_matrix(BCM2711HVSYuv *yuv, const uint32_t words[3])
{
    yuv->y_offset = (int8_t)FIELD_EX32(words[0], CSC0, Y_OFFSET);
    yuv->cb_offset = (int8_t)FIELD_EX32(words[0], CSC0, CB_OFFSET) - 128;
    yuv->cr_offset = (int8_t)FIELD_EX32(words[0], CSC0, CR_OFFSET) - 128;
    yuv->y = coefficient(FIELD_EX32(words[1], CSC1, Y));
    yuv->cb_green = coefficient(FIELD_EX32(words[1], CSC1, CB_GREEN));
    yuv->cr_green = coefficient(FIELD_EX32(words[1], CSC1, CR_GREEN));
    yuv->cr_blue = coefficient(FIELD_EX32(words[1], CSC1, CR_BLUE_HIGH) << 8 |
                               FIELD_EX32(words[0], CSC0, CR_BLUE_LOW));
    yuv->cb_red = coefficient(FIELD_EX32(words[2], CSC2, CB_RED));
    yuv->cr_red = coefficient(FIELD_EX32(words[2], CSC2, CR_RED));
    yuv->cb_blue = coefficient(FIELD_EX32(words[2], CSC2, CB_BLUE));
}

/*
 * The address has the byte of the first value, or with ten bits its word of 16
 * bytes and, in the lowest bits, which value of the word it is. @line is the
 * distance in lines, modulo 2^32 as addresses are.
 */
static bool read_ten_bits(uint32_t address, uint32_t height, uint32_t line,
                          uint8_t *values, unsigned int count)
{
    unsigned int first = (address % TEN_BIT_COLUMN / 16) * TEN_BIT_VALUES +
                         MIN(address % 16, TEN_BIT_VALUES - 1);
    uint32_t column = address - address % TEN_BIT_COLUMN +
                      line * TEN_BIT_COLUMN;

    while (count) {
        unsigned int run = MIN(count, TEN_BIT_PER_COLUMN - first);
        uint8_t bytes[TEN_BIT_COLUMN];

        if (!bcm2711_memory_rw(column, bytes, sizeof(bytes), false)) {
            return false;
        }
        for (unsigned int i = first; i < first + run; i++) {
            uint32_t word = ldl_le_p(bytes + i / TEN_BIT_VALUES * 16 +
                                     i % TEN_BIT_VALUES / 3 * 4);

            *values++ = word >> (i % 3 * 10 + 2);
        }
        count -= run;
        first = 0;
        column += TEN_BIT_COLUMN * height;
    }
    return true;
}

static bool read_columns(uint32_t address, unsigned int column_bytes,
                         uint32_t height, uint32_t line, uint8_t *values,
                         unsigned int count)
{
    unsigned int first = address % column_bytes;
    uint32_t column = address - first + line * column_bytes;

    while (count) {
        unsigned int run = MIN(count, column_bytes - first);

        if (!bcm2711_memory_rw(column + first, values, run, false)) {
            return false;
        }
        values += run;
        count -= run;
        first = 0;
        column += column_bytes * height;
    }
    return true;
}

static bool read_values(const BCM2711HVSYuv *yuv, uint32_t address,
                        uint32_t pitch, uint32_t line, uint8_t *values,
                        unsigned int count)
{
    if (yuv->ten_bits) {
        return read_ten_bits(address, pitch, line, values, count);
    }
    if (yuv->column_bytes) {
        return read_columns(address, yuv->column_bytes, pitch, line, values,
                            count);
    }
    return bcm2711_memory_rw(address + line * pitch, values, count, false);
}

static uint32_t colour(int units)
{
    return CLAMP((units + 128) >> 8, 0, 255);
}

static uint32_t convert(const BCM2711HVSYuv *yuv, uint8_t y, uint8_t cb,
                        uint8_t cr)
{
    int luma = yuv->y * (y + yuv->y_offset);
    int blue_diff = cb + yuv->cb_offset;
    int red_diff = cr + yuv->cr_offset;
    int red = luma + yuv->cb_red * blue_diff + yuv->cr_red * red_diff;
    int green = luma + yuv->cb_green * blue_diff + yuv->cr_green * red_diff;
    int blue = luma + yuv->cb_blue * blue_diff + yuv->cr_blue * red_diff;

    return 0xff000000 | colour(red) << 16 | colour(green) << 8 | colour(blue);
}

bool bcm2711_hvs_yuv_read(const BCM2711HVSYuv *yuv, const uint32_t *address,
                          const uint32_t *pitch, bool up, uint32_t y,
                          uint32_t *pixels, unsigned int count)
{
    unsigned int pairs = DIV_ROUND_UP(count, yuv->hsub);
    g_autofree uint8_t *luma = g_malloc(count);
    g_autofree uint8_t *chroma = g_malloc(2 * pairs);
    uint32_t luma_line = up ? -y : y;
    uint32_t chroma_line = up ? -(y / yuv->vsub) : y / yuv->vsub;
    /* Cb and Cr in turn, or all of the one behind all of the other */
    unsigned int step = yuv->parts == 2 ? 2 : 1;
    const uint8_t *first = chroma;
    const uint8_t *second = yuv->parts == 2 ? chroma + 1 : chroma + pairs;

    if (!read_values(yuv, address[0], pitch[0], luma_line, luma, count) ||
        !read_values(yuv, address[1], pitch[1], chroma_line, chroma,
                     step * pairs) ||
        (yuv->parts == 3 &&
         !read_values(yuv, address[2], pitch[2], chroma_line, chroma + pairs,
                      pairs))) {
        return false;
    }
    for (unsigned int i = 0; i < count; i++) {
        unsigned int pair = i / yuv->hsub * step;
        uint8_t cb = yuv->cr_first ? second[pair] : first[pair];
        uint8_t cr = yuv->cr_first ? first[pair] : second[pair];

        pixels[i] = convert(yuv, luma[i], cb, cr);
    }
    return true;
}
