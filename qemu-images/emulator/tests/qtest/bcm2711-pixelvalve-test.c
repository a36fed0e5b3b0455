/*
 * QTest for the BCM2711 pixel valves
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-pixelvalve-common.h"

static const int spi_pv2 = 101;
static const int spi_pv1_pv4 = 110;

static void test_registers(void)
{
    static const uint32_t stored[] = {
        HORZA, HORZB, VERTA, VERTB, VERTA_EVEN, VERTB_EVEN, MUX_CFG,
    };
    QTestState *qts = start();

    for (int i = 0; i < ARRAY_SIZE(stored); i++) {
        qtest_writel(qts, PV2 + stored[i], 0x12340000 + i);
        g_assert_cmphex(qtest_readl(qts, PV2 + stored[i]), ==, 0x12340000 + i);
        g_assert_cmphex(qtest_readl(qts, PV4 + stored[i]), ==, 0);
    }
    qtest_writel(qts, PV2 + CONTROL, 0x00110000 | FIFO_CLR);
    g_assert_cmphex(qtest_readl(qts, PV2 + CONTROL), ==, 0x00110000);
    qtest_writel(qts, PV2 + STAT, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, PV2 + STAT), ==, 0);
    qtest_writel(qts, PV2 + INTEN, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, PV2 + INTEN), ==, 0x3ff);
    qtest_writel(qts, PV2 + 0x80, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, PV2 + 0x80), ==, 0);
    qtest_system_reset(qts);
    for (int i = 0; i < ARRAY_SIZE(stored); i++) {
        g_assert_cmphex(qtest_readl(qts, PV2 + stored[i]), ==, 0);
    }
    qtest_quit(qts);
}

static void test_first_frame(void)
{
    QTestState *qts = start_720p();

    go(qts, FIRST_VFP_NS);
    g_assert_false(spi_level(qts, spi_pv2));
    g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==,
                    VSYNC_START | VBP_START | VACT_START);
    go(qts, FIRST_VFP_NS + 1);
    g_assert_true(spi_level(qts, spi_pv2));
    g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==,
                    VSYNC_START | VBP_START | VACT_START | VFP_START);
    g_assert_cmpint(frames_of(qts, "pv2"), ==, 1);

    qtest_writel(qts, PV2 + INTSTAT, VFP_START);
    g_assert_false(spi_level(qts, spi_pv2));
    g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==,
                    VSYNC_START | VBP_START | VACT_START);
    qtest_quit(qts);
}

/* The events of a frame, each at its line and not a nanosecond earlier */
static void test_event_order(void)
{
    static const struct {
        int line;
        uint32_t bits;
    } events[] = {
        { 5, VBP_START },
        { 5 + 20, VACT_START },
        { 5 + 20 + 720, VFP_START },
        { 750, VFP_END | VSYNC_START },
        { 750 + 5, VBP_START },
    };
    QTestState *qts = start_720p();

    qtest_writel(qts, PV2 + INTSTAT, 0x3ff);
    qtest_writel(qts, PV2 + INTEN, 0x3f0);
    for (int i = 0; i < ARRAY_SIZE(events); i++) {
        go(qts, LINE_NS(events[i].line));
        g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==, 0);
        g_assert_false(spi_level(qts, spi_pv2));
        go(qts, LINE_NS(events[i].line) + 1);
        g_assert_true(spi_level(qts, spi_pv2));
        g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==, events[i].bits);
        qtest_writel(qts, PV2 + INTSTAT, 0x3ff);
    }
    qtest_quit(qts);
}

/* After an hour a frame is still at the exact multiple of the pixel clock. */
static void test_no_drift(void)
{
    const int64_t frames = 60 * 60 * 60;
    QTestState *qts = start_720p();

    for (int64_t frame = 3600; frame <= frames; frame += 3600) {
        qtest_writel(qts, PV2 + INTSTAT, 0x3ff);
        go(qts, VFP_NS(frame) - 100);
        g_assert_cmpint(frames_of(qts, "pv2"), ==, frame);
        go(qts, VFP_NS(frame) + 100);
        g_assert_cmpint(frames_of(qts, "pv2"), ==, frame + 1);
    }
    g_assert_cmpint(frames_of(qts, "hvs"), ==, frames + 2);
    qtest_quit(qts);
}

static void test_stop(void)
{
    QTestState *qts = start_720p();

    go(qts, FIRST_VFP_NS + 1);
    qtest_writel(qts, PV2 + INTSTAT, 0x3ff);
    qtest_writel(qts, PV2 + V_CONTROL, CONTINUOUS);
    g_assert_cmphex(qtest_readl(qts, PV2 + V_CONTROL), ==, CONTINUOUS);
    g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==, VID_IDLE);
    go(qts, VFP_NS(10));
    g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==, VID_IDLE);
    g_assert_cmpint(frames_of(qts, "pv2"), ==, 1);

    /* A restart begins a new frame. */
    qtest_writel(qts, PV2 + INTSTAT, 0x3ff);
    run(qts, PV2);
    go(qts, VFP_NS(10) + FIRST_VFP_NS);
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, VFP_NS(10) + FIRST_VFP_NS + 1);
    g_assert_true(spi_level(qts, spi_pv2));

    /* A reset stops it too. */
    qtest_system_reset(qts);
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, VFP_NS(20));
    g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==, 0);
    g_assert_cmpint(frames_of(qts, "pv2"), ==, 0);
    qtest_quit(qts);
}

/* While the PLL is off the raster is stopped; then it continues from there. */
static void test_clock_stops(void)
{
    QTestState *qts = start_720p();

    go(qts, LINE_NS(500));
    qtest_writel(qts, HDMI0 + PHY_RESET_CTL, 0);
    go(qts, LINE_NS(5000));
    g_assert_cmpint(frames_of(qts, "pv2"), ==, 0);
    qtest_writel(qts, HDMI0 + PHY_RESET_CTL, 0x30);
    go(qts, LINE_NS(5000 + 245) - 20);
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, LINE_NS(5000 + 245) + 20);
    g_assert_true(spi_level(qts, spi_pv2));

    /* Half the clock, half the pace */
    qtest_writel(qts, PV2 + INTSTAT, 0x3ff);
    qtest_writel(qts, HDMI0 + PHY_CLK_DIV, 10 << 8);
    go(qts, LINE_NS(5000 + 245 + 1500) - 20);
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, LINE_NS(5000 + 245 + 1500) + 60);
    g_assert_true(spi_level(qts, spi_pv2));
    qtest_quit(qts);
}

static void test_no_clock(void)
{
    QTestState *qts = start();

    set_720p(qts, PV2);
    qtest_writel(qts, PV2 + INTEN, VFP_START);
    run(qts, PV2);
    go(qts, FRAME_NS(100));
    g_assert_false(spi_level(qts, spi_pv2));
    g_assert_cmpint(frames_of(qts, "pv2"), ==, 0);
    qtest_quit(qts);
}

/* 1080i: an even field of 562 lines, then an odd one of 563 */
static void test_interlaced(void)
{
    QTestState *qts = start();

    pixel_clock_on(qts, HDMI0);
    qtest_writel(qts, PV2 + HORZA, 148 / 2 << 16 | 44 / 2);
    qtest_writel(qts, PV2 + HORZB, 88 / 2 << 16 | 1920 / 2);
    qtest_writel(qts, PV2 + VERTA, 16 << 16 | 5);
    qtest_writel(qts, PV2 + VERTB, 2 << 16 | 540);
    qtest_writel(qts, PV2 + VERTA_EVEN, 15 << 16 | 5);
    qtest_writel(qts, PV2 + VERTB_EVEN, 2 << 16 | 540);
    qtest_writel(qts, PV2 + INTEN, VFP_START);
    qtest_writel(qts, PV2 + CONTROL, EN);
    qtest_writel(qts, PV2 + V_CONTROL, CONTINUOUS | INTERLACE | VIDEN);
    for (int field = 0; field < 6; field++) {
        /* 2200 clocks a line */
        int64_t line = 1125 * (field / 2) + (field % 2 ? 562 + 561 : 560);
        int64_t ns = line * 2200000LL * 1000 / 74250;

        go(qts, ns);
        g_assert_false(spi_level(qts, spi_pv2));
        go(qts, ns + 2);
        g_assert_true(spi_level(qts, spi_pv2));
        qtest_writel(qts, PV2 + INTSTAT, 0x3ff);
    }
    g_assert_cmpint(frames_of(qts, "pv2"), ==, 6);
    qtest_quit(qts);
}

/* Invalid timings must not keep the emulator busy. */
static void test_short_frames(void)
{
    static const uint32_t size[] = { 0, 1, 0xffff };
    QTestState *qts = start();

    pixel_clock_on(qts, HDMI0);
    qtest_writel(qts, PV2 + INTEN, 0x3ff);
    run(qts, PV2);
    for (int i = 0; i < ARRAY_SIZE(size); i++) {
        for (int j = 0; j < ARRAY_SIZE(size); j++) {
            qtest_writel(qts, PV2 + HORZA, 0);
            qtest_writel(qts, PV2 + HORZB, size[i]);
            qtest_writel(qts, PV2 + VERTA, size[j]);
            qtest_writel(qts, PV2 + VERTB, size[j] << 16);
            qtest_clock_step(qts, 1000000000);
            qtest_readl(qts, PV2 + INTSTAT);
        }
    }
    qtest_quit(qts);
}

static void test_shared_interrupt(void)
{
    QTestState *qts = start();

    pixel_clock_on(qts, HDMI1);
    set_720p(qts, PV4);
    qtest_writel(qts, PV4 + INTEN, VFP_START);
    run(qts, PV4);
    go(qts, FIRST_VFP_NS + 1);
    g_assert_true(spi_level(qts, spi_pv1_pv4));
    g_assert_false(spi_level(qts, spi_pv2));
    qtest_writel(qts, PV4 + INTSTAT, VFP_START);
    g_assert_false(spi_level(qts, spi_pv1_pv4));
    qtest_quit(qts);
}

/* lab { */
static void test_vblank_stopped(void)
{
    QTestState *qts = start_720p();

    go(qts, FIRST_VFP_NS + 1);
    qtest_writel(qts, PV2 + INTSTAT, 0x3ff);
    qtest_qom_set_bool(qts, DISPLAY "/pv2", "vblank-stopped", true);
    qtest_writel(qts, DISPLIST(0), 0x200);
    go(qts, VFP_NS(5) + 1);
    g_assert_cmphex(qtest_readl(qts, PV2 + INTSTAT), ==, 0);
    g_assert_cmphex(qtest_readl(qts, DISPLACT(0)), ==, 0);
    g_assert_cmpint(frames_of(qts, "pv2"), ==, 6);

    qtest_qom_set_bool(qts, DISPLAY "/pv2", "vblank-stopped", false);
    go(qts, VFP_NS(6));
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, VFP_NS(6) + 2);
    g_assert_true(spi_level(qts, spi_pv2));
    g_assert_cmphex(qtest_readl(qts, DISPLACT(0)), ==, 0x200);
    qtest_quit(qts);
}
/* } lab */

/* A machine saved in the middle of a frame continues at the same line. */
static void test_save_and_load(void)
{
    QTestState *from = start_720p();
    QTestState *to;

    qtest_writel(from, DISPLIST(0), 0x300);
    go(from, VFP_NS(2) + 5000000);
    qtest_writel(from, PV2 + INTSTAT, 0x3ff);
    qtest_writel(from, DISPLIST(0), 0x400);
    to = machine_move(from, VFP_NS(2) + 5000000);
    g_assert_cmpint(frames_of(to, "pv2"), ==, 3);
    g_assert_cmphex(qtest_readl(to, DISPLACT(0)), ==, 0x300);
    go(to, VFP_NS(3));
    g_assert_false(spi_level(to, spi_pv2));
    g_assert_cmphex(qtest_readl(to, DISPLACT(0)), ==, 0x300);
    go(to, VFP_NS(3) + 1);
    g_assert_true(spi_level(to, spi_pv2));
    g_assert_cmphex(qtest_readl(to, DISPLACT(0)), ==, 0x400);
    qtest_quit(to);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-pixelvalve/registers", test_registers);
    qtest_add_func("/bcm2711-pixelvalve/first-frame", test_first_frame);
    qtest_add_func("/bcm2711-pixelvalve/event-order", test_event_order);
    qtest_add_func("/bcm2711-pixelvalve/no-drift", test_no_drift);
    qtest_add_func("/bcm2711-pixelvalve/stop", test_stop);
    qtest_add_func("/bcm2711-pixelvalve/clock-stops", test_clock_stops);
    qtest_add_func("/bcm2711-pixelvalve/no-clock", test_no_clock);
    qtest_add_func("/bcm2711-pixelvalve/interlaced", test_interlaced);
    qtest_add_func("/bcm2711-pixelvalve/short-frames", test_short_frames);
    qtest_add_func("/bcm2711-pixelvalve/shared-interrupt",
                   test_shared_interrupt);
    /* lab { */
    qtest_add_func("/bcm2711-pixelvalve/vblank-stopped", test_vblank_stopped);
    /* } lab */
    qtest_add_func("/bcm2711-pixelvalve/save-and-load", test_save_and_load);

    return g_test_run();
}
