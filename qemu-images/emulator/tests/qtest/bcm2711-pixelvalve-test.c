/*
 * QTest for the BCM2711 pixel valves, and for what the HVS does for them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-machine-common.h"

#define PERIPHERALS     0xfe000000
#define DISPLAY         "/machine/soc/peripherals/display"

/* HVS */
#define DISPCTRL        0x400000
#define DISPSTAT        0x400004
#define DISPECTRL       0x40000c
#define DISPDITHER      0x400014
#define DISPEOLN        0x400018
#define DISPLIST(x)     (0x400020 + 4 * (x))
#define DISPLACT(x)     (0x400030 + 4 * (x))
#define DISPCTRLX(x)    (0x400040 + 0x10 * (x))
#define DISPSTATX(x)    (0x400048 + 0x10 * (x))
#define DISPBASEX(x)    (0x40004c + 0x10 * (x))
#define HVS_ENABLE      0x80000000
#define EIEOF(x)        (1 << (7 + 4 * (x)))
#define EISLUR(x)       (1 << (9 + 4 * (x)))
#define EIRQ(x)         (2 << (x))
#define CAUSE_EOF(x)    (1 << (8 + 8 * (x)))
#define CAUSE_EUFLOW(x) (1 << (9 + 8 * (x)))
#define IRQDISP(x)      (2 << (x))

/* Pixel valves */
#define PV2             0x20a000
#define PV4             0x216000
#define CONTROL         0x00
#define V_CONTROL       0x04
#define HORZA           0x0c
#define HORZB           0x10
#define VERTA           0x14
#define VERTB           0x18
#define VERTA_EVEN      0x1c
#define VERTB_EVEN      0x20
#define INTEN           0x24
#define INTSTAT         0x28
#define STAT            0x2c
#define MUX_CFG         0x34
#define EN              0x01
#define FIFO_CLR        0x02
#define VIDEN           0x01
#define CONTINUOUS      0x02
#define INTERLACE       0x10
#define VID_IDLE        0x200
#define VFP_END         0x100
#define VFP_START       0x080
#define VACT_START      0x040
#define VBP_START       0x020
#define VSYNC_START     0x010

/* HDMI, which makes the pixel clock */
#define HDMI0           0xf00000
#define HDMI1           0xf05000
#define PHY_RESET_CTL   0xf00
#define PHY_CLK_DIV     0xf28
#define RM_OFFSET       0xf98

/* 1280x720 at 60 Hz: 1650 x 750 clocks of 74.25 MHz */
#define LINE_NS(n)      ((n) * 1650000LL * 1000 / 74250)
#define VFP_NS(n)       LINE_NS(5 + 20 + 720 + 750LL * (n))
#define FIRST_VFP_NS    VFP_NS(0)
#define FRAME_NS(n)     LINE_NS((n) * 750LL)

static const int spi_hvs = 97;
static const int spi_pv2 = 101;
static const int spi_pv1_pv4 = 110;

static void wr(QTestState *qts, uint32_t offset, uint32_t val)
{
    qtest_writel(qts, PERIPHERALS + offset, val);
}

static uint32_t rd(QTestState *qts, uint32_t offset)
{
    return qtest_readl(qts, PERIPHERALS + offset);
}

static uint64_t get_uint(QTestState *qts, const char *name, const char *prop)
{
    g_autofree char *path = g_strdup_printf(DISPLAY "/%s", name);
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                           "{ 'path': %s, 'property': %s } }", path, prop);
    uint64_t val;

    g_assert_true(qdict_haskey(rsp, "return"));
    val = qdict_get_int(rsp, "return");
    qobject_unref(rsp);
    return val;
}

static QTestState *start(void)
{
    return qtest_init("-machine raspi4b");
}

/* As Linux sets up 74.25 MHz */
static void pixel_clock_on(QTestState *qts, uint32_t hdmi)
{
    wr(qts, hdmi + RM_OFFSET, 0x88980000);
    wr(qts, hdmi + PHY_CLK_DIV, 5 << 8);
    wr(qts, hdmi + PHY_RESET_CTL, 0x30);
}

static void set_720p(QTestState *qts, uint32_t pv)
{
    /* Two pixels a clock */
    wr(qts, pv + HORZA, 220 / 2 << 16 | 40 / 2);
    wr(qts, pv + HORZB, 110 / 2 << 16 | 1280 / 2);
    wr(qts, pv + VERTA, 20 << 16 | 5);
    wr(qts, pv + VERTB, 5 << 16 | 720);
}

static void channel_on(QTestState *qts, int channel)
{
    wr(qts, DISPCTRL, rd(qts, DISPCTRL) | HVS_ENABLE);
    wr(qts, DISPCTRLX(channel), HVS_ENABLE | 1280 << 16 | 720);
}

static void mux(QTestState *qts, uint32_t pv, uint32_t channel)
{
    wr(qts, pv == PV2 ? DISPEOLN : DISPDITHER, channel << 30);
}

static void run(QTestState *qts, uint32_t pv)
{
    wr(qts, pv + CONTROL, EN);
    wr(qts, pv + V_CONTROL, CONTINUOUS | VIDEN);
}

/* PV2 at 720p, fed by channel 0, interrupts at the vertical front porch. */
static QTestState *start_720p(void)
{
    QTestState *qts = start();

    pixel_clock_on(qts, HDMI0);
    mux(qts, PV2, 0);
    channel_on(qts, 0);
    set_720p(qts, PV2);
    wr(qts, PV2 + INTEN, VFP_START);
    run(qts, PV2);
    return qts;
}

/* Go to a time, given in ns since the raster's start at virtual time 0. */
static void go(QTestState *qts, int64_t ns)
{
    qtest_clock_set(qts, ns);
}

static void test_registers(void)
{
    static const uint32_t stored[] = {
        HORZA, HORZB, VERTA, VERTB, VERTA_EVEN, VERTB_EVEN, MUX_CFG,
    };
    QTestState *qts = start();

    for (int i = 0; i < ARRAY_SIZE(stored); i++) {
        wr(qts, PV2 + stored[i], 0x12340000 + i);
        g_assert_cmphex(rd(qts, PV2 + stored[i]), ==, 0x12340000 + i);
        g_assert_cmphex(rd(qts, PV4 + stored[i]), ==, 0);
    }
    wr(qts, PV2 + CONTROL, 0x00110000 | FIFO_CLR);
    g_assert_cmphex(rd(qts, PV2 + CONTROL), ==, 0x00110000);
    wr(qts, PV2 + STAT, 0xffffffff);
    g_assert_cmphex(rd(qts, PV2 + STAT), ==, 0);
    wr(qts, PV2 + INTEN, 0xffffffff);
    g_assert_cmphex(rd(qts, PV2 + INTEN), ==, 0x3ff);
    wr(qts, PV2 + 0x80, 0xffffffff);
    g_assert_cmphex(rd(qts, PV2 + 0x80), ==, 0);
    qtest_system_reset(qts);
    for (int i = 0; i < ARRAY_SIZE(stored); i++) {
        g_assert_cmphex(rd(qts, PV2 + stored[i]), ==, 0);
    }
    qtest_quit(qts);
}

static void test_first_frame(void)
{
    QTestState *qts = start_720p();

    go(qts, FIRST_VFP_NS);
    g_assert_false(spi_level(qts, spi_pv2));
    g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==,
                    VSYNC_START | VBP_START | VACT_START);
    go(qts, FIRST_VFP_NS + 1);
    g_assert_true(spi_level(qts, spi_pv2));
    g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==,
                    VSYNC_START | VBP_START | VACT_START | VFP_START);
    g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, 1);

    wr(qts, PV2 + INTSTAT, VFP_START);
    g_assert_false(spi_level(qts, spi_pv2));
    g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==,
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

    wr(qts, PV2 + INTSTAT, 0x3ff);
    wr(qts, PV2 + INTEN, 0x3f0);
    for (int i = 0; i < ARRAY_SIZE(events); i++) {
        go(qts, LINE_NS(events[i].line));
        g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==, 0);
        g_assert_false(spi_level(qts, spi_pv2));
        go(qts, LINE_NS(events[i].line) + 1);
        g_assert_true(spi_level(qts, spi_pv2));
        g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==, events[i].bits);
        wr(qts, PV2 + INTSTAT, 0x3ff);
    }
    qtest_quit(qts);
}

/* An hour's last frame is where the pixel clock says. */
static void test_no_drift(void)
{
    const int64_t frames = 60 * 60 * 60;
    QTestState *qts = start_720p();

    for (int64_t n = 3600; n <= frames; n += 3600) {
        wr(qts, PV2 + INTSTAT, 0x3ff);
        go(qts, VFP_NS(n) - 100);
        g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, n);
        go(qts, VFP_NS(n) + 100);
        g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, n + 1);
    }
    g_assert_cmpint(get_uint(qts, "hvs", "frames"), ==, frames + 2);
    qtest_quit(qts);
}

static void test_display_list(void)
{
    QTestState *qts = start_720p();
    uint32_t stat;

    wr(qts, DISPLIST(0), 0x100);
    g_assert_cmphex(rd(qts, DISPLACT(0)), ==, 0);
    g_assert_cmpint(rd(qts, DISPSTATX(0)) >> 30, ==, 2);
    g_assert_cmphex(rd(qts, DISPSTATX(0)) & 0x10000000, ==, 0);
    go(qts, FIRST_VFP_NS);
    g_assert_cmphex(rd(qts, DISPLACT(0)), ==, 0);
    go(qts, FIRST_VFP_NS + 1);
    g_assert_cmphex(rd(qts, DISPLACT(0)), ==, 0x100);
    /* The first frame started with the raster, the second now. */
    stat = rd(qts, DISPSTATX(1));
    g_assert_cmpint(stat >> 20 & 0x3f, ==, 2);
    g_assert_cmpint(stat >> 14 & 0x3f, ==, 0);
    /* The count has six bits. */
    go(qts, VFP_NS(63) + 1);
    g_assert_cmpint(rd(qts, DISPSTATX(1)) >> 20 & 0x3f, ==, 1);
    qtest_quit(qts);
}

/* Each output takes the channel that its mux field names. */
static void test_mux(void)
{
    for (uint32_t channel = 0; channel < 3; channel++) {
        QTestState *qts = start();

        pixel_clock_on(qts, HDMI0);
        pixel_clock_on(qts, HDMI1);
        for (int i = 0; i < 3; i++) {
            channel_on(qts, i);
            wr(qts, DISPLIST(i), 0x100 * (i + 1));
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

            g_assert_cmphex(rd(qts, DISPLACT(i)), ==,
                            fed ? 0x100 * (i + 1) : 0);
        }
        /* 3 takes the output off. */
        mux(qts, PV2, 3);
        wr(qts, DISPLIST(channel), 0x800);
        go(qts, VFP_NS(1) + 1);
        g_assert_cmphex(rd(qts, DISPLACT(channel)), ==, 0x100 * (channel + 1));
        g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, 2);
        qtest_quit(qts);
    }
}

static void test_hvs_interrupts(void)
{
    QTestState *qts = start_720p();

    go(qts, FIRST_VFP_NS + 1);
    g_assert_cmphex(rd(qts, DISPSTAT), ==, CAUSE_EOF(0));
    g_assert_false(spi_level(qts, spi_hvs));
    wr(qts, DISPCTRL, HVS_ENABLE | EIEOF(0));
    g_assert_cmphex(rd(qts, DISPSTAT), ==, CAUSE_EOF(0) | IRQDISP(0));
    g_assert_false(spi_level(qts, spi_hvs));
    wr(qts, DISPCTRL, HVS_ENABLE | EIEOF(0) | EIRQ(0));
    g_assert_true(spi_level(qts, spi_hvs));
    wr(qts, DISPSTAT, CAUSE_EOF(1));
    g_assert_true(spi_level(qts, spi_hvs));
    wr(qts, DISPSTAT, CAUSE_EOF(0));
    g_assert_false(spi_level(qts, spi_hvs));
    g_assert_cmphex(rd(qts, DISPSTAT), ==, 0);

    /* Reading from a channel that is off */
    wr(qts, DISPCTRLX(0), 0);
    wr(qts, DISPCTRL, HVS_ENABLE | EISLUR(0) | EIRQ(0));
    go(qts, VFP_NS(1) + 1);
    g_assert_cmphex(rd(qts, DISPSTAT), ==, CAUSE_EUFLOW(0) | IRQDISP(0));
    g_assert_true(spi_level(qts, spi_hvs));
    wr(qts, DISPSTAT, 1);
    g_assert_cmphex(rd(qts, DISPSTAT), ==, 0);
    g_assert_false(spi_level(qts, spi_hvs));
    qtest_quit(qts);
}

/* The line that the HVS composes is ahead by what fits into the COB. */
static void test_line(void)
{
    QTestState *qts = start_720p();
    const int64_t active = LINE_NS(25);

    wr(qts, DISPBASEX(0), (4 * 1280 - 4) << 16);
    g_assert_cmpint(rd(qts, DISPSTATX(0)) & 0xfff, ==, 4);
    go(qts, active - 1);
    g_assert_cmpint(rd(qts, DISPSTATX(0)) & 0xfff, ==, 4);
    for (int line = 0; line < 720; line += 97) {
        go(qts, active + LINE_NS(line) + 11111);
        g_assert_cmpint(rd(qts, DISPSTATX(0)) & 0xfff, ==, line + 5);
    }
    go(qts, FIRST_VFP_NS - 11111);
    g_assert_cmpint(rd(qts, DISPSTATX(0)) & 0xfff, ==, 720);
    go(qts, FIRST_VFP_NS + 1);
    g_assert_cmpint(rd(qts, DISPSTATX(0)) & 0xfff, ==, 4);
    qtest_quit(qts);
}

static void test_stop(void)
{
    QTestState *qts = start_720p();

    go(qts, FIRST_VFP_NS + 1);
    wr(qts, PV2 + INTSTAT, 0x3ff);
    wr(qts, PV2 + V_CONTROL, CONTINUOUS);
    g_assert_cmphex(rd(qts, PV2 + V_CONTROL), ==, CONTINUOUS);
    g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==, VID_IDLE);
    go(qts, VFP_NS(10));
    g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==, VID_IDLE);
    g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, 1);

    /* A new start begins a new frame. */
    wr(qts, PV2 + INTSTAT, 0x3ff);
    run(qts, PV2);
    go(qts, VFP_NS(10) + FIRST_VFP_NS);
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, VFP_NS(10) + FIRST_VFP_NS + 1);
    g_assert_true(spi_level(qts, spi_pv2));

    /* A reset stops it as well. */
    qtest_system_reset(qts);
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, VFP_NS(20));
    g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==, 0);
    g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, 0);
    qtest_quit(qts);
}

/* While the PLL is off the raster stands; then it goes on from there. */
static void test_clock_stops(void)
{
    QTestState *qts = start_720p();

    go(qts, LINE_NS(500));
    wr(qts, HDMI0 + PHY_RESET_CTL, 0);
    go(qts, LINE_NS(5000));
    g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, 0);
    wr(qts, HDMI0 + PHY_RESET_CTL, 0x30);
    go(qts, LINE_NS(5000 + 245) - 20);
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, LINE_NS(5000 + 245) + 20);
    g_assert_true(spi_level(qts, spi_pv2));

    /* Half the clock, half the pace */
    wr(qts, PV2 + INTSTAT, 0x3ff);
    wr(qts, HDMI0 + PHY_CLK_DIV, 10 << 8);
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
    wr(qts, PV2 + INTEN, VFP_START);
    run(qts, PV2);
    go(qts, FRAME_NS(100));
    g_assert_false(spi_level(qts, spi_pv2));
    g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, 0);
    qtest_quit(qts);
}

/* 1080i: an even field of 562 lines, then an odd one of 563 */
static void test_interlaced(void)
{
    QTestState *qts = start();

    pixel_clock_on(qts, HDMI0);
    wr(qts, PV2 + HORZA, 148 / 2 << 16 | 44 / 2);
    wr(qts, PV2 + HORZB, 88 / 2 << 16 | 1920 / 2);
    wr(qts, PV2 + VERTA, 16 << 16 | 5);
    wr(qts, PV2 + VERTB, 2 << 16 | 540);
    wr(qts, PV2 + VERTA_EVEN, 15 << 16 | 5);
    wr(qts, PV2 + VERTB_EVEN, 2 << 16 | 540);
    wr(qts, PV2 + INTEN, VFP_START);
    wr(qts, PV2 + CONTROL, EN);
    wr(qts, PV2 + V_CONTROL, CONTINUOUS | INTERLACE | VIDEN);
    for (int n = 0; n < 6; n++) {
        /* 2200 clocks a line */
        int64_t line = 1125 * (n / 2) + (n % 2 ? 562 + 561 : 560);
        int64_t ns = line * 2200000LL * 1000 / 74250;

        go(qts, ns);
        g_assert_false(spi_level(qts, spi_pv2));
        go(qts, ns + 2);
        g_assert_true(spi_level(qts, spi_pv2));
        wr(qts, PV2 + INTSTAT, 0x3ff);
    }
    g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, 6);
    qtest_quit(qts);
}

/* Nonsense must not keep the emulator busy. */
static void test_short_frames(void)
{
    static const uint32_t size[] = { 0, 1, 0xffff };
    QTestState *qts = start();

    pixel_clock_on(qts, HDMI0);
    wr(qts, PV2 + INTEN, 0x3ff);
    run(qts, PV2);
    for (int h = 0; h < ARRAY_SIZE(size); h++) {
        for (int v = 0; v < ARRAY_SIZE(size); v++) {
            wr(qts, PV2 + HORZA, 0);
            wr(qts, PV2 + HORZB, size[h]);
            wr(qts, PV2 + VERTA, size[v]);
            wr(qts, PV2 + VERTB, size[v] << 16);
            qtest_clock_step(qts, 1000000000);
            rd(qts, PV2 + INTSTAT);
        }
    }
    qtest_quit(qts);
}

static void test_shared_interrupt(void)
{
    QTestState *qts = start();

    pixel_clock_on(qts, HDMI1);
    set_720p(qts, PV4);
    wr(qts, PV4 + INTEN, VFP_START);
    run(qts, PV4);
    go(qts, FIRST_VFP_NS + 1);
    g_assert_true(spi_level(qts, spi_pv1_pv4));
    g_assert_false(spi_level(qts, spi_pv2));
    wr(qts, PV4 + INTSTAT, VFP_START);
    g_assert_false(spi_level(qts, spi_pv1_pv4));
    qtest_quit(qts);
}

static void test_vblank_stopped(void)
{
    QTestState *qts = start_720p();

    go(qts, FIRST_VFP_NS + 1);
    wr(qts, PV2 + INTSTAT, 0x3ff);
    qtest_qom_set_bool(qts, DISPLAY "/pv2", "vblank-stopped", true);
    wr(qts, DISPLIST(0), 0x200);
    go(qts, VFP_NS(5) + 1);
    g_assert_cmphex(rd(qts, PV2 + INTSTAT), ==, 0);
    g_assert_cmphex(rd(qts, DISPLACT(0)), ==, 0);
    g_assert_cmpint(get_uint(qts, "pv2", "frames"), ==, 6);

    qtest_qom_set_bool(qts, DISPLAY "/pv2", "vblank-stopped", false);
    go(qts, VFP_NS(6));
    g_assert_false(spi_level(qts, spi_pv2));
    go(qts, VFP_NS(6) + 2);
    g_assert_true(spi_level(qts, spi_pv2));
    g_assert_cmphex(rd(qts, DISPLACT(0)), ==, 0x200);
    qtest_quit(qts);
}

/* A machine saved in the middle of a frame goes on at the same place. */
static void test_save_and_load(void)
{
    QTestState *from = start_720p();
    QTestState *to;

    wr(from, DISPLIST(0), 0x300);
    go(from, VFP_NS(2) + 5000000);
    wr(from, PV2 + INTSTAT, 0x3ff);
    wr(from, DISPLIST(0), 0x400);
    to = machine_move(from, VFP_NS(2) + 5000000);
    g_assert_cmpint(get_uint(to, "pv2", "frames"), ==, 3);
    g_assert_cmphex(rd(to, DISPLACT(0)), ==, 0x300);
    go(to, VFP_NS(3));
    g_assert_false(spi_level(to, spi_pv2));
    g_assert_cmphex(rd(to, DISPLACT(0)), ==, 0x300);
    go(to, VFP_NS(3) + 1);
    g_assert_true(spi_level(to, spi_pv2));
    g_assert_cmphex(rd(to, DISPLACT(0)), ==, 0x400);
    qtest_quit(to);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-pixelvalve/registers", test_registers);
    qtest_add_func("/bcm2711-pixelvalve/first-frame", test_first_frame);
    qtest_add_func("/bcm2711-pixelvalve/event-order", test_event_order);
    qtest_add_func("/bcm2711-pixelvalve/no-drift", test_no_drift);
    qtest_add_func("/bcm2711-pixelvalve/display-list", test_display_list);
    qtest_add_func("/bcm2711-pixelvalve/mux", test_mux);
    qtest_add_func("/bcm2711-pixelvalve/hvs-interrupts", test_hvs_interrupts);
    qtest_add_func("/bcm2711-pixelvalve/line", test_line);
    qtest_add_func("/bcm2711-pixelvalve/stop", test_stop);
    qtest_add_func("/bcm2711-pixelvalve/clock-stops", test_clock_stops);
    qtest_add_func("/bcm2711-pixelvalve/no-clock", test_no_clock);
    qtest_add_func("/bcm2711-pixelvalve/interlaced", test_interlaced);
    qtest_add_func("/bcm2711-pixelvalve/short-frames", test_short_frames);
    qtest_add_func("/bcm2711-pixelvalve/shared-interrupt",
                   test_shared_interrupt);
    qtest_add_func("/bcm2711-pixelvalve/vblank-stopped", test_vblank_stopped);
    qtest_add_func("/bcm2711-pixelvalve/save-and-load", test_save_and_load);

    return g_test_run();
}
