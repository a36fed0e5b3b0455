/*
 * QTest of the BCM2711 HDMI transmitter: registers, pixel clock, packet RAM
 * and its rules, audio infoframe
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "hw/clock.h"
#include "bcm2711-hdmi-common.h"

#define DVP_SW_INIT (PERIPHERALS + 0xf00004)
#define DVP_MISC_CONFIG (PERIPHERALS + 0xf00008)

#define HDMI0_CSC (PERIPHERALS + 0xf00200)
#define HDMI1_CSC (PERIPHERALS + 0xf00280)
#define HDMI0_DVP (PERIPHERALS + 0xf00300)
#define HDMI0_CORE (PERIPHERALS + 0xf00700)
#define HDMI1_CORE (PERIPHERALS + 0xf05700)
#define HDMI0_PHY (PERIPHERALS + 0xf00f00)
#define HDMI0_RM (PERIPHERALS + 0xf00f80)
#define HDMI0_PACKET (PERIPHERALS + 0xf01b00)
#define HDMI0_METADATA (PERIPHERALS + 0xf01f00)
#define HDMI0_CEC (PERIPHERALS + 0xf04300)
#define HD (PERIPHERALS + 0xf20000)

#define FIFO_CTL (HDMI0_CORE + 0x074)
#define RAM_PACKET_CONFIG (HDMI0_CORE + 0x0bc)
#define RAM_ON BIT(16)
#define RAM_PACKET_STATUS (HDMI0_CORE + 0x0c4)
#define SCHEDULER_CONTROL (HDMI0_CORE + 0x0e0)
#define HOTPLUG (HDMI0_CORE + 0x1a8)

#define TX_PHY_RESET_CTL (HDMI0_PHY + 0x000)
#define TX_PHY_CLK_DIV (HDMI0_PHY + 0x028)
#define RM_OFFSET (HDMI0_RM + 0x018)

#define AVI BIT(2)
#define AUDIO BIT(4)
#define PACKET(id) (HDMI0_PACKET + 0x24 * (id))

/* The device's own default */
#define DELAY_NS 2000

static void test_store(void)
{
    static const uint32_t regs[] = {
        HDMI0_CSC + 0x00, HDMI0_CSC + 0x18, HDMI1_CSC, HDMI0_DVP + 0x0bc,
        HDMI0_DVP + 0x0f0, HDMI0_CORE + 0x0a0, HDMI0_CORE + 0x0b8,
        HDMI0_CORE + 0x0c8, HDMI0_CORE + 0x0cc, HDMI1_CORE + 0x0cc,
        HDMI0_CORE + 0x0e4, HDMI0_CORE + 0x0f8, HDMI0_PHY + 0x004,
        HDMI0_PHY + 0x05c, HDMI0_RM + 0x01c, HDMI0_METADATA, HDMI0_CEC + 0x010,
        HD + 0x00, HD + 0x44, HD + 0x48, DVP_MISC_CONFIG,
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

static void test_core(void)
{
    QTestState *qts = machine_start();

    /* Recentering is done while it is asked for */
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

    /* As Linux' phy_init for 1280x720 at 60 Hz */
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

    /* As its phy_disable */
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
    assert_no_violation(qts, HDMI0_PATH);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0);
    qtest_writel(qts, SCHEDULER_CONTROL, 0x1);
    assert_violation(qts, HDMI0_PATH, "access-in-reset count=2 first-ns=0 ");
    qtest_writel(qts, DVP_SW_INIT, 0x0);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_CONFIG), ==, 0);
    g_assert_cmphex(qtest_readl(qts, PACKET(4)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, HDMI1_CORE + 0x0e0), ==, 0x3);
    qtest_quit(qts);
}

static void test_packet_delay(void)
{
    QTestState *qts = machine_start();

    g_assert_cmpuint(prop_int(qts, HDMI0_PATH, "packet-delay-ns"), ==,
                     DELAY_NS);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AVI);
    qtest_clock_step(qts, 500);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AVI | AUDIO);
    qtest_clock_step(qts, DELAY_NS - 500 - 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);

    /* Each packet has its own deadline */
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AVI);
    qtest_clock_step(qts, 500);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AVI | AUDIO);

    /* The same to stop */
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AVI);
    qtest_clock_step(qts, DELAY_NS - 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AVI | AUDIO);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AVI);

    /* The status is read-only, and ends with the RAM's own switch */
    qtest_writel(qts, RAM_PACKET_STATUS, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AVI);
    qtest_writel(qts, RAM_PACKET_CONFIG, AVI);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AVI);
    qtest_clock_step(qts, DELAY_NS);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);
    qtest_quit(qts);
}

static void test_packet_delay_set(void)
{
    QTestState *qts = machine_start();

    /* Never */
    prop_set_uint(qts, HDMI0_PATH, "packet-delay-ns", UINT64_MAX);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    qtest_clock_step(qts, 3600 * NANOSECONDS_PER_SECOND);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);

    /* What is under way takes the new delay from when it began */
    prop_set_uint(qts, HDMI0_PATH, "packet-delay-ns",
                  3600 * NANOSECONDS_PER_SECOND + 10);
    qtest_clock_step(qts, 9);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AUDIO);

    /* None */
    prop_set_uint(qts, HDMI0_PATH, "packet-delay-ns", 0);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AUDIO);

    /* A packet that is wanted again in time goes on being sent */
    prop_set_uint(qts, HDMI0_PATH, "packet-delay-ns", 1000);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_clock_step(qts, 999);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    qtest_clock_step(qts, 100000);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, AUDIO);
    qtest_quit(qts);
}

static void test_packet_rules(void)
{
    QTestState *qts = machine_start();

    /* Off: a violation, and nothing is stored */
    assert_no_violation(qts, HDMI0_PATH);
    qtest_clock_step(qts, 77);
    qtest_writel(qts, PACKET(4), 0x1);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-off count=1 first-ns=77 ");
    qtest_quit(qts);

    qts = machine_start();
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AVI);
    g_assert_cmphex(qtest_readl(qts, PACKET(4)), ==, 0);

    /* Another packet's RAM, up to its last word */
    qtest_writel(qts, PACKET(1) + 0x20, 0x1);
    qtest_writel(qts, PACKET(3), 0x1);
    assert_no_violation(qts, HDMI0_PATH);

    /* Configured, but not sent yet; the word is stored nevertheless */
    qtest_writel(qts, PACKET(2), 0x2);
    g_assert_cmphex(qtest_readl(qts, PACKET(2)), ==, 0x2);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-sending count=1 first-ns=0 ");

    /* No longer configured, but still sent */
    qtest_clock_step(qts, DELAY_NS);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_writel(qts, PACKET(2) + 0x20, 0x3);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-sending count=2 first-ns=0 ");

    /* Neither */
    qtest_clock_step(qts, DELAY_NS);
    qtest_writel(qts, PACKET(2), 0x4);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-sending count=2 first-ns=0 ");

    /* Evidence outlives a reset */
    qtest_system_reset(qts);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-sending count=2 first-ns=0 ");
    qtest_quit(qts);
}

/* Audio infoframe */

#define INFOFRAME "84010a701100000000000000" "0000"

static void infoframe_write(QTestState *qts)
{
    qtest_writel(qts, PACKET(4) + 0x0, 0x0a0184);
    qtest_writel(qts, PACKET(4) + 0x4, 0x00001170);
    qtest_writel(qts, PACKET(4) + 0x8, 0x0);
    qtest_writel(qts, PACKET(4) + 0xc, 0x0);
}

/* A millisecond is 48 samples */
static void mai_start(QTestState *qts)
{
    qtest_writel(qts, MAI0_BASE + MAI_SMP, MAI_SMP_N_M(2250, 0));
    for (int i = 0; i < MAI_FIFO_WORDS; i++) {
        qtest_writel(qts, MAI0_BASE + MAI_DATA, i);
    }
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_PLAY(2));
}

static void mai_stop(QTestState *qts)
{
    qtest_writel(qts, MAI0_BASE + MAI_CTL, 0);
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_FLUSH);
}

static void assert_infoframe(QTestState *qts, const char *hex, int64_t late_ns,
                             int64_t missing_ns)
{
    g_autofree char *s = prop_str(qts, HDMI0_PATH, "audio-infoframe");

    g_assert_cmpstr(s, ==, hex);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-infoframe-late-ns"), ==,
                    late_ns);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-infoframe-missing-ns"),
                    ==, missing_ns);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-infoframe-without-ns"),
                    ==, MAX(late_ns, missing_ns));
}

static void test_infoframe(void)
{
    QTestState *qts = machine_start();
    /* The first word leaves one sample period after the start */
    const int64_t first_ns = 20834;

    assert_infoframe(qts, "", 0, 0);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    infoframe_write(qts);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    qtest_clock_step(qts, DELAY_NS);

    /* It was being sent before */
    mai_start(qts);
    assert_infoframe(qts, INFOFRAME, 0, 0);
    qtest_clock_step(qts, 100000);
    mai_stop(qts);
    assert_infoframe(qts, INFOFRAME, 0, 0);

    /* It comes after the start, but before the first word */
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_clock_step(qts, DELAY_NS);
    mai_start(qts);
    assert_infoframe(qts, "", 0, 0);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    qtest_clock_step(qts, 100000);
    assert_infoframe(qts, INFOFRAME, 0, 0);
    mai_stop(qts);

    /* It comes later */
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_clock_step(qts, DELAY_NS);
    mai_start(qts);
    qtest_clock_step(qts, 50000);
    assert_infoframe(qts, "", 50000 - first_ns, 0);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    qtest_clock_step(qts, 50000);
    assert_infoframe(qts, INFOFRAME, 50000 + DELAY_NS - first_ns, 0);
    mai_stop(qts);
    assert_infoframe(qts, INFOFRAME, 50000 + DELAY_NS - first_ns, 0);

    /* A later stream that is right does not hide it */
    mai_start(qts);
    qtest_clock_step(qts, 100000);
    mai_stop(qts);
    assert_infoframe(qts, INFOFRAME, 50000 + DELAY_NS - first_ns, 0);

    /* A stream that ends before its first word needs none */
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_clock_step(qts, DELAY_NS);
    mai_start(qts);
    qtest_clock_step(qts, first_ns - 1);
    mai_stop(qts);
    assert_infoframe(qts, "", 50000 + DELAY_NS - first_ns, 0);

    /* Never */
    mai_start(qts);
    qtest_clock_step(qts, 100000);
    mai_stop(qts);
    assert_infoframe(qts, "", -1, 100000 - first_ns);

    /* That sticks */
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    qtest_clock_step(qts, DELAY_NS);
    mai_start(qts);
    qtest_clock_step(qts, 100000);
    mai_stop(qts);
    assert_infoframe(qts, INFOFRAME, -1, 100000 - first_ns);
    assert_no_violation(qts, HDMI0_PATH);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-hdmi/store", test_store);
    qtest_add_func("/bcm2711-hdmi/core", test_core);
    qtest_add_func("/bcm2711-hdmi/hotplug", test_hotplug);
    qtest_add_func("/bcm2711-hdmi/pixel-clock", test_pixel_clock);
    qtest_add_func("/bcm2711-hdmi/sw-reset", test_sw_reset);
    qtest_add_func("/bcm2711-hdmi/packet/delay", test_packet_delay);
    qtest_add_func("/bcm2711-hdmi/packet/delay-set", test_packet_delay_set);
    qtest_add_func("/bcm2711-hdmi/packet/rules", test_packet_rules);
    qtest_add_func("/bcm2711-hdmi/infoframe", test_infoframe);
    return g_test_run();
}
