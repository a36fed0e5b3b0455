/*
 * QTest of the BCM2711 AON interrupt controller, and of HDMI's interrupts there
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "bcm2711-hdmi-common.h"

#define AON_PATH DISPLAY_PATH "/aon-intc"
#define HDMI1_PATH DISPLAY_PATH "/hdmi1"

#define AON (PERIPHERALS + 0xf00100)
#define STATUS (AON + 0x00)
#define SET (AON + 0x04)
#define CLEAR (AON + 0x08)
#define MASK_STATUS (AON + 0x0c)
#define MASK_SET (AON + 0x10)
#define MASK_CLEAR (AON + 0x14)

#define HDMI0_CONNECTED BIT(4)
#define HDMI0_REMOVED BIT(5)
#define HDMI1_CONNECTED BIT(10)
#define HDMI1_REMOVED BIT(11)

static QTestState *aon_start(void)
{
    QTestState *qts = machine_start();

    qtest_irq_intercept_out_named(qts, AON_PATH, "sysbus-irq");
    return qts;
}

static void test_registers(void)
{
    QTestState *qts = aon_start();

    /* All masked; latched nevertheless */
    g_assert_cmphex(qtest_readl(qts, MASK_STATUS), ==, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0);
    qtest_writel(qts, SET, 0x80000011);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0x80000011);
    g_assert_false(qtest_get_irq(qts, 0));

    qtest_writel(qts, MASK_CLEAR, 0x10);
    g_assert_cmphex(qtest_readl(qts, MASK_STATUS), ==, 0xffffffef);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_writel(qts, MASK_SET, 0x10);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, MASK_CLEAR, 0x10);
    qtest_writel(qts, CLEAR, 0x10);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0x80000001);
    g_assert_false(qtest_get_irq(qts, 0));

    /* Neither can be written */
    qtest_writel(qts, STATUS, 0);
    qtest_writel(qts, MASK_STATUS, 0);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0x80000001);
    g_assert_cmphex(qtest_readl(qts, MASK_STATUS), ==, 0xffffffef);

    qtest_writel(qts, MASK_CLEAR, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_system_reset(qts);
    g_assert_false(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0);
    g_assert_cmphex(qtest_readl(qts, MASK_STATUS), ==, 0xffffffff);
    qtest_quit(qts);
}

/* Unplug and replug: one interrupt each, of the right port */
static void test_hotplug(void)
{
    QTestState *qts = aon_start();

    qtest_writel(qts, MASK_CLEAR, 0xffffffff);
    g_assert_false(qtest_get_irq(qts, 0));
    prop_set_bool(qts, HDMI0_PATH, "connected", false);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, HDMI0_REMOVED);
    qtest_writel(qts, CLEAR, HDMI0_REMOVED);
    g_assert_false(qtest_get_irq(qts, 0));

    /* It is unplugged already */
    prop_set_bool(qts, HDMI0_PATH, "connected", false);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, 0);

    prop_set_bool(qts, HDMI0_PATH, "connected", true);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==, HDMI0_CONNECTED);
    prop_set_bool(qts, HDMI1_PATH, "connected", false);
    prop_set_bool(qts, HDMI1_PATH, "connected", true);
    g_assert_cmphex(qtest_readl(qts, STATUS), ==,
                    HDMI0_CONNECTED | HDMI1_CONNECTED | HDMI1_REMOVED);
    qtest_quit(qts);
}

/* At the GIC: SPI 96 */
static void test_spi(void)
{
    QTestState *qts = machine_start();
    const uint32_t gicd_ispendr = 0xff841000 + 0x200 + (32 + 96) / 32 * 4;

    qtest_writel(qts, MASK_CLEAR, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, gicd_ispendr) & BIT(96 % 32), ==, 0);
    prop_set_bool(qts, HDMI0_PATH, "connected", false);
    g_assert_cmphex(qtest_readl(qts, gicd_ispendr) & BIT(96 % 32), ==,
                    BIT(96 % 32));
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-l2-intc/registers", test_registers);
    qtest_add_func("/bcm2711-l2-intc/hotplug", test_hotplug);
    qtest_add_func("/bcm2711-l2-intc/spi", test_spi);
    return g_test_run();
}
