/*
 * QTest of the BCM2711 HDMI transmitter: registers, hotplug, pixel clock, reset
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "hw/clock.h"
#include "bcm2711-packet-common.h"

#define DVP_SW_INIT (PERIPHERALS + 0xf00004)
#define DVP_MISC_CONFIG (PERIPHERALS + 0xf00008)

#define HDMI0_CSC (PERIPHERALS + 0xf00200)
#define HDMI1_CSC (PERIPHERALS + 0xf00280)
#define HDMI0_DVP (PERIPHERALS + 0xf00300)
#define HDMI1_CORE (PERIPHERALS + 0xf05700)
#define HDMI0_PHY (PERIPHERALS + 0xf00f00)
#define HDMI0_RM (PERIPHERALS + 0xf00f80)
#define HDMI0_METADATA (PERIPHERALS + 0xf01f00)
#define HDMI0_CEC (PERIPHERALS + 0xf04300)
#define HD (PERIPHERALS + 0xf20000)

#define FIFO_CTL (HDMI0_CORE + 0x074)
#define SCHEDULER_CONTROL (HDMI0_CORE + 0x0e0)
#define HOTPLUG (HDMI0_CORE + 0x1a8)

#define TX_PHY_RESET_CTL (HDMI0_PHY + 0x000)
#define TX_PHY_CLK_DIV (HDMI0_PHY + 0x028)
#define RM_OFFSET (HDMI0_RM + 0x018)

static void test_store(void)
{
    static const uint32_t regs[] = {
        HDMI0_CSC + 0x00, HDMI0_CSC + 0x18, HDMI1_CSC, HDMI0_DVP + 0x0bc,
        HDMI0_DVP + 0x0f0, HDMI0_CORE + 0x0a0, HDMI0_CORE + 0x0b8,
        HDMI0_CORE + 0x0c8, HDMI0_CORE + 0x0cc, HDMI1_CORE + 0x0cc,
        HDMI0_CORE + 0x0e4, HDMI0_CORE + 0x0f8, HDMI0_PHY + 0x004,
        HDMI0_PHY + 0x05c, HDMI0_RM + 0x01c, HDMI0_METADATA, HDMI0_CEC + 0x014,
        HD + 0x00, HD + 0x44, HD + 0x48,
    };
    QTestState *qts = machine_start();

    for (int i = 0; i < ARRAY_SIZE(regs); i++) {
        g_assert_cmphex(qtest_readl(qts, regs[i]), ==, 0);
        qtest_writel(qts, regs[i], 0x12340000 + i);
    }
    for (int i = 0; i < ARRAY_SIZE(regs); i++) {
        g_assert_cmphex(qtest_readl(qts, regs[i]), ==, 0x12340000 + i);
    }
    qtest_system_reset(qts);
    for (int i = 0; i < ARRAY_SIZE(regs); i++) {
        g_assert_cmphex(qtest_readl(qts, regs[i]), ==, 0);
    }
    qtest_quit(qts);
}

/* Both gates of the 108 MHz clocks are closed after a reset */
static void test_gates(void)
{
    QTestState *qts = machine_start();

    g_assert_cmphex(qtest_readl(qts, DVP_MISC_CONFIG), ==, 0x18);
    qtest_writel(qts, DVP_MISC_CONFIG, 0x10);
    g_assert_cmphex(qtest_readl(qts, DVP_MISC_CONFIG), ==, 0x10);
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, DVP_MISC_CONFIG), ==, 0x18);
    qtest_quit(qts);
}

#define RECENTER_DONE 0x4000
#define HDMI_ACTIVE 0x2

static void test_core(void)
{
    QTestState *qts = machine_start_sending();

    /* Recentering is done while it is requested */
    qtest_writel(qts, FIFO_CTL, 0x1);
    g_assert_cmphex(qtest_readl(qts, FIFO_CTL), ==, 0x1);
    qtest_writel(qts, FIFO_CTL, 0x41);
    g_assert_cmphex(qtest_readl(qts, FIFO_CTL), ==, 0x4041);
    qtest_writel(qts, FIFO_CTL, 0x4001);
    g_assert_cmphex(qtest_readl(qts, FIFO_CTL), ==, 0x1);

    /* HDMI_ACTIVE follows MODE_HDMI and cannot be written */
    qtest_writel(qts, SCHEDULER_CONTROL, 0x8022);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0x8020);
    qtest_writel(qts, SCHEDULER_CONTROL, 0x8021);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0x8023);
    qtest_quit(qts);
}

static void assert_link(QTestState *qts, bool sending)
{
    qtest_clock_step(qts, DELAY_NS);
    g_assert_cmphex(qtest_readl(qts, FIFO_CTL) & RECENTER_DONE, ==,
                    sending ? RECENTER_DONE : 0);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL) & HDMI_ACTIVE, ==,
                    sending ? HDMI_ACTIVE : 0);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==,
                    sending ? FREE_8 : 0);
}

/* Nothing of a link comes up without all of its parts */
static void test_link(void)
{
    static void (*const parts[])(QTestState *, bool) = {
        phy_on, video_on, valve_on,
    };
    QTestState *qts = machine_start();

    qtest_writel(qts, FIFO_CTL, 0x41);
    qtest_writel(qts, SCHEDULER_CONTROL, 0x1);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | FREE_8);
    for (int i = 0; i < ARRAY_SIZE(parts); i++) {
        assert_link(qts, false);
        parts[i](qts, true);
    }
    assert_link(qts, true);
    for (int i = 0; i < ARRAY_SIZE(parts); i++) {
        parts[i](qts, false);
        assert_link(qts, false);
        parts[i](qts, true);
        assert_link(qts, true);
    }
    /* A packet is sent a delay after the frames begin */
    video_on(qts, false);
    qtest_clock_step(qts, DELAY_NS);
    video_on(qts, true);
    qtest_clock_step(qts, DELAY_NS - 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);
    assert_link(qts, true);

    /* lab { */
    /* What is configured may not be written, even if it is not sent */
    video_on(qts, false);
    qtest_clock_step(qts, DELAY_NS);
    assert_no_violation(qts, HDMI0_PATH);
    qtest_writel(qts, PACKET(8), 0);
    assert_violation(qts, HDMI0_PATH, "packet-ram-write-while-sending count=1");
    /* } lab */
    qtest_system_reset(qts);
    qtest_writel(qts, FIFO_CTL, 0x41);
    qtest_writel(qts, SCHEDULER_CONTROL, 0x1);
    assert_link(qts, false);
    qtest_quit(qts);
}

static void test_hotplug(void)
{
    QTestState *qts = machine_start();

    qtest_irq_intercept_out_named(qts, HDMI0_PATH, "hotplug");
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 1);
    qtest_writel(qts, HOTPLUG, 0);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 1);

    prop_set_bool(qts, HDMI0_PATH, "connected", false);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 0);

    prop_set_bool(qts, HDMI0_PATH, "connected", true);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 1);
    qtest_quit(qts);
}

static uint64_t pixel_hz(QTestState *qts)
{
    uint64_t period = prop_int(qts, HDMI0_PATH "/pixel-clock",
                               "qtest-clock-period");

    return period ? CLOCK_PERIOD_TO_HZ(period) : 0;
}

static void test_pixel_clock(void)
{
    QTestState *qts = machine_start();

    /* As Linux's phy_init for 1280x720 at 60 Hz */
    qtest_writel(qts, TX_PHY_RESET_CTL, 0x0f);
    qtest_writel(qts, RM_OFFSET, 0x88980000);
    qtest_writel(qts, TX_PHY_CLK_DIV, 0x500);
    g_assert_cmpuint(pixel_hz(qts), ==, 0);
    qtest_writel(qts, TX_PHY_RESET_CTL, 0x30);
    g_assert_cmpuint(pixel_hz(qts), ==, 74250000);

    /* 1920x1080 at 60 Hz */
    qtest_writel(qts, RM_OFFSET, 0x8a500000);
    qtest_writel(qts, TX_PHY_CLK_DIV, 0x300);
    g_assert_cmpuint(pixel_hz(qts), ==, 148500000);

    /* No divider */
    qtest_writel(qts, TX_PHY_CLK_DIV, 0);
    g_assert_cmpuint(pixel_hz(qts), ==, 0);

    /* As Linux's phy_disable */
    qtest_writel(qts, TX_PHY_CLK_DIV, 0x500);
    qtest_writel(qts, TX_PHY_RESET_CTL, 0x0f);
    g_assert_cmpuint(pixel_hz(qts), ==, 0);
    qtest_quit(qts);
}

static void test_sw_reset(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, SCHEDULER_CONTROL, 0x1);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_writel(qts, PACKET(4), 0x84);
    qtest_writel(qts, HDMI1_CORE + 0x0e0, 0x1);

    qtest_writel(qts, DVP_SW_INIT, 0x1);
    /* lab { */
    assert_no_violation(qts, HDMI0_PATH);
    /* } lab */
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0);
    qtest_writel(qts, SCHEDULER_CONTROL, 0x1);
    /* lab { */
    assert_violation(qts, HDMI0_PATH, "access-in-reset count=2 first-ns=0 ");
    /* } lab */
    qtest_writel(qts, DVP_SW_INIT, 0x0);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_CONFIG), ==, 0);
    g_assert_cmphex(qtest_readl(qts, PACKET(4)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, HDMI1_CORE + 0x0e0), ==, 0x1);
    qtest_quit(qts);
}

/* lab { */
/*
 * Rows of tables in docs/emulator.md
 *
 * The link: test_link
 * - `SCHEDULER_CONTROL`'s HDMI_ACTIVE follows the mode only while frames are
 *   sent: with a pixel clock, `VID_CTL` enabled, a pixel valve that runs, and
 *   no reset
 * - `vc4_hdmi_encoder_post_crtc_enable`
 * - "Timeout waiting for VC4_HDMI_SCHEDULER_CONTROL_HDMI_ACTIVE"
 *
 * The link: test_link
 * - so does `FIFO_CTL`'s RECENTER_DONE
 * - `vc4_hdmi_recenter_fifo`
 * - "Timeout waiting for VC4_HDMI_FIFO_CTL_RECENTER_DONE"
 *
 * The link: test_link
 * - packets are sent between frames: without frames no status bit rises, and
 *   those that are set fall
 * - `vc4_hdmi_write_infoframe`, `vc4_hdmi_stop_packet`
 * - "Failed to wait for infoframe to start: -110"
 */
/* } lab */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-hdmi/store", test_store);
    qtest_add_func("/bcm2711-hdmi/gates", test_gates);
    qtest_add_func("/bcm2711-hdmi/core", test_core);
    qtest_add_func("/bcm2711-hdmi/link", test_link);
    qtest_add_func("/bcm2711-hdmi/hotplug", test_hotplug);
    qtest_add_func("/bcm2711-hdmi/pixel-clock", test_pixel_clock);
    qtest_add_func("/bcm2711-hdmi/sw-reset", test_sw_reset);
    return g_test_run();
}
