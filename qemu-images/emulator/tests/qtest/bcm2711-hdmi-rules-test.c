/*
 * QTest of the BCM2711 HDMI transmitter: its clocks, and streams of audio
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "bcm2711-fw-common.h"
#include "bcm2711-hdmi-common.h"

#define DVP_SW_INIT (PERIPHERALS + 0xf00004)
#define CORE (PERIPHERALS + 0xf00700)
#define CRP_CFG (CORE + 0x0c8)
#define CRP_CFG_DISABLE BIT(25)
#define CTS_0 (CORE + 0x0cc)
#define CTS_1 (CORE + 0x0d0)
#define SCHEDULER_CONTROL (CORE + 0x0e0)
#define MODE_HDMI BIT(0)
#define TX_PHY_RESET_CTL (PERIPHERALS + 0xf00f00)
#define TX_PHY_CLK_DIV (PERIPHERALS + 0xf00f28)
#define RM_OFFSET (PERIPHERALS + 0xf00f98)

#define FW_CLOCKS_PATH "/machine/soc/peripherals/fw-clocks"
#define HSM RPI_FIRMWARE_M2MC_CLK_ID
#define SAMPLE_NS ((int64_t)NANOSECONDS_PER_SECOND / 44100 + 1)

/* As Linux's phy_init for 1280x720 at 60 Hz, and for 1920x1080 */
static void pixel_clock_74_25(QTestState *qts)
{
    qtest_writel(qts, TX_PHY_RESET_CTL, 0x30);
    qtest_writel(qts, RM_OFFSET, 0x88980000);
    qtest_writel(qts, TX_PHY_CLK_DIV, 0x500);
}

static void pixel_clock_148_5(QTestState *qts)
{
    qtest_writel(qts, RM_OFFSET, 0x8a500000);
    qtest_writel(qts, TX_PHY_CLK_DIV, 0x300);
}

static void hsm_state(QTestState *qts, bool on)
{
    clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, HSM, on);
}

static void mai_start(QTestState *qts)
{
    qtest_writel(qts, MAI0_BASE + MAI_SMP, MAI_SMP_44100);
    for (int i = 0; i < MAI_FIFO_WORDS; i++) {
        qtest_writel(qts, MAI0_BASE + MAI_DATA, i);
    }
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_PLAY(2));
}

static void mai_stop(QTestState *qts)
{
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_RESET);
}

/* The firmware switches the state machine's clock off, and on again */
static void test_clock_off(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, SCHEDULER_CONTROL, 0x20);
    hsm_state(qts, false);
    assert_no_violation(qts, HDMI0_PATH);
    qtest_clock_step(qts, 7);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0);
    qtest_writel(qts, SCHEDULER_CONTROL, 0x28);
    assert_violation(qts, HDMI0_PATH, "clock-off count=2 first-ns=7 ");

    /* Nothing was written, and the former contents remain */
    hsm_state(qts, true);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0x20);
    assert_violation(qts, HDMI0_PATH, "clock-off count=2 first-ns=7 ");
    qtest_quit(qts);
}

/* Current firmware leaves it on; and an access by no CPU locks up nothing */
static void test_clock_stays_on(void)
{
    QTestState *qts = machine_start();

    prop_set_bool(qts, HDMI0_PATH, "clock-off-locks-bus", true);
    prop_set_bool(qts, FW_CLOCKS_PATH, "clocks-stay-on", true);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, HSM, 0), ==,
                    1);
    qtest_writel(qts, SCHEDULER_CONTROL, 0x20);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0x20);
    assert_no_violation(qts, HDMI0_PATH);

    prop_set_bool(qts, FW_CLOCKS_PATH, "clocks-stay-on", false);
    g_assert_cmpint(clock_value(qts, RPI_FWREQ_GET_CLOCK_STATE, HSM, 0), ==,
                    1);
    hsm_state(qts, false);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0);
    assert_violation(qts, HDMI0_PATH, "clock-off count=1 ");
    qtest_quit(qts);
}

/* On, but at 0 Hz, which breaks the rule too */
static void test_clock_unset(void)
{
    QTestState *qts = qtest_init("-machine raspi4b -nodefaults -display none "
                                 "-global bcm2711-fw-clocks.m2mc-unset=true");

    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0);
    assert_violation(qts, HDMI0_PATH, "clock-off count=1 first-ns=0 ");
    clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, HSM, 120000000);
    qtest_writel(qts, SCHEDULER_CONTROL, 0x20);
    g_assert_cmphex(qtest_readl(qts, SCHEDULER_CONTROL), ==, 0x20);
    assert_violation(qts, HDMI0_PATH, "clock-off count=1 first-ns=0 ");
    qtest_quit(qts);
}

static void test_hsm_slow(void)
{
    QTestState *qts = machine_start();

    /* 120 MHz from the start on */
    pixel_clock_74_25(qts);
    qtest_writel(qts, SCHEDULER_CONTROL, MODE_HDMI);
    assert_no_violation(qts, HDMI0_PATH);

    qtest_writel(qts, SCHEDULER_CONTROL, 0);
    pixel_clock_148_5(qts);
    clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, HSM, 148500001);
    qtest_writel(qts, SCHEDULER_CONTROL, MODE_HDMI);
    assert_no_violation(qts, HDMI0_PATH);

    clock_value(qts, RPI_FWREQ_SET_CLOCK_RATE, HSM, 148500000);
    qtest_writel(qts, SCHEDULER_CONTROL, MODE_HDMI);
    assert_violation(qts, HDMI0_PATH, "hsm-not-over-pixel-clock count=1 ");
    qtest_quit(qts);
}

/* Off before the first word, and in the middle of a stream */
static void test_audio_while_off(void)
{
    QTestState *qts = machine_start();

    hsm_state(qts, false);
    mai_start(qts);
    qtest_clock_step(qts, SAMPLE_NS - 1);
    assert_no_violation(qts, HDMI0_PATH);
    qtest_clock_step(qts, 1);
    g_autofree char *first = g_strdup_printf(
        "audio-while-off count=1 first-ns=%" PRId64 " ", SAMPLE_NS);
    assert_violation(qts, HDMI0_PATH, first);
    mai_stop(qts);
    hsm_state(qts, true);

    mai_start(qts);
    qtest_clock_step(qts, SAMPLE_NS);
    assert_violation(qts, HDMI0_PATH, "audio-while-off count=1 ");
    hsm_state(qts, false);
    assert_violation(qts, HDMI0_PATH, "audio-while-off count=2 ");
    hsm_state(qts, true);
    qtest_writel(qts, DVP_SW_INIT, 1);
    assert_violation(qts, HDMI0_PATH, "audio-while-off count=3 ");
    qtest_writel(qts, DVP_SW_INIT, 0);
    mai_stop(qts);

    /* The other transmitter's reset has no effect */
    mai_start(qts);
    qtest_clock_step(qts, SAMPLE_NS);
    qtest_writel(qts, DVP_SW_INIT, 2);
    mai_stop(qts);
    hsm_state(qts, false);
    assert_violation(qts, HDMI0_PATH, "audio-while-off count=3 ");
    qtest_quit(qts);
}

static void play(QTestState *qts, uint32_t crp, uint32_t cts0, uint32_t cts1)
{
    qtest_writel(qts, CRP_CFG, crp);
    qtest_writel(qts, CTS_0, cts0);
    qtest_writel(qts, CTS_1, cts1);
    mai_start(qts);
    qtest_clock_step(qts, SAMPLE_NS);
    mai_stop(qts);
}

/* The sample clock that is sent to the monitor */
static void test_audio_clock(void)
{
    QTestState *qts = machine_start();

    pixel_clock_74_25(qts);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-monitor-rate"), ==, 0);

    /* As Linux's vc4_hdmi_set_n_cts, and as HDMI recommends */
    play(qts, BIT(24) | 5644, 74239, 74239);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-monitor-rate"), ==, 44100);
    play(qts, 6272, 82500, 82500);
    /* Two that alternate; a thousandth, 44 Hz, is allowed */
    play(qts, 6272, 82490, 82510);
    play(qts, 6272, 82420, 82420);
    assert_no_violation(qts, HDMI0_PATH);

    play(qts, 6272, 82400, 82400);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-monitor-rate"), ==, 44154);
    assert_violation(qts, HDMI0_PATH, "audio-clock-regeneration count=1 ");
    /* For 48 kHz, and disabled */
    play(qts, 6144, 74250, 74250);
    play(qts, CRP_CFG_DISABLE | 6272, 82500, 82500);
    play(qts, 6272, 0, 0);
    assert_violation(qts, HDMI0_PATH, "audio-clock-regeneration count=4 ");
    play(qts, 6272, 82500, 82500);
    assert_violation(qts, HDMI0_PATH, "audio-clock-regeneration count=4 ");
    qtest_quit(qts);
}

/*
 * Rows of tables in docs/emulator.md
 *
 * The link: test_clock_off
 * - a register of an HDMI block is accessed while the state machine's clock is
 *   off: the rule `clock-off`, with the program counter; with
 *   `clock-off-locks-bus` the processor also stops there for ever, as on
 *   hardware
 * - `vc4_hdmi_runtime_resume` ("it will lead to a silent CPU stall")
 * - nothing, and other processors wait for that one
 *
 * The link: test_clock_stays_on
 * - the firmware is asked to switch a clock off: it goes off, as with older
 *   firmware, or with `clocks-stay-on` of `fw-clocks` stays as it is, as with
 *   current firmware
 * - `vc4_hdmi_runtime_suspend`, through `raspberrypi_fw_unprepare` if the
 *   kernel has it
 * - nothing; a later access breaks `clock-off` or not
 */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-hdmi-rules/clock-off", test_clock_off);
    qtest_add_func("/bcm2711-hdmi-rules/clock-stays-on", test_clock_stays_on);
    qtest_add_func("/bcm2711-hdmi-rules/clock-unset", test_clock_unset);
    qtest_add_func("/bcm2711-hdmi-rules/hsm-slow", test_hsm_slow);
    qtest_add_func("/bcm2711-hdmi-rules/audio-while-off",
                   test_audio_while_off);
    qtest_add_func("/bcm2711-hdmi-rules/audio-clock", test_audio_clock);
    return g_test_run();
}
