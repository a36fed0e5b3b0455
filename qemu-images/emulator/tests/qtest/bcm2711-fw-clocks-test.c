/*
 * QTest testcase for the clocks of BCM2711's firmware, through the mailbox
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "hw/arm/raspberrypi-fw-defs.h"

#define CLOCKS_PATH "/machine/soc/peripherals/fw-clocks"

/* Linux drivers/mailbox/bcm2835-mailbox.c */
#define MAILBOX 0xfe00b880
#define MAIL0_RD 0x00
#define MAIL0_STATUS 0x18
#define MAIL1_WRT 0x20
#define STATUS_EMPTY (1u << 30)
#define PROPERTY_CHANNEL 8

#define BUFFER 0x100000
#define SUCCESS 0x80000000u

#define MHZ 1000000

/*
 * One tag with @words words of values, which are sent and replaced by the
 * answer. Returns the length of the answer in bytes.
 */
static uint32_t ask(QTestState *qts, uint32_t tag, uint32_t *value, int words)
{
    qtest_writel(qts, BUFFER, (6 + words) * 4);
    qtest_writel(qts, BUFFER + 4, 0);
    qtest_writel(qts, BUFFER + 8, tag);
    qtest_writel(qts, BUFFER + 12, words * 4);
    qtest_writel(qts, BUFFER + 16, 0);
    for (int i = 0; i < words; i++) {
        qtest_writel(qts, BUFFER + 20 + i * 4, value[i]);
    }
    qtest_writel(qts, BUFFER + 20 + words * 4, 0);

    qtest_writel(qts, MAILBOX + MAIL1_WRT, BUFFER | PROPERTY_CHANNEL);
    g_assert(!(qtest_readl(qts, MAILBOX + MAIL0_STATUS) & STATUS_EMPTY));
    g_assert_cmphex(qtest_readl(qts, MAILBOX + MAIL0_RD), ==,
                    BUFFER | PROPERTY_CHANNEL);
    g_assert_cmphex(qtest_readl(qts, BUFFER + 4), ==, SUCCESS);

    for (int i = 0; i < words; i++) {
        value[i] = qtest_readl(qts, BUFFER + 20 + i * 4);
    }
    return qtest_readl(qts, BUFFER + 16) & ~SUCCESS;
}

/* As Linux asks: the id, the rate, and a third word of its own. */
static uint32_t clock_value(QTestState *qts, uint32_t tag, uint32_t id,
                            uint32_t value)
{
    uint32_t words[3] = { id, value, 1 };

    g_assert_cmpint(ask(qts, tag, words, 3), ==, 8);
    g_assert_cmpint(words[0], ==, id);
    g_assert_cmpint(words[2], ==, 1);
    return words[1];
}

static void test_list(void)
{
    const uint32_t ids[] = {
        RPI_FIRMWARE_ARM_CLK_ID, RPI_FIRMWARE_CORE_CLK_ID,
        RPI_FIRMWARE_V3D_CLK_ID, RPI_FIRMWARE_M2MC_CLK_ID,
        RPI_FIRMWARE_PIXEL_BVB_CLK_ID,
    };
    uint32_t words[28] = { 0 };
    QTestState *qts = qtest_init("-machine raspi4b");

    g_assert_cmpint(ask(qts, RPI_FWREQ_GET_CLOCKS, words, 28), ==,
                    sizeof(ids) * 2);
    for (int i = 0; i < ARRAY_SIZE(ids); i++) {
        g_assert_cmpint(words[2 * i], ==, 0);
        g_assert_cmpint(words[2 * i + 1], ==, ids[i]);
    }
    g_assert_cmpint(words[2 * ARRAY_SIZE(ids) + 1], ==, 0);
    qtest_quit(qts);
}

/* No more is written than there is room for. */
static void test_list_in_a_short_buffer(void)
{
    uint32_t words[5] = { 0, 0, 0, 0, 0xaaaaaaaa };
    QTestState *qts = qtest_init("-machine raspi4b");

    g_assert_cmpint(ask(qts, RPI_FWREQ_GET_CLOCKS, words, 5), ==, 16);
    g_assert_cmphex(words[4], ==, 0xaaaaaaaa);
    qtest_quit(qts);
}

static void test_rate_is_kept(void)
{
    const uint32_t id = RPI_FIRMWARE_M2MC_CLK_ID;
    QTestState *qts = qtest_init("-machine raspi4b");
    uint32_t min = clock_value(qts, RPI_FWREQ_GET_MIN_CLOCK_RATE, id, 0);
    uint32_t max = clock_value(qts, RPI_FWREQ_GET_MAX_CLOCK_RATE, id, 0);

    /* What the HDMI driver asks for, vc4_hdmi.c HSM_CLOCK_FREQ and BVB. */
    g_assert_cmpint(min, <=, 120 * MHZ);
    g_assert_cmpint(max, >=, 300 * MHZ);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 163 * MHZ),
                    ==, 163 * MHZ);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    163 * MHZ);

    /* Out of range: the nearest that there is. */
    clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 1);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==, min);

    /* Others are untouched, and a reset brings the first rate back. */
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE,
                                RPI_FIRMWARE_PIXEL_BVB_CLK_ID, 0), ==,
                    75 * MHZ);
    clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 200 * MHZ);
    qtest_system_reset(qts);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    120 * MHZ);
    qtest_quit(qts);
}

static void test_state(void)
{
    const uint32_t id = RPI_FIRMWARE_V3D_CLK_ID;
    QTestState *qts = qtest_init("-machine raspi4b");

    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_STATE, id, 0), ==, 1);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, id, 0), ==, 0);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_STATE, id, 0), ==, 0);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, id, 1), ==, 1);
    qtest_quit(qts);
}

static void test_unknown_clock(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");
    const uint32_t ids[] = { 0, 0x7f, UINT32_MAX };

    for (int i = 0; i < ARRAY_SIZE(ids); i++) {
        g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, ids[i], 9),
                        ==, 0);
        g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, ids[i], 9),
                        ==, 0);
        g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_STATE, ids[i], 9),
                        ==, 2);
    }
    qtest_quit(qts);
}

static void test_refused(void)
{
    const uint32_t id = RPI_FIRMWARE_M2MC_CLK_ID;
    QTestState *qts = qtest_init("-machine raspi4b");

    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': %s, 'property': 'refused',"
                             " 'value': %d } }", CLOCKS_PATH, 1 << id);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 163 * MHZ),
                    ==, 120 * MHZ);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    120 * MHZ);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711/fw-clocks/list", test_list);
    qtest_add_func("/bcm2711/fw-clocks/short-list",
                   test_list_in_a_short_buffer);
    qtest_add_func("/bcm2711/fw-clocks/rate", test_rate_is_kept);
    qtest_add_func("/bcm2711/fw-clocks/state", test_state);
    qtest_add_func("/bcm2711/fw-clocks/unknown", test_unknown_clock);
    qtest_add_func("/bcm2711/fw-clocks/refused", test_refused);
    return g_test_run();
}
