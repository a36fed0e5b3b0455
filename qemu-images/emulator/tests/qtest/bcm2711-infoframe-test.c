/*
 * QTest of the BCM2711 HDMI transmitter's audio infoframe: bytes and time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "bcm2711-packet-common.h"

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

    /* It is sent before the stream */
    mai_start(qts);
    assert_infoframe(qts, INFOFRAME, 0, 0);
    qtest_clock_step(qts, 100000);
    mai_stop(qts);
    assert_infoframe(qts, INFOFRAME, 0, 0);

    /* It is sent after the start, but before the first word */
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_clock_step(qts, DELAY_NS);
    mai_start(qts);
    assert_infoframe(qts, "", 0, 0);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    qtest_clock_step(qts, 100000);
    assert_infoframe(qts, INFOFRAME, 0, 0);
    mai_stop(qts);

    /* It is sent later */
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

    /* A later stream with an infoframe in time does not hide it */
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

    /* Never sent */
    mai_start(qts);
    qtest_clock_step(qts, 100000);
    mai_stop(qts);
    assert_infoframe(qts, "", -1, 100000 - first_ns);

    /* The value remains */
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
    qtest_add_func("/bcm2711-infoframe/late-and-missing", test_infoframe);
    return g_test_run();
}
