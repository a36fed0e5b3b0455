/*
 * Display lists of the BCM2711 hardware video scaler, and what it makes of
 * them, for the tests that look at pictures
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_PICTURE_COMMON_H
#define TESTS_QTEST_BCM2711_PICTURE_COMMON_H

#include "bcm2711-hvs-common.h"
#include "qobject/qdict.h"

/* Drives channel 0: pixel valve 2, and HDMI0's pixel clock */
#define PV2             0xfe20a000
#define HDMI0           0xfef00000

/* The picture, and the words of its planes */
#define WIDTH           64
#define HEIGHT          32
#define LIST            0x40
#define CTL0_END        0x80000000
#define CTL0_VALID      0x40000000
#define CTL0_SIZE(n)    ((n) << 24)
#define CTL0_TILED      0x00300000
#define CTL0_TILING(n)  ((n) << 20)
#define CTL0_UNITY      0x00008000
#define CTL0_ORDER(n)   ((n) << 13)
#define CTL0_SCL(n)     ((n) << 8 | (n) << 5)
#define RGB565          4
#define RGB888          5
#define RGBA5551        3
#define RGBA8888        7
#define XRGB            CTL0_ORDER(2)
#define XBGR            CTL0_ORDER(3)
#define ARGB            CTL0_ORDER(2)
#define ABGR            CTL0_ORDER(3)
#define POS0_HFLIP      0x00008000
#define POS0_VFLIP      0x80000000
#define CTL2_FIXED      0x40000000
#define CTL2_PREMULT    0x20000000
#define CTL2_MIX        0x10000000
#define CTL2_ALPHA(n)   ((n) << 4)
#define OPAQUE          (CTL2_FIXED | CTL2_ALPHA(0xfff))
#define CONTEXT         0xc0c0c0c0

#define MEMORY          0x10000000
#define BUS(addr)       ((addr) | 0xc0000000)

static inline QTestState *picture_start(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    qtest_writel(qts, HDMI0 + 0xf98, 0x88980000);
    qtest_writel(qts, HDMI0 + 0xf28, 5 << 8);
    qtest_writel(qts, HDMI0 + 0xf00, 0x30);
    qtest_writel(qts, DISPCTRL, ENABLE);
    qtest_writel(qts, DISPCTRLX(0), ENABLE | WIDTH << 16 | HEIGHT);
    qtest_writel(qts, DISPLIST(0), LIST);
    qtest_writel(qts, DLIST + 4 * LIST, CTL0_END);
    qtest_writel(qts, PV2 + 0x0c, 110 << 16 | 20);
    qtest_writel(qts, PV2 + 0x10, 55 << 16 | 640);
    qtest_writel(qts, PV2 + 0x14, 20 << 16 | 5);
    qtest_writel(qts, PV2 + 0x18, 5 << 16 | 720);
    qtest_writel(qts, PV2 + 0x00, 1);
    qtest_writel(qts, PV2 + 0x04, 3);
    qtest_clock_step(qts, 20000000);
    return qts;
}

static inline void list_write(QTestState *qts, const uint32_t *words,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        qtest_writel(qts, DLIST + 4 * (LIST + i), words[i]);
    }
    qtest_writel(qts, DLIST + 4 * (LIST + count), CTL0_END);
}

typedef struct Shot {
    int width, height;
    uint8_t *rgb;
    char *file;
} Shot;

static inline void shot_take(QTestState *qts, int head, Shot *shot)
{
    g_autofree char *name = g_strdup_printf("%s/bcm2711-hvs-%d.ppm",
                                            g_get_tmp_dir(), getpid());
    size_t len;
    int start = 0;

    qtest_qmp_assert_success(qts, "{ 'execute': 'screendump', 'arguments': "
                             "{ 'filename': %s, 'device': 'hvs', 'head': %d } "
                             "}", name, head);
    g_assert_true(g_file_get_contents(name, &shot->file, &len, NULL));
    unlink(name);
    g_assert_cmpint(sscanf(shot->file, "P6 %d %d 255%n", &shot->width,
                           &shot->height, &start), ==, 2);
    g_assert_cmpint(len, ==, start + 1 + shot->width * shot->height * 3);
    shot->rgb = (uint8_t *)shot->file + start + 1;
}

static inline uint32_t shot_pixel(const Shot *shot, int x, int y)
{
    const uint8_t *rgb = shot->rgb + 3 * (y * shot->width + x);

    return rgb[0] << 16 | rgb[1] << 8 | rgb[2];
}

/* The pixel at @x, @y of the current picture */
static inline uint32_t look(QTestState *qts, int x, int y)
{
    uint32_t pixel;
    Shot shot;

    shot_take(qts, 0, &shot);
    g_assert_cmpint(shot.width, ==, WIDTH);
    g_assert_cmpint(shot.height, ==, HEIGHT);
    pixel = shot_pixel(&shot, x, y);
    g_free(shot.file);
    return pixel;
}

#endif
