/*
 * QTest testcase for the clocks of BCM2711's firmware, through the mailbox
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-fw-common.h"

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

/* The answer is cut to the size of the buffer. */
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

    /*
     * The rates that the HDMI driver requests, vc4_hdmi.c HSM_CLOCK_FREQ and
     * BVB.
     */
    g_assert_cmpint(min, <=, 120 * MHZ);
    g_assert_cmpint(max, >=, 300 * MHZ);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 163 * MHZ),
                    ==, 163 * MHZ);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    163 * MHZ);

    /* Out of range: the nearest allowed rate. */
    clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 1);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==, min);

    /* Other clocks do not change, and a reset restores the first rate. */
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

/* As current firmware: a clock that is on stays on; one that is off, off */
static void test_stay_on(void)
{
    const uint32_t id = RPI_FIRMWARE_M2MC_CLK_ID;
    QTestState *qts = qtest_init("-machine raspi4b");

    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, id, 0), ==, 0);
    qtest_qom_set_bool(qts, CLOCKS_PATH, "clocks-stay-on", true);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, id, 0), ==, 0);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, id, 1), ==, 1);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, id, 0), ==, 1);
    qtest_qom_set_bool(qts, CLOCKS_PATH, "clocks-stay-on", false);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, id, 0), ==, 0);
    qtest_quit(qts);
}

/* CORE reaches what modes of more than 340 MHz need, if it is allowed to */
static void test_4k60(void)
{
    const uint32_t id = RPI_FIRMWARE_CORE_CLK_ID;
    QTestState *qts = qtest_init("-machine raspi4b");

    for (int allowed = 0; allowed <= 1; allowed++) {
        uint32_t max = allowed ? 550 * MHZ : 500 * MHZ;

        qtest_qom_set_bool(qts, CLOCKS_PATH, "enable-4k60", allowed);
        g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_MAX_CLOCK_RATE, id, 0),
                        ==, max);
        clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 600 * MHZ);
        g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                        max);
    }
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_MAX_CLOCK_RATE,
                                RPI_FIRMWARE_V3D_CLK_ID, 0), ==, 500 * MHZ);

    /* A rate that is no longer allowed falls at once; a lower one remains */
    qtest_qom_set_bool(qts, CLOCKS_PATH, "enable-4k60", false);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    500 * MHZ);
    qtest_qom_set_bool(qts, CLOCKS_PATH, "enable-4k60", true);
    clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 300 * MHZ);
    qtest_qom_set_bool(qts, CLOCKS_PATH, "enable-4k60", false);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    300 * MHZ);
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

/* lab { */
static void refuse(QTestState *qts, uint32_t ids)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': %s, 'property': 'refused',"
                             " 'value': %u } }", CLOCKS_PATH, ids);
}

/* The rate stays, the request fails; on and off while the machine runs */
static void test_refused(void)
{
    const uint32_t id = RPI_FIRMWARE_M2MC_CLK_ID;
    uint32_t words[3] = { id, 163 * MHZ, 1 };
    uint32_t status;
    QTestState *qts = qtest_init("-machine raspi4b");

    refuse(qts, 1u << id);
    ask_status(qts, RPI_FWREQ_SET_CLOCK_RATE, words, 3, &status);
    g_assert_cmphex(status, ==, FAILURE);
    g_assert_cmpint(words[1], ==, 120 * MHZ);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    120 * MHZ);

    /* Other clocks can be set */
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE,
                                RPI_FIRMWARE_PIXEL_BVB_CLK_ID, 150 * MHZ), ==,
                    150 * MHZ);

    refuse(qts, 0);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 163 * MHZ),
                    ==, 163 * MHZ);
    qtest_quit(qts);
}

/* At once and from each reset on, until the guest sets a rate */
static void test_m2mc_unset(void)
{
    const uint32_t id = RPI_FIRMWARE_M2MC_CLK_ID;
    QTestState *qts = qtest_init("-machine raspi4b");

    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': %s, 'property': 'm2mc-unset',"
                             " 'value': true } }", CLOCKS_PATH);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==, 0);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 163 * MHZ),
                    ==, 163 * MHZ);
    qtest_system_reset(qts);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==, 0);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, id, 163 * MHZ),
                    ==, 163 * MHZ);

    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': %s, 'property': 'm2mc-unset',"
                             " 'value': false } }", CLOCKS_PATH);
    qtest_system_reset(qts);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    120 * MHZ);
    qtest_quit(qts);
}
/* } lab */

/*
 * Send a message of @length bytes with one tag of @size bytes, and 0xaa
 * everywhere after the tag's first word
 */
static uint32_t send_tag(QTestState *qts, uint32_t length, uint32_t tag,
                         uint32_t size, uint32_t value)
{
    for (int i = 0; i < 64; i++) {
        qtest_writel(qts, BUFFER + 4 * i, 0xaaaaaaaa);
    }
    qtest_writel(qts, BUFFER, length);
    qtest_writel(qts, BUFFER + 8, tag);
    qtest_writel(qts, BUFFER + 12, size);
    qtest_writel(qts, BUFFER + 16, 0);
    qtest_writel(qts, BUFFER + 20, value);
    return send_message(qts);
}

/* The first of these takes the parser back to the same tag for ever */
static void test_malformed(void)
{
    static const struct {
        uint32_t length;
        uint32_t size;
    } messages[] = {
        { 32, 0xfffffff4 }, { 32, 0xffffffff }, { 32, 0xfffffff0 }, { 32, 13 },
        { 19, 0 }, { 16, 0 }, { 0xffffffff, 0x7fffffff },
        { 0xffffffff, 0xffff },
    };
    const uint32_t id = RPI_FIRMWARE_M2MC_CLK_ID;
    QTestState *qts = qtest_init("-machine raspi4b");

    for (int i = 0; i < ARRAY_SIZE(messages); i++) {
        g_assert_cmphex(send_tag(qts, messages[i].length,
                                 RPI_FWREQ_GET_CLOCK_RATE, messages[i].size,
                                 id), ==, FAILURE);
        g_assert_cmphex(qtest_readl(qts, BUFFER + 16), ==, 0);
        g_assert_cmphex(qtest_readl(qts, BUFFER + 24), ==, 0xaaaaaaaa);
    }
    /* No tag at all */
    for (uint32_t length = 0; length < 16; length++) {
        g_assert_cmphex(send_tag(qts, length, RPI_FWREQ_GET_CLOCK_RATE, 8, id),
                        ==, SUCCESS);
        g_assert_cmphex(qtest_readl(qts, BUFFER + 24), ==, 0xaaaaaaaa);
    }
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_RATE, id, 0), ==,
                    120 * MHZ);
    qtest_quit(qts);
}

/* An answer is not written past the buffer of its tag */
static void test_short_tags(void)
{
    static const struct {
        uint32_t tag;
        uint32_t answer;        /* bytes */
    } tags[] = {
        { RPI_FWREQ_GET_CLOCK_RATE, 8 }, { RPI_FWREQ_SET_CLOCK_STATE, 8 },
        { RPI_FWREQ_GET_BOARD_REVISION, 4 },
        { RPI_FWREQ_GET_BOARD_MAC_ADDRESS, 6 }, { RPI_FWREQ_GET_VC_MEMORY, 8 },
        { RPI_FWREQ_GET_TEMPERATURE, 8 },
        { RPI_FWREQ_FRAMEBUFFER_GET_OVERSCAN, 16 },
        { RPI_FWREQ_GET_CUSTOMER_OTP, 8 }, { RPI_FWREQ_VCHIQ_INIT, 4 },
    };
    QTestState *qts = qtest_init("-machine raspi4b");

    for (int i = 0; i < ARRAY_SIZE(tags); i++) {
        for (uint32_t size = 0; size < tags[i].answer; size++) {
            g_assert_cmphex(send_tag(qts, 64, tags[i].tag, size, 0xaaaaaaaa),
                            ==, FAILURE);
            for (int word = 5; word < 16; word++) {
                g_assert_cmphex(qtest_readl(qts, BUFFER + 4 * word), ==,
                                0xaaaaaaaa);
            }
        }
    }
    /* More rows than the buffer has room for, and all that there are */
    g_assert_cmphex(send_tag(qts, 28, RPI_FWREQ_GET_CUSTOMER_OTP, 8, 0), ==,
                    FAILURE);
    g_assert_cmphex(send_tag(qts, 60, RPI_FWREQ_GET_CUSTOMER_OTP, 40, 0), ==,
                    SUCCESS);
    qtest_quit(qts);
}

/* lab { */
/*
 * Rows of tables in docs/emulator.md
 *
 * The link: test_4k60
 * - the firmware lets CORE run at up to 500 MHz, or with `enable-4k60` of
 *   `fw-clocks` at 550
 * - `vc4_hvs_bind`; `vc4_hdmi_bind` of 6.1
 * - without, no mode of more than 340 MHz
 */
/* } lab */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711/fw-clocks/list", test_list);
    qtest_add_func("/bcm2711/fw-clocks/short-list",
                   test_list_in_a_short_buffer);
    qtest_add_func("/bcm2711/fw-clocks/rate", test_rate_is_kept);
    qtest_add_func("/bcm2711/fw-clocks/state", test_state);
    qtest_add_func("/bcm2711/fw-clocks/stay-on", test_stay_on);
    qtest_add_func("/bcm2711/fw-clocks/4k60", test_4k60);
    qtest_add_func("/bcm2711/fw-clocks/unknown", test_unknown_clock);
    qtest_add_func("/bcm2711/fw-clocks/malformed", test_malformed);
    qtest_add_func("/bcm2711/fw-clocks/short-tags", test_short_tags);
    /* lab { */
    qtest_add_func("/bcm2711/fw-clocks/refused", test_refused);
    qtest_add_func("/bcm2711/fw-clocks/m2mc-unset", test_m2mc_unset);
    /* } lab */
    return g_test_run();
}
