/*
 * QTest for the BCM2711 HDMI DDC, the I2C master
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-ddc-common.h"
#include "bcm2711-machine-common.h"

#define AUTO_I2C_BASE   0xfef00b00

/* 1 address and 32 data bytes of 9 bits, start and stop, at 97.5 kHz */
static void test_duration(void)
{
    const int64_t ns = (33 * 9 + 2) * 1000000000LL / 97500;
    Bus bus;

    bus_open(&bus, 0);
    reg_write(&bus, CTL, CTL_97K | CTL_READ);
    reg_write(&bus, CHIP_ADDRESS, EDID << 1 | 1);
    reg_write(&bus, CNT, 32);
    reg_write(&bus, IIC_ENABLE, EN_ENABLE);
    qtest_clock_step(bus.qts, ns - 1);
    g_assert_cmphex(reg_read(&bus, IIC_ENABLE), ==, EN_ENABLE);
    qtest_clock_step(bus.qts, 1);
    g_assert_cmphex(reg_read(&bus, IIC_ENABLE), ==, EN_ENABLE | EN_INTRP);
    /* A new transfer can only follow an acknowledged one. */
    reg_write(&bus, IIC_ENABLE, 0);
    g_assert_cmphex(reg_read(&bus, IIC_ENABLE), ==, 0);
    qtest_quit(bus.qts);
}

static void test_no_acknowledge(void)
{
    uint8_t bytes[4] = { };
    Bus bus;

    bus_open(&bus, 0);
    g_assert_false(write_byte(&bus, 0x51, 0, 0));
    g_assert_false(read_bytes(&bus, 0x51, bytes, 4, 0));
    /* If the controller ignores it, it reads an idle bus. */
    reg_write(&bus, CTLHI, CTLHI_4_BYTES | CTLHI_IGNORE);
    g_assert_true(read_bytes(&bus, 0x51, bytes, 4, 0));
    g_assert_cmphex(bytes[0] & bytes[3], ==, 0xff);
    reg_write(&bus, CTLHI, CTLHI_4_BYTES);
    /* The EDID is read-only: only the offset is acknowledged. */
    reg_write(&bus, CTL, CTL_97K | CTL_WRITE);
    reg_write(&bus, CHIP_ADDRESS, EDID << 1);
    reg_write(&bus, CNT, 2);
    reg_write(&bus, DATA_IN(0), 0x5508);
    g_assert_false(run(&bus, 0));
    g_assert_true(read_bytes(&bus, EDID, bytes, 1, 0));
    g_assert_cmphex(bytes[0], !=, 0x55);
    qtest_quit(bus.qts);
}

static void test_one_byte_registers(void)
{
    Bus bus;

    bus_open(&bus, 0);
    reg_write(&bus, CTLHI, 0);
    g_assert_true(write_byte(&bus, EDID, 0, EN_NOSTOP));
    reg_write(&bus, CTL, CTL_97K | CTL_READ);
    reg_write(&bus, CNT, 8);
    g_assert_true(run(&bus, 0));
    for (int i = 0; i < 8; i++) {
        g_assert_cmphex(reg_read(&bus, DATA_OUT(i)) & 0xff, ==,
                        i == 0 || i == 7 ? 0 : 0xff);
    }
    qtest_quit(bus.qts);
}

/* Offset and data in one transfer */
static void test_combined(void)
{
    Bus bus;

    bus_open(&bus, 0);
    reg_write(&bus, CTL, CTL_97K | CTL_WRITE_READ);
    reg_write(&bus, CHIP_ADDRESS, EDID << 1);
    reg_write(&bus, CNT, 1 | 4 << 6);
    reg_write(&bus, DATA_IN(0), 54);
    g_assert_true(run(&bus, 0));
    g_assert_cmphex(reg_read(&bus, DATA_OUT(0)), ==, 0x72001d01);
    qtest_quit(bus.qts);
}

static void test_abort(void)
{
    uint8_t bytes[4] = { };
    Bus bus;

    bus_open(&bus, 0);
    reg_write(&bus, CTL, CTL_97K | CTL_READ);
    reg_write(&bus, CHIP_ADDRESS, EDID << 1 | 1);
    reg_write(&bus, CNT, 32);
    reg_write(&bus, IIC_ENABLE, EN_ENABLE | EN_NOSTOP);
    reg_write(&bus, IIC_ENABLE, 0);
    qtest_clock_step(bus.qts, 100000000);
    g_assert_cmphex(reg_read(&bus, IIC_ENABLE), ==, 0);
    g_assert_true(write_byte(&bus, EDID, 0, EN_NOSTOP));
    g_assert_true(read_bytes(&bus, EDID, bytes, 2, 0));
    g_assert_cmphex(bytes[0], ==, 0x00);
    g_assert_cmphex(bytes[1], ==, 0xff);
    qtest_quit(bus.qts);
}

static void test_bad_requests(void)
{
    Bus bus;

    bus_open(&bus, 0);
    /* More bytes than registers; continuing a transfer that was not started */
    reg_write(&bus, CNT, 0xffffffff);
    reg_write(&bus, CHIP_ADDRESS, EDID << 1);
    g_assert_false(run(&bus, 0));
    reg_write(&bus, CTL, CTL_97K | CTL_READ);
    g_assert_true(run(&bus, 0));
    g_assert_false(run(&bus, EN_NOSTART));
    /* A second transfer does not disturb the running one. */
    reg_write(&bus, IIC_ENABLE, EN_ENABLE);
    reg_write(&bus, IIC_ENABLE, EN_ENABLE | EN_NOSTART);
    qtest_clock_step(bus.qts, 100000000);
    g_assert_cmphex(reg_read(&bus, IIC_ENABLE), ==, EN_ENABLE | EN_INTRP);
    qtest_quit(bus.qts);
}

/* A machine saved in the middle of a transfer completes it. */
static void test_save_and_load(void)
{
    const int64_t ns = (5 * 9 + 2) * 1000000000LL / 97500;
    int64_t now;
    uint8_t bytes[4], block[128];
    Bus bus;

    bus_open(&bus, 0);
    choose_edid(&bus, "no-audio");
    g_assert_true(write_byte(&bus, EDID, 54, EN_NOSTOP));
    reg_write(&bus, CTL, CTL_97K | CTL_READ);
    reg_write(&bus, CHIP_ADDRESS, EDID << 1 | 1);
    reg_write(&bus, CNT, 4);
    reg_write(&bus, IIC_ENABLE, EN_ENABLE | EN_NOSTOP);
    now = qtest_clock_step(bus.qts, 1000);
    bus.qts = machine_move(bus.qts, now);

    qtest_clock_set(bus.qts, now - 1000 + ns - 1);
    g_assert_cmphex(reg_read(&bus, IIC_ENABLE), ==, EN_ENABLE | EN_NOSTOP);
    qtest_clock_set(bus.qts, now - 1000 + ns);
    g_assert_cmphex(reg_read(&bus, IIC_ENABLE), ==,
                    EN_ENABLE | EN_NOSTOP | EN_INTRP);
    g_assert_cmphex(reg_read(&bus, DATA_OUT(0)), ==, 0x72001d01);
    reg_write(&bus, IIC_ENABLE, 0);
    /* The bus was not released: the next bytes follow. */
    g_assert_true(read_bytes(&bus, EDID, bytes, 4, EN_NOSTART));
    g_assert_cmphex(bytes[0], ==, 0x51);
    g_assert_true(read_block(&bus, 1, block));
    check_cta(block, false);
    qtest_quit(bus.qts);
}

static void test_auto_i2c(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    qtest_writel(qts, AUTO_I2C_BASE + 0x26c, 0x2);
    g_assert_cmphex(qtest_readl(qts, AUTO_I2C_BASE + 0x26c), ==, 0x2);
    g_assert_cmphex(qtest_readl(qts, AUTO_I2C_BASE + PORT_STRIDE + 0x26c), ==,
                    0);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-ddc/duration", test_duration);
    qtest_add_func("/bcm2711-ddc/no-acknowledge", test_no_acknowledge);
    qtest_add_func("/bcm2711-ddc/one-byte-registers", test_one_byte_registers);
    qtest_add_func("/bcm2711-ddc/combined", test_combined);
    qtest_add_func("/bcm2711-ddc/abort", test_abort);
    qtest_add_func("/bcm2711-ddc/bad-requests", test_bad_requests);
    qtest_add_func("/bcm2711-ddc/save-and-load", test_save_and_load);
    qtest_add_func("/bcm2711-ddc/auto-i2c", test_auto_i2c);

    return g_test_run();
}
