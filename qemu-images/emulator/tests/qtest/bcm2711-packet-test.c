/*
 * QTest of the BCM2711 HDMI transmitter's packet RAM: delays and rules
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "bcm2711-packet-common.h"

static void test_packet_delay(void)
{
    QTestState *qts = machine_start_sending();

    g_assert_cmpuint(prop_int(qts, HDMI0_PATH, "packet-delay-ns"), ==,
                     DELAY_NS);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | FREE_8);
    qtest_clock_step(qts, 500);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | FREE_8 | FREE_9);
    qtest_clock_step(qts, DELAY_NS - 500 - 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);

    /* Each packet has its own deadline */
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_8);
    qtest_clock_step(qts, 500);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_8 | FREE_9);

    /* The same to stop */
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | FREE_8);
    qtest_clock_step(qts, DELAY_NS - 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_8 | FREE_9);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_8);

    /* The status is read-only, and is cleared when the RAM is switched off */
    qtest_writel(qts, RAM_PACKET_STATUS, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_8);
    qtest_writel(qts, RAM_PACKET_CONFIG, FREE_8);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_8);
    qtest_clock_step(qts, DELAY_NS);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);
    qtest_quit(qts);
}

static void test_packet_delay_set(void)
{
    QTestState *qts = machine_start_sending();

    /* Never */
    prop_set_uint(qts, HDMI0_PATH, "packet-delay-ns", UINT64_MAX);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | FREE_9);
    qtest_clock_step(qts, 100 * NANOSECONDS_PER_SECOND);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);

    /* A pending change takes the new delay, counted from its start */
    prop_set_uint(qts, HDMI0_PATH, "packet-delay-ns",
                  100 * NANOSECONDS_PER_SECOND + 10);
    qtest_clock_step(qts, 9);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_9);

    /* No delay */
    prop_set_uint(qts, HDMI0_PATH, "packet-delay-ns", 0);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, 0);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | FREE_9);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_9);

    /* A packet that is requested again in time continues to be sent */
    prop_set_uint(qts, HDMI0_PATH, "packet-delay-ns", 1000);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_clock_step(qts, 999);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | FREE_9);
    qtest_clock_step(qts, 100000);
    g_assert_cmphex(qtest_readl(qts, RAM_PACKET_STATUS), ==, FREE_9);
    qtest_quit(qts);
}

static void test_packet_rules(void)
{
    QTestState *qts = machine_start_sending();

    /* Off: a violation, and nothing is stored */
    assert_no_violation(qts, HDMI0_PATH);
    qtest_clock_step(qts, 77);
    qtest_writel(qts, PACKET(4), 0x1);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-off count=1 first-ns=77 ");
    qtest_quit(qts);

    qts = machine_start_sending();
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | FREE_8);
    g_assert_cmphex(qtest_readl(qts, PACKET(4)), ==, 0);

    /* Another packet's RAM, up to its last word */
    qtest_writel(qts, PACKET(7) + 0x20, 0x1);
    qtest_writel(qts, PACKET(10), 0x1);
    assert_no_violation(qts, HDMI0_PATH);

    /* Configured, but not sent yet; the word is stored nevertheless */
    qtest_writel(qts, PACKET(8), 0x2);
    g_assert_cmphex(qtest_readl(qts, PACKET(8)), ==, 0x2);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-sending count=1 first-ns=0 ");

    /* No longer configured, but still sent */
    qtest_clock_step(qts, DELAY_NS);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_writel(qts, PACKET(8) + 0x20, 0x3);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-sending count=2 first-ns=0 ");

    /* Neither configured nor sent */
    qtest_clock_step(qts, DELAY_NS);
    qtest_writel(qts, PACKET(8), 0x4);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-sending count=2 first-ns=0 ");

    /* Evidence outlives a reset */
    qtest_system_reset(qts);
    assert_violation(qts, HDMI0_PATH,
                     "packet-ram-write-while-sending count=2 first-ns=0 ");
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-packet/delay", test_packet_delay);
    qtest_add_func("/bcm2711-packet/delay-set", test_packet_delay_set);
    qtest_add_func("/bcm2711-packet/rules", test_packet_rules);
    return g_test_run();
}
