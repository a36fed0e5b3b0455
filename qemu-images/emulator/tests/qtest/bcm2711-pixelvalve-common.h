/*
 * The BCM2711 pixel valves and a raster of 720p, for the tests that need one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_PIXELVALVE_COMMON_H
#define TESTS_QTEST_BCM2711_PIXELVALVE_COMMON_H

#include "bcm2711-hvs-common.h"
#include "bcm2711-machine-common.h"

#define DISPLAY         "/machine/soc/peripherals/display"

/* Linux vc4_regs.h, PV_*, as CPU addresses */
#define PV2             0xfe20a000
#define PV4             0xfe216000
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

/* HDMI, which generates the pixel clock */
#define HDMI0           0xfef00000
#define HDMI1           0xfef05000
#define PHY_RESET_CTL   0xf00
#define PHY_CLK_DIV     0xf28
#define RM_OFFSET       0xf98

/* 1280x720 at 60 Hz: 1650 x 750 clocks of 74.25 MHz */
#define LINE_NS(n)      ((n) * 1650000LL * 1000 / 74250)
#define VFP_NS(n)       LINE_NS(5 + 20 + 720 + 750LL * (n))
#define FIRST_VFP_NS    VFP_NS(0)
#define FRAME_NS(n)     LINE_NS((n) * 750LL)

/* The frames that a device of the display has counted */
static inline uint64_t frames_of(QTestState *qts, const char *device)
{
    g_autofree char *path = g_strdup_printf(DISPLAY "/%s", device);
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                           "{ 'path': %s, 'property': 'frames' } }", path);
    uint64_t value;

    g_assert_true(qdict_haskey(rsp, "return"));
    value = qdict_get_int(rsp, "return");
    qobject_unref(rsp);
    return value;
}

static inline QTestState *start(void)
{
    return qtest_init("-machine raspi4b");
}

/* As Linux configures 74.25 MHz */
static inline void pixel_clock_on(QTestState *qts, uint32_t hdmi)
{
    qtest_writel(qts, hdmi + RM_OFFSET, 0x88980000);
    qtest_writel(qts, hdmi + PHY_CLK_DIV, 5 << 8);
    qtest_writel(qts, hdmi + PHY_RESET_CTL, 0x30);
}

static inline void set_720p(QTestState *qts, uint32_t pv)
{
    /* Two pixels a clock */
    qtest_writel(qts, pv + HORZA, 220 / 2 << 16 | 40 / 2);
    qtest_writel(qts, pv + HORZB, 110 / 2 << 16 | 1280 / 2);
    qtest_writel(qts, pv + VERTA, 20 << 16 | 5);
    qtest_writel(qts, pv + VERTB, 5 << 16 | 720);
}

static inline void channel_on(QTestState *qts, int channel)
{
    qtest_writel(qts, DISPCTRL, qtest_readl(qts, DISPCTRL) | ENABLE);
    qtest_writel(qts, DISPCTRLX(channel), ENABLE | 1280 << 16 | 720);
}

static inline void mux(QTestState *qts, uint32_t pv, uint32_t channel)
{
    qtest_writel(qts, pv == PV2 ? DISPEOLN : DISPDITHER, channel << 30);
}

static inline void run(QTestState *qts, uint32_t pv)
{
    qtest_writel(qts, pv + CONTROL, EN);
    qtest_writel(qts, pv + V_CONTROL, CONTINUOUS | VIDEN);
}

/* PV2 at 720p, fed by channel 0, interrupts at the vertical front porch. */
static inline QTestState *start_720p(void)
{
    QTestState *qts = start();

    pixel_clock_on(qts, HDMI0);
    mux(qts, PV2, 0);
    channel_on(qts, 0);
    set_720p(qts, PV2);
    qtest_writel(qts, PV2 + INTEN, VFP_START);
    run(qts, PV2);
    return qts;
}

/* Advance to a time in ns since the raster's start at virtual time 0. */
static inline void go(QTestState *qts, int64_t ns)
{
    qtest_clock_set(qts, ns);
}

#endif
