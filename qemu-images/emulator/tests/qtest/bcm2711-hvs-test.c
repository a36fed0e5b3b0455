/*
 * QTest for the BCM2711 hardware video scaler: registers and display lists
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-hvs-common.h"

static void test_reset_values(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    g_assert_cmphex(qtest_readl(qts, DISPCTRL), ==, 0);
    g_assert_cmphex(qtest_readl(qts, DISPSTAT), ==, 0);
    for (int i = 0; i < 3; i++) {
        g_assert_cmphex(qtest_readl(qts, DISPLIST(i)), ==, 0);
        g_assert_cmphex(qtest_readl(qts, DISPCTRLX(i)), ==, 0);
        /* Disabled, with an empty FIFO */
        g_assert_cmphex(qtest_readl(qts, DISPSTATX(i)), ==, EMPTY);
    }
    qtest_quit(qts);
}

static void test_store(void)
{
    static const uint32_t stored[] = {
        DISPCTRL, DISPECTRL, DISPDITHER, DISPEOLN, DISPBKGNDX(0),
        DISPBKGNDX(2), DISPBASEX(1), GAMADDR,
    };
    QTestState *qts = qtest_init("-machine raspi4b");

    for (int i = 0; i < ARRAY_SIZE(stored); i++) {
        qtest_writel(qts, stored[i], 0xc0de0000 + i);
        g_assert_cmphex(qtest_readl(qts, stored[i]), ==, 0xc0de0000 + i);
    }
    qtest_system_reset(qts);
    for (int i = 0; i < ARRAY_SIZE(stored); i++) {
        g_assert_cmphex(qtest_readl(qts, stored[i]), ==, 0);
    }
    qtest_quit(qts);
}

static void test_read_only(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    qtest_writel(qts, DISPID, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, DISPID), ==, 0);
    qtest_writel(qts, DISPLACT(1), 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, DISPLACT(1)), ==, 0);
    qtest_writel(qts, DISPSTATX(0), 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(0)), ==, EMPTY);
    /* Only the hardware sets causes. */
    qtest_writel(qts, DISPSTAT, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, DISPSTAT), ==, 0);
    qtest_quit(qts);
}

static void test_list_memory(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    for (uint32_t addr = DLIST; addr < DLIST_END; addr += 0x7fc) {
        qtest_writel(qts, addr, addr ^ 0x5a5a5a5a);
    }
    qtest_writel(qts, DLIST_END - 4, 0x11223344);
    for (uint32_t addr = DLIST; addr < DLIST_END; addr += 0x7fc) {
        g_assert_cmphex(qtest_readl(qts, addr), ==, addr ^ 0x5a5a5a5a);
    }
    g_assert_cmphex(qtest_readl(qts, DLIST_END - 4), ==, 0x11223344);
    qtest_quit(qts);
}

static void test_channel(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    /* While the channel is off, a list is active at once. */
    qtest_writel(qts, DISPLIST(1), 0x120);
    g_assert_cmphex(qtest_readl(qts, DISPLACT(1)), ==, 0x120);

    /* The channel needs both its own and the global enable. */
    qtest_writel(qts, DISPCTRLX(1), ENABLE | 1280 << 16 | 720);
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(1)), ==, EMPTY);
    qtest_writel(qts, DISPCTRL, ENABLE);
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(1)) >> MODE_SHIFT, ==, 1);

    /* Enabled, it waits for a frame's start. */
    qtest_writel(qts, DISPLIST(1), 0x340);
    g_assert_cmphex(qtest_readl(qts, DISPLACT(1)), ==, 0x120);

    /* The reset bit clears itself. */
    qtest_writel(qts, DISPCTRLX(1), RESET);
    g_assert_cmphex(qtest_readl(qts, DISPCTRLX(1)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(1)), ==, EMPTY);
    qtest_quit(qts);
}

static void test_holes(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    for (uint32_t addr = HVS_BASE + 0x100; addr < DLIST; addr += 0xdc) {
        qtest_writel(qts, addr, 0xffffffff);
        g_assert_cmphex(qtest_readl(qts, addr), ==, 0);
    }
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-hvs/reset-values", test_reset_values);
    qtest_add_func("/bcm2711-hvs/store", test_store);
    qtest_add_func("/bcm2711-hvs/read-only", test_read_only);
    qtest_add_func("/bcm2711-hvs/list-memory", test_list_memory);
    qtest_add_func("/bcm2711-hvs/channel", test_channel);
    qtest_add_func("/bcm2711-hvs/holes", test_holes);

    return g_test_run();
}
