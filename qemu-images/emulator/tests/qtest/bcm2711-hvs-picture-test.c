/*
 * QTest for the BCM2711 hardware video scaler: the picture that it composes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-picture-common.h"

/* A list of one plane that is not scaled */
static void plane_write(QTestState *qts, uint32_t ctl0, uint32_t pos0,
                        uint32_t ctl2, uint32_t width, uint32_t height,
                        uint32_t addr, uint32_t pitch)
{
    const uint32_t words[] = {
        CTL0_VALID | CTL0_SIZE(8) | CTL0_UNITY | ctl0, pos0, ctl2,
        height << 16 | width, CONTEXT, addr, CONTEXT, pitch,
    };

    list_write(qts, words, ARRAY_SIZE(words));
}

static void test_picture_formats(void)
{
    static const struct {
        uint32_t format;
        int bytes;
        uint32_t value, rgb;
    } pixels[] = {
        { RGB565 | XRGB, 2, 0xf800, 0xff0000 },
        { RGB565 | XRGB, 2, 0x07e0, 0x00ff00 },
        { RGB565 | XRGB, 2, 0x8410, 0x848284 },
        { RGB565 | XBGR, 2, 0xf800, 0x0000ff },
        { RGBA5551 | ARGB, 2, 0x7c00, 0xff0000 },
        { RGBA5551 | ABGR, 2, 0x7c00, 0x0000ff },
        { RGB888 | XRGB, 3, 0x123456, 0x123456 },
        { RGB888 | XBGR, 3, 0x123456, 0x563412 },
        { RGBA8888 | ARGB, 4, 0x00123456, 0x123456 },
        { RGBA8888 | ABGR, 4, 0x00123456, 0x563412 },
        { RGBA8888 | CTL0_ORDER(0), 4, 0x12345600, 0x123456 },
        { RGBA8888 | CTL0_ORDER(1), 4, 0x12345600, 0x563412 },
    };
    QTestState *qts = picture_start();

    for (int i = 0; i < ARRAY_SIZE(pixels); i++) {
        /* The second pixel of the second line */
        uint32_t addr = MEMORY + 256 + pixels[i].bytes;

        plane_write(qts, pixels[i].format, 0, OPAQUE, WIDTH, HEIGHT,
                    BUS(MEMORY), 256);
        qtest_memset(qts, MEMORY, 0, 256 * HEIGHT);
        for (int byte = 0; byte < pixels[i].bytes; byte++) {
            qtest_writeb(qts, addr + byte, pixels[i].value >> (8 * byte));
        }
        g_assert_cmphex(look(qts, 1, 1), ==, pixels[i].rgb);
        g_assert_cmphex(look(qts, 2, 1), ==, 0);
        g_assert_cmphex(look(qts, 0, 1), ==, 0);
        g_assert_cmphex(look(qts, 1, 2), ==, 0);
    }
    qtest_quit(qts);
}

static void test_picture_position(void)
{
    QTestState *qts = picture_start();
    Shot shot;

    /* A white square of 16 x 8 that crosses the right and the bottom edge */
    qtest_memset(qts, MEMORY, 0xff, 32 * 8);
    plane_write(qts, RGB565 | XRGB, 28 << 16 | 60, OPAQUE, 16, 8, BUS(MEMORY),
                32);
    qtest_writel(qts, DISPBKGNDX(0), BKGND_FILL | 0x204060);
    shot_take(qts, 0, &shot);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            g_assert_cmphex(shot_pixel(&shot, x, y), ==,
                            x >= 60 && y >= 28 ? 0xffffff : 0x204060);
        }
    }
    g_free(shot.file);

    /* Completely outside */
    plane_write(qts, RGB565 | XRGB, 0xfff << 16 | 0x3fff, OPAQUE, 16, 8,
                BUS(MEMORY), 32);
    g_assert_cmphex(look(qts, 63, 31), ==, 0x204060);
    qtest_quit(qts);
}

static void test_picture_flips(void)
{
    QTestState *qts = picture_start();

    qtest_memset(qts, MEMORY, 0, 128 * HEIGHT);
    qtest_writew(qts, MEMORY + 128 * 3 + 2 * 5, 0xffff);
    plane_write(qts, RGB565 | XRGB, 0, OPAQUE, WIDTH, HEIGHT, BUS(MEMORY), 128);
    g_assert_cmphex(look(qts, 5, 3), ==, 0xffffff);
    plane_write(qts, RGB565 | XRGB, POS0_HFLIP, OPAQUE, WIDTH, HEIGHT,
                BUS(MEMORY), 128);
    g_assert_cmphex(look(qts, WIDTH - 1 - 5, 3), ==, 0xffffff);
    /* In a flipped plane the pointer is that of the last line. */
    plane_write(qts, RGB565 | XRGB, POS0_VFLIP, OPAQUE, WIDTH, HEIGHT,
                BUS(MEMORY + 128 * (HEIGHT - 1)), 128);
    g_assert_cmphex(look(qts, 5, HEIGHT - 1 - 3), ==, 0xffffff);
    qtest_quit(qts);
}

static void test_picture_alpha(void)
{
    QTestState *qts = picture_start();

    qtest_writel(qts, DISPBKGNDX(0), BKGND_FILL | 0x0000ff);
    for (int i = 0; i < WIDTH; i++) {
        qtest_writel(qts, MEMORY + 4 * i, 0x80800000);
    }
    /* Half alpha of the pixel; its colour is premultiplied */
    plane_write(qts, RGBA8888 | ARGB, 0, CTL2_PREMULT | CTL2_ALPHA(0xfff),
                WIDTH, HEIGHT, BUS(MEMORY), 0);
    g_assert_cmphex(look(qts, 0, 0), ==, 0x80007f);
    /* ... and is not premultiplied */
    plane_write(qts, RGBA8888 | ARGB, 0, CTL2_ALPHA(0xfff), WIDTH, HEIGHT,
                BUS(MEMORY), 0);
    g_assert_cmphex(look(qts, 0, 0), ==, 0x40007f);
    /* Half of the plane's half alpha */
    plane_write(qts, RGBA8888 | ARGB, 0,
                CTL2_PREMULT | CTL2_MIX | CTL2_ALPHA(0x800), WIDTH, HEIGHT,
                BUS(MEMORY), 0);
    g_assert_cmphex(look(qts, 0, 0), ==, 0x4000bf);
    /* The plane's alpha only */
    plane_write(qts, RGBA8888 | ARGB, 0, CTL2_FIXED | CTL2_ALPHA(0x800),
                WIDTH, HEIGHT, BUS(MEMORY), 0);
    g_assert_cmphex(look(qts, 0, 0), ==, 0x40007f);
    plane_write(qts, RGBA8888 | ARGB, 0, OPAQUE, WIDTH, HEIGHT, BUS(MEMORY), 0);
    g_assert_cmphex(look(qts, 0, 0), ==, 0x800000);
    qtest_quit(qts);
}

/* Two planes; the upper one is scaled and has one word more. */
static void test_picture_planes(void)
{
    static const uint32_t words[] = {
        CTL0_VALID | CTL0_SIZE(8) | CTL0_UNITY | RGB565 | XRGB, 0, OPAQUE,
        HEIGHT << 16 | WIDTH, CONTEXT, BUS(MEMORY), CONTEXT, 0,
        CTL0_VALID | CTL0_SIZE(14) | RGB565 | XRGB, 8 << 16 | 8, OPAQUE,
        16 << 16 | 32, 2 << 16 | 2, CONTEXT, BUS(MEMORY + 0x1000), CONTEXT, 4,
        0, 0, 0, 0, 0,
    };
    QTestState *qts = picture_start();

    for (int i = 0; i < WIDTH; i++) {
        qtest_writew(qts, MEMORY + 2 * i, 0x001f);
    }
    qtest_writew(qts, MEMORY + 0x1000, 0xf800);
    qtest_writew(qts, MEMORY + 0x1002, 0x07e0);
    qtest_writew(qts, MEMORY + 0x1004, 0xffff);
    qtest_writew(qts, MEMORY + 0x1006, 0x0000);
    list_write(qts, words, ARRAY_SIZE(words));
    g_assert_cmphex(look(qts, 7, 8), ==, 0x0000ff);
    g_assert_cmphex(look(qts, 8, 8), ==, 0xff0000);
    g_assert_cmphex(look(qts, 23, 15), ==, 0xff0000);
    g_assert_cmphex(look(qts, 24, 8), ==, 0x00ff00);
    g_assert_cmphex(look(qts, 8, 16), ==, 0xffffff);
    g_assert_cmphex(look(qts, 39, 23), ==, 0x000000);
    g_assert_cmphex(look(qts, 40, 23), ==, 0x0000ff);
    qtest_quit(qts);
}

static void test_picture_off(void)
{
    QTestState *qts = picture_start();
    Shot shot;

    /* HDMI1 shows the same channel, until its mux selects another one. */
    shot_take(qts, 1, &shot);
    g_assert_cmpint(shot.width, ==, WIDTH);
    g_free(shot.file);
    qtest_writel(qts, DISPDITHER, 3u << 30);
    shot_take(qts, 1, &shot);
    g_free(shot.file);
    g_assert_cmphex(look(qts, 0, 0), ==, 0);

    qtest_writel(qts, DISPCTRLX(0), 0);
    shot_take(qts, 0, &shot);
    g_free(shot.file);
    /* Enabled again, from the next frame, with another size */
    qtest_writel(qts, DISPCTRLX(0), ENABLE | 320 << 16 | 200);
    qtest_clock_step(qts, 20000000);
    shot_take(qts, 0, &shot);
    g_assert_cmpint(shot.width, ==, 320);
    g_assert_cmpint(shot.height, ==, 200);
    g_free(shot.file);
    qtest_quit(qts);
}

/* Drawing reads memory only, and terminates. */
static void test_picture_nonsense(void)
{
    static const uint32_t ctl0[] = {
        CTL0_VALID | CTL0_SIZE(8) | CTL0_UNITY | RGBA8888 | CTL0_TILED,
        CTL0_VALID | CTL0_SIZE(8) | CTL0_UNITY | 12,    /* H264 */
        CTL0_VALID | CTL0_UNITY | RGB565,               /* no size */
        CTL0_VALID | CTL0_SIZE(1) | RGB565,
        CTL0_SIZE(8) | CTL0_UNITY | RGB565,             /* not valid */
    };
    QTestState *qts = picture_start();
    Shot shot;

    qtest_memset(qts, MEMORY, 0xff, 0x4000);
    for (int i = 0; i < ARRAY_SIZE(ctl0); i++) {
        plane_write(qts, 0, 0, OPAQUE, WIDTH, HEIGHT, BUS(MEMORY), 128);
        qtest_writel(qts, DLIST + 4 * LIST, ctl0[i]);
        shot_take(qts, 0, &shot);
        g_free(shot.file);
    }
    /* Beyond the memory */
    plane_write(qts, RGBA8888, 0, OPAQUE, 0x1fff, HEIGHT, 0xffffffff, 0xffff);
    shot_take(qts, 0, &shot);
    g_free(shot.file);
    /* As many planes as possible, each over the whole screen */
    for (uint32_t addr = DLIST; addr < DLIST_END; addr += 4) {
        qtest_writel(qts, addr, CTL0_VALID | CTL0_SIZE(1) | RGBA8888);
    }
    qtest_writel(qts, DISPCTRLX(0), ENABLE | 0x1fff << 16 | 0x1fff);
    shot_take(qts, 0, &shot);
    g_free(shot.file);
    qtest_writel(qts, DISPCTRLX(0), ENABLE | 1920 << 16 | 1080);
    shot_take(qts, 0, &shot);
    g_free(shot.file);
    qtest_quit(qts);
}

/* The hardware has no time for two planes of this size at 60 Hz */
static void test_picture_too_much(void)
{
    enum { WIDE = 4096, HIGH = 2048 };
    const uint32_t words[] = {
        CTL0_VALID | CTL0_SIZE(8) | CTL0_UNITY | RGB565 | XRGB, 0, OPAQUE,
        HIGH << 16 | WIDE, CONTEXT, BUS(MEMORY), CONTEXT, 0,
        CTL0_VALID | CTL0_SIZE(8) | CTL0_UNITY | RGB565 | XRGB, 0, OPAQUE,
        HIGH << 16 | WIDE, CONTEXT, BUS(MEMORY + 2 * WIDE), CONTEXT, 0,
    };
    QTestState *qts = picture_start();
    Shot shot;

    /* A pitch of 0: all lines are the same */
    qtest_memset(qts, MEMORY, 0xff, 2 * WIDE);
    qtest_memset(qts, MEMORY + 2 * WIDE, 0x00, 2 * WIDE);
    list_write(qts, words, ARRAY_SIZE(words));
    qtest_writel(qts, DISPCTRLX(0), ENABLE | WIDE << 16 | HIGH);
    qtest_clock_step(qts, 20000000);
    shot_take(qts, 0, &shot);
    g_assert_cmpint(shot.width, ==, WIDE);
    g_assert_cmphex(shot_pixel(&shot, WIDE - 1, HIGH - 1), ==, 0xffffff);
    g_free(shot.file);
    qtest_quit(qts);
}

static void test_picture_random(void)
{
    QTestState *qts = picture_start();
    Shot shot;

    for (int list = 0; list < 200; list++) {
        uint32_t words[64];

        for (int i = 0; i < ARRAY_SIZE(words); i++) {
            words[i] = g_test_rand_int() & (g_test_rand_bit() ? -1 : 0x3f00ff);
        }
        words[0] = (words[0] & ~(CTL0_END | CTL0_TILED)) | CTL0_VALID;
        list_write(qts, words, ARRAY_SIZE(words));
        shot_take(qts, 0, &shot);
        g_free(shot.file);
    }
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-hvs/picture/formats", test_picture_formats);
    qtest_add_func("/bcm2711-hvs/picture/position", test_picture_position);
    qtest_add_func("/bcm2711-hvs/picture/flips", test_picture_flips);
    qtest_add_func("/bcm2711-hvs/picture/alpha", test_picture_alpha);
    qtest_add_func("/bcm2711-hvs/picture/planes", test_picture_planes);
    qtest_add_func("/bcm2711-hvs/picture/off", test_picture_off);
    qtest_add_func("/bcm2711-hvs/picture/nonsense", test_picture_nonsense);
    qtest_add_func("/bcm2711-hvs/picture/random", test_picture_random);
    qtest_add_func("/bcm2711-hvs/picture/too-much", test_picture_too_much);

    return g_test_run();
}
