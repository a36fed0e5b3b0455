/*
 * QTest for the BCM2711 hardware video scaler: planes of YCbCr
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-picture-common.h"

/* Linux vc4_regs.h, enum hvs_pixel_format */
#define YUV420_3PLANE   8
#define YUV420_2PLANE   9
#define YUV422_3PLANE   10
#define YUV422_2PLANE   11
#define H264            12
#define YUV_10BIT       17
#define CR_FIRST        CTL0_ORDER(1)

#define LUMA            MEMORY
#define CHROMA          (MEMORY + 0x10000)
#define CHROMA2         (MEMORY + 0x20000)
#define PITCH           128
#define SAND_LINES      40

/* PPF: one pixel of the source for each, and for two */
#define STEP_1          (1 << 16)
#define STEP_HALF       (1 << 15)

/* Linux vc4_regs.h, SCALER_CSC* */
static const uint32_t bt601[3] = { 0x00f00000, 0xe73304a8, 0x00066204 };
static const uint32_t bt709[3] = { 0x00f00000, 0xf2b784a8, 0x00072a1c };
static const uint32_t jfif[3] = { 0x00000000, 0xea34a400, 0x000599c5 };

/* A list of one plane that is not scaled, but for its Cb and Cr */
static void plane_write(QTestState *qts, uint32_t ctl0, uint32_t pos0,
                        const uint32_t *parts, int num_parts, uint32_t pitch,
                        const uint32_t *conversion, uint32_t step)
{
    uint32_t words[32];
    int count = 1;

    words[count++] = pos0;
    words[count++] = OPAQUE;
    words[count++] = HEIGHT << 16 | WIDTH;
    words[count++] = CONTEXT;
    for (int i = 0; i < num_parts; i++) {
        words[count++] = BUS(parts[i]);
    }
    for (int i = 0; i < num_parts; i++) {
        words[count++] = CONTEXT;
    }
    for (int i = 0; i < num_parts; i++) {
        words[count++] = pitch;
    }
    for (int i = 0; i < 3; i++) {
        words[count++] = conversion[i];
    }
    words[count++] = 0;             /* line buffer memory */
    words[count++] = step << 8;     /* horizontally */
    words[count++] = step << 8;     /* vertically, with a context */
    words[count++] = CONTEXT;
    for (int i = 0; i < 4; i++) {
        words[count++] = 0;         /* kernels */
    }
    words[0] = CTL0_VALID | CTL0_SIZE(count) | CTL0_UNITY | ctl0;
    list_write(qts, words, count);
}

/* All of Y is @y, and all of Cb and Cr are @chroma */
static void fill(QTestState *qts, uint8_t y, uint8_t chroma)
{
    qtest_memset(qts, LUMA, y, 0x10000);
    qtest_memset(qts, CHROMA, chroma, 0x20000);
}

static void test_conversions(void)
{
    static const struct {
        const uint32_t *conversion;
        uint8_t y, cb, cr;
        uint32_t rgb;
    } colours[] = {
        { bt601, 16, 128, 128, 0x000000 },
        { bt601, 235, 128, 128, 0xffffff },
        { bt601, 81, 90, 240, 0xfe0000 },
        { bt601, 145, 54, 34, 0x00ff01 },
        { bt601, 41, 240, 110, 0x0000ff },
        { bt709, 63, 102, 240, 0xff0100 },
        { bt709, 235, 128, 128, 0xffffff },
        { jfif, 76, 85, 255, 0xfe0000 },
        { jfif, 0, 128, 128, 0x000000 },
        { jfif, 255, 128, 128, 0xffffff },
        { jfif, 0, 0, 0, 0x008700 },
    };
    const uint32_t parts[] = { LUMA, CHROMA };
    QTestState *qts = picture_start();

    for (int i = 0; i < ARRAY_SIZE(colours); i++) {
        qtest_memset(qts, LUMA, colours[i].y, PITCH * HEIGHT);
        for (int at = 0; at < WIDTH; at += 2) {
            qtest_writeb(qts, CHROMA + at, colours[i].cb);
            qtest_writeb(qts, CHROMA + at + 1, colours[i].cr);
        }
        plane_write(qts, YUV420_2PLANE, 0, parts, 2, PITCH,
                    colours[i].conversion, STEP_HALF);
        g_assert_cmphex(look(qts, WIDTH - 1, 1), ==, colours[i].rgb);
    }
    qtest_quit(qts);
}

/* Where a value of Cr is, and which pixels have it */
static void test_formats(void)
{
    static const struct {
        uint32_t ctl0;
        int parts;
        uint32_t step;
        /* Of the Cr that pixel 6 of line 5 has */
        uint32_t address;
        int columns, lines;     /* of pixels that share it */
    } formats[] = {
        { YUV420_3PLANE, 3, STEP_HALF, CHROMA2 + 2 * PITCH + 3, 2, 2 },
        { YUV420_3PLANE | CR_FIRST, 3, STEP_HALF, CHROMA + 2 * PITCH + 3, 2,
          2 },
        { YUV420_2PLANE, 2, STEP_HALF, CHROMA + 2 * PITCH + 7, 2, 2 },
        { YUV420_2PLANE | CR_FIRST, 2, STEP_HALF, CHROMA + 2 * PITCH + 6, 2,
          2 },
        { YUV422_3PLANE, 3, STEP_HALF, CHROMA2 + 5 * PITCH + 3, 2, 1 },
        { YUV422_2PLANE, 2, STEP_HALF, CHROMA + 5 * PITCH + 7, 2, 1 },
        { YUV422_3PLANE, 3, STEP_1, CHROMA2 + 5 * PITCH + 6, 1, 1 },
    };
    const uint32_t parts[] = { LUMA, CHROMA, CHROMA2 };
    QTestState *qts = picture_start();

    for (int i = 0; i < ARRAY_SIZE(formats); i++) {
        Shot shot;

        fill(qts, 100, 128);
        qtest_writeb(qts, formats[i].address, 228);
        plane_write(qts, formats[i].ctl0, 0, parts, formats[i].parts, PITCH,
                    jfif, formats[i].step);
        shot_take(qts, 0, &shot);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                bool coloured = x / formats[i].columns ==
                                6 / formats[i].columns &&
                                y / formats[i].lines == 5 / formats[i].lines;

                /* Cr alone makes it redder and less green. */
                g_assert_cmphex(shot_pixel(&shot, x, y), ==,
                                coloured ? 0xf01d64 : 0x646464);
            }
        }
        g_free(shot.file);
    }
    qtest_quit(qts);
}

static void test_flips(void)
{
    const uint32_t parts[] = { LUMA, CHROMA };
    const uint32_t last[] = { LUMA + (HEIGHT - 1) * PITCH,
                              CHROMA + (HEIGHT / 2 - 1) * PITCH };
    QTestState *qts = picture_start();

    fill(qts, 100, 128);
    qtest_writeb(qts, LUMA + 4 * PITCH + 6, 200);
    qtest_writeb(qts, CHROMA + 2 * PITCH + 7, 228);
    plane_write(qts, YUV420_2PLANE, POS0_HFLIP, parts, 2, PITCH, jfif,
                STEP_HALF);
    g_assert_cmphex(look(qts, WIDTH - 1 - 6, 4) & 0xff, ==, 200);
    g_assert_cmphex(look(qts, WIDTH - 1 - 7, 5), ==, 0xf01d64);
    plane_write(qts, YUV420_2PLANE, POS0_VFLIP, last, 2, PITCH, jfif,
                STEP_HALF);
    g_assert_cmphex(look(qts, 6, HEIGHT - 1 - 4) & 0xff, ==, 200);
    g_assert_cmphex(look(qts, 7, HEIGHT - 1 - 5), ==, 0xf01d64);
    qtest_quit(qts);
}

/* Columns of 64, 128 and 256 bytes, each with all lines */
static void test_sand(void)
{
    QTestState *qts = picture_start();

    for (int tiling = 1; tiling <= 3; tiling++) {
        const uint32_t bytes = 32 << tiling;
        /* The plane begins 40 pixels left of the second column */
        const uint32_t parts[] = { LUMA + bytes - 40, CHROMA + bytes - 40 };
        const uint32_t second = bytes * SAND_LINES;

        fill(qts, 100, 128);
        /* Pixels 45 and 39 of line 3 */
        qtest_writeb(qts, LUMA + second + 3 * bytes + 5, 200);
        qtest_writeb(qts, LUMA + 3 * bytes + bytes - 1, 50);
        qtest_writeb(qts, CHROMA + second + 1 * bytes + 5, 228);
        plane_write(qts, H264 | CTL0_TILING(tiling), 0, parts, 2, SAND_LINES,
                    jfif, STEP_HALF);
        g_assert_cmphex(look(qts, 45, 3) & 0xff, ==, 200);
        g_assert_cmphex(look(qts, 39, 3), ==, 0x323232);
        g_assert_cmphex(look(qts, 44, 3), ==, 0xf01d64);
        g_assert_cmphex(look(qts, 45, 2), ==, 0xf01d64);
        g_assert_cmphex(look(qts, 45, 4), ==, 0x646464);
        g_assert_cmphex(look(qts, 46, 3), ==, 0x646464);
    }
    qtest_quit(qts);
}

/* Ten bits: three values to 4 bytes, twelve to 16, 96 to a column's line */
static void test_ten_bits(void)
{
    /* The plane begins with value 5 of the second word of the first column. */
    const uint32_t parts[] = { LUMA + 16 + 5, CHROMA + 16 + 4 };
    const uint32_t second = 128 * SAND_LINES;
    QTestState *qts = picture_start();

    qtest_memset(qts, LUMA, 0, 0x10000);
    for (int at = 0; at < 0x10000; at += 4) {
        /* Cb and Cr of 128 */
        qtest_writel(qts, CHROMA + at, 512 << 20 | 512 << 10 | 512);
    }
    /* Value 17 + 3 of line 2 is the third of word 1; then 96 + 4 - 17 */
    qtest_writel(qts, LUMA + 2 * 128 + 1 * 16 + 8, 400 << 20);
    plane_write(qts, YUV_10BIT | CTL0_TILING(2), 0, parts, 2, SAND_LINES, jfif,
                STEP_HALF);
    g_assert_cmphex(look(qts, 3, 2), ==, 0x646464);
    g_assert_cmphex(look(qts, 2, 2), ==, 0);
    g_assert_cmphex(look(qts, 4, 2), ==, 0);
    g_assert_cmphex(look(qts, 3, 1), ==, 0);

    /* Of the second column: it begins 79 values behind the first one. */
    plane_write(qts, YUV_10BIT | CTL0_TILING(2), 0,
                (const uint32_t[]) { LUMA + 7 * 16 + 11, CHROMA + 7 * 16 + 10 },
                2, SAND_LINES, jfif, STEP_HALF);
    qtest_writel(qts, LUMA + second + 16 + 4, 400 << 10);
    g_assert_cmphex(look(qts, 1 + 12 + 4, 0), ==, 0x646464);
    /* Its Cr: value 2 * n + 1 */
    qtest_writel(qts, CHROMA + second + 4, 912 << 0 | 512 << 10 | 512 << 20);
    g_assert_cmphex(look(qts, 4, 0) >> 16, ==, 0x8c);
    qtest_quit(qts);
}

/* Twice as large, with the words for both channels */
static void test_scaled(void)
{
    static const uint32_t words[] = {
        CTL0_VALID | CTL0_SIZE(26) | YUV420_2PLANE, 0, OPAQUE,
        HEIGHT << 16 | WIDTH, HEIGHT / 2 << 16 | WIDTH / 2, CONTEXT,
        BUS(LUMA), BUS(CHROMA), CONTEXT, CONTEXT, PITCH, PITCH,
        0x00000000, 0xea34a400, 0x000599c5, 0,
        STEP_HALF / 2 << 8, STEP_HALF / 2 << 8, CONTEXT,
        STEP_HALF << 8, STEP_HALF << 8, CONTEXT, 0, 0, 0, 0,
    };
    QTestState *qts = picture_start();

    fill(qts, 100, 128);
    qtest_writeb(qts, LUMA + 2 * PITCH + 10, 200);
    qtest_writeb(qts, CHROMA + 1 * PITCH + 21, 228);
    list_write(qts, words, ARRAY_SIZE(words));
    g_assert_cmphex(look(qts, 20, 4) & 0xff, ==, 200);
    g_assert_cmphex(look(qts, 21, 5) & 0xff, ==, 200);
    g_assert_cmphex(look(qts, 22, 4) & 0xff, ==, 100);
    g_assert_cmphex(look(qts, 40, 4), ==, 0xf01d64);
    g_assert_cmphex(look(qts, 43, 7), ==, 0xf01d64);
    g_assert_cmphex(look(qts, 44, 7), ==, 0x646464);
    qtest_quit(qts);
}

/* Formats that do not exist show nothing */
static void test_nonsense(void)
{
    const uint32_t parts[] = { LUMA, CHROMA, CHROMA2 };
    static const uint32_t ctl0[] = {
        H264,                               /* not tiled */
        YUV420_2PLANE | CTL0_TILING(2),
        YUV_10BIT | CTL0_TILING(1),
        13 | CTL0_TILING(2), 14, 15, 18, 31,
    };
    QTestState *qts = picture_start();

    fill(qts, 100, 128);
    qtest_writel(qts, DISPBKGNDX(0), BKGND_FILL | 0x204060);
    for (int i = 0; i < ARRAY_SIZE(ctl0); i++) {
        plane_write(qts, ctl0[i], 0, parts, 3, PITCH, jfif, STEP_HALF);
        g_assert_cmphex(look(qts, 0, 0), ==, 0x204060);
    }
    qtest_quit(qts);
}

/* lab { */
/*
 * Rows of tables in docs/emulator.md
 *
 * Pictures: test_conversions
 * - the words of a plane's colour conversion: BT.601, BT.709, limited or full
 *   range
 * - `vc4_plane_mode_set`
 * - nothing: the colours, in a dump or by their CRC
 */
/* } lab */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-hvs/yuv/conversions", test_conversions);
    qtest_add_func("/bcm2711-hvs/yuv/formats", test_formats);
    qtest_add_func("/bcm2711-hvs/yuv/flips", test_flips);
    qtest_add_func("/bcm2711-hvs/yuv/sand", test_sand);
    qtest_add_func("/bcm2711-hvs/yuv/ten-bits", test_ten_bits);
    qtest_add_func("/bcm2711-hvs/yuv/scaled", test_scaled);
    qtest_add_func("/bcm2711-hvs/yuv/nonsense", test_nonsense);

    return g_test_run();
}
