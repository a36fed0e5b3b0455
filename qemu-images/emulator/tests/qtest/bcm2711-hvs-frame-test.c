/*
 * QTest for the BCM2711 hardware video scaler: a frame's events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-pixelvalve-common.h"

/* DISPCTRL and DISPSTAT; x is a channel, from 0 */
#define EIEOF(x)        (1 << (7 + 4 * (x)))
#define EISLUR(x)       (1 << (9 + 4 * (x)))
#define EIRQ(x)         (2 << (x))
#define CAUSE_EOF(x)    (1 << (8 + 8 * (x)))
#define CAUSE_EUFLOW(x) (1 << (9 + 8 * (x)))
#define IRQDISP(x)      (2 << (x))

static const int spi_hvs = 97;

static void test_display_list(void)
{
    QTestState *qts = start_720p();
    uint32_t stat;

    qtest_writel(qts, DISPLIST(0), 0x100);
    g_assert_cmphex(qtest_readl(qts, DISPLACT(0)), ==, 0);
    g_assert_cmpint(qtest_readl(qts, DISPSTATX(0)) >> 30, ==, 2);
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(0)) & 0x10000000, ==, 0);
    go(qts, FIRST_VFP_NS);
    g_assert_cmphex(qtest_readl(qts, DISPLACT(0)), ==, 0);
    go(qts, FIRST_VFP_NS + 1);
    g_assert_cmphex(qtest_readl(qts, DISPLACT(0)), ==, 0x100);
    /* The first frame started with the raster, the second now. */
    stat = qtest_readl(qts, DISPSTATX(1));
    g_assert_cmpint(stat >> 20 & 0x3f, ==, 2);
    g_assert_cmpint(stat >> 14 & 0x3f, ==, 0);
    /* The count has six bits. */
    go(qts, VFP_NS(63) + 1);
    g_assert_cmpint(qtest_readl(qts, DISPSTATX(1)) >> 20 & 0x3f, ==, 1);
    qtest_quit(qts);
}

/* Each output takes the channel that its mux field selects. */
static void test_mux(void)
{
    for (uint32_t channel = 0; channel < 3; channel++) {
        QTestState *qts = start();

        pixel_clock_on(qts, HDMI0);
        pixel_clock_on(qts, HDMI1);
        for (int i = 0; i < 3; i++) {
            channel_on(qts, i);
            qtest_writel(qts, DISPLIST(i), 0x100 * (i + 1));
        }
        mux(qts, PV2, channel);
        mux(qts, PV4, (channel + 1) % 3);
        set_720p(qts, PV2);
        set_720p(qts, PV4);
        run(qts, PV2);
        run(qts, PV4);
        go(qts, FIRST_VFP_NS + 1);
        for (int i = 0; i < 3; i++) {
            bool fed = i == channel || i == (channel + 1) % 3;

            g_assert_cmphex(qtest_readl(qts, DISPLACT(i)), ==,
                            fed ? 0x100 * (i + 1) : 0);
        }
        /* 3 turns the output off. */
        mux(qts, PV2, 3);
        qtest_writel(qts, DISPLIST(channel), 0x800);
        go(qts, VFP_NS(1) + 1);
        g_assert_cmphex(qtest_readl(qts, DISPLACT(channel)), ==,
                        0x100 * (channel + 1));
        g_assert_cmpint(frames_of(qts, "pv2"), ==, 2);
        qtest_quit(qts);
    }
}

static void test_interrupts(void)
{
    QTestState *qts = start_720p();

    go(qts, FIRST_VFP_NS + 1);
    g_assert_cmphex(qtest_readl(qts, DISPSTAT), ==, CAUSE_EOF(0));
    g_assert_false(spi_level(qts, spi_hvs));
    qtest_writel(qts, DISPCTRL, ENABLE | EIEOF(0));
    g_assert_cmphex(qtest_readl(qts, DISPSTAT), ==, CAUSE_EOF(0) | IRQDISP(0));
    g_assert_false(spi_level(qts, spi_hvs));
    qtest_writel(qts, DISPCTRL, ENABLE | EIEOF(0) | EIRQ(0));
    g_assert_true(spi_level(qts, spi_hvs));
    qtest_writel(qts, DISPSTAT, CAUSE_EOF(1));
    g_assert_true(spi_level(qts, spi_hvs));
    qtest_writel(qts, DISPSTAT, CAUSE_EOF(0));
    g_assert_false(spi_level(qts, spi_hvs));
    g_assert_cmphex(qtest_readl(qts, DISPSTAT), ==, 0);

    /* Reading from a channel that is off */
    qtest_writel(qts, DISPCTRLX(0), 0);
    qtest_writel(qts, DISPCTRL, ENABLE | EISLUR(0) | EIRQ(0));
    go(qts, VFP_NS(1) + 1);
    g_assert_cmphex(qtest_readl(qts, DISPSTAT), ==,
                    CAUSE_EUFLOW(0) | IRQDISP(0));
    g_assert_true(spi_level(qts, spi_hvs));
    qtest_writel(qts, DISPSTAT, 1);
    g_assert_cmphex(qtest_readl(qts, DISPSTAT), ==, 0);
    g_assert_false(spi_level(qts, spi_hvs));
    qtest_quit(qts);
}

/* The line that the HVS composes is ahead by the capacity of the COB. */
static void test_line(void)
{
    QTestState *qts = start_720p();
    const int64_t active = LINE_NS(25);

    qtest_writel(qts, DISPBASEX(0), (4 * 1280 - 4) << 16);
    g_assert_cmpint(qtest_readl(qts, DISPSTATX(0)) & 0xfff, ==, 4);
    go(qts, active - 1);
    g_assert_cmpint(qtest_readl(qts, DISPSTATX(0)) & 0xfff, ==, 4);
    for (int line = 0; line < 720; line += 97) {
        go(qts, active + LINE_NS(line) + 11111);
        g_assert_cmpint(qtest_readl(qts, DISPSTATX(0)) & 0xfff, ==, line + 5);
    }
    go(qts, FIRST_VFP_NS - 11111);
    g_assert_cmpint(qtest_readl(qts, DISPSTATX(0)) & 0xfff, ==, 720);
    go(qts, FIRST_VFP_NS + 1);
    g_assert_cmpint(qtest_readl(qts, DISPSTATX(0)) & 0xfff, ==, 4);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-hvs/frame/display-list", test_display_list);
    qtest_add_func("/bcm2711-hvs/frame/mux", test_mux);
    qtest_add_func("/bcm2711-hvs/frame/interrupts", test_interrupts);
    qtest_add_func("/bcm2711-hvs/frame/line", test_line);

    return g_test_run();
}
