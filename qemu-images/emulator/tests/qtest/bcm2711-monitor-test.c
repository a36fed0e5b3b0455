/*
 * QTest for the monitor on a BCM2711 HDMI port: its EDID, its hotplug line, and
 * when it does not answer on DDC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-ddc-common.h"
#include "bcm2711-packet-common.h"

/* The other slave: E-DDC's segment pointer, an address of 7 bits */
#define SEGMENT         0x30

#define MONITOR         "/machine/soc/peripherals/display/ddc%d/monitor"
#define HDMI            "/machine/soc/peripherals/display/hdmi%d"

#define HOTPLUG         (HDMI0_CORE + 0x1a8)

#define MS              1000000

static void check_base(const uint8_t *base)
{
    static const uint8_t header[] = { 0, 255, 255, 255, 255, 255, 255, 0 };
    const uint8_t *timing = base + 54;

    g_assert_cmpmem(base, 8, header, 8);
    g_assert_cmphex(sum(base), ==, 0);
    g_assert_cmpint(base[18], ==, 1);
    g_assert_cmpint(base[19], ==, 3);
    g_assert_cmphex(base[24] & 0x02, ==, 0x02);    /* preferred timing first */
    g_assert_cmpint(base[126], ==, 1);
    /* 1280x720, 74.25 MHz, 1650 x 750 in all */
    g_assert_cmpint(timing[0] | timing[1] << 8, ==, 7425);
    g_assert_cmpint(timing[2] | (timing[4] & 0xf0) << 4, ==, 1280);
    g_assert_cmpint(timing[3] | (timing[4] & 0x0f) << 8, ==, 370);
    g_assert_cmpint(timing[5] | (timing[7] & 0xf0) << 4, ==, 720);
    g_assert_cmpint(timing[6] | (timing[7] & 0x0f) << 8, ==, 30);
    g_assert_cmpint(timing[8], ==, 110);
    g_assert_cmpint(timing[9], ==, 40);
    g_assert_cmphex(timing[10], ==, 0x55);
}

static void test_edid(gconstpointer port)
{
    uint8_t edid[256];
    Bus bus;

    bus_open(&bus, GPOINTER_TO_INT(port));
    g_assert_true(read_block(&bus, 0, edid));
    g_assert_true(read_block(&bus, 1, edid + 128));
    check_base(edid);
    check_cta(edid + 128, true);
    qtest_quit(bus.qts);
}

static void test_segment(void)
{
    uint8_t bytes[4];
    Bus bus;

    bus_open(&bus, 0);
    /* Segment 1 is empty. */
    g_assert_true(write_byte(&bus, SEGMENT, 1, EN_NOSTOP));
    g_assert_true(write_byte(&bus, EDID, 1, EN_NOSTOP));
    g_assert_true(read_bytes(&bus, EDID, bytes, 4, EN_NOSTOP));
    g_assert_cmphex(bytes[0] & bytes[3], ==, 0xff);
    g_assert_true(read_bytes(&bus, EDID, bytes, 4, EN_NOSTART));
    g_assert_cmphex(bytes[2], ==, 0xff);
    /* The stop reset the monitor to segment 0. */
    g_assert_true(write_byte(&bus, EDID, 7, EN_NOSTOP));
    g_assert_true(read_bytes(&bus, EDID, bytes, 1, 0));
    g_assert_cmphex(bytes[0], ==, 0x00);
    /* Segment 0 does so too. */
    g_assert_true(write_byte(&bus, SEGMENT, 0, EN_NOSTOP));
    g_assert_true(write_byte(&bus, EDID, 128, EN_NOSTOP));
    g_assert_true(read_bytes(&bus, EDID, bytes, 1, 0));
    g_assert_cmphex(bytes[0], ==, 0x02);
    qtest_quit(bus.qts);
}

static void test_faults(void)
{
    uint8_t good[256], edid[256];
    Bus bus;

    bus_open(&bus, 0);
    g_assert_true(read_block(&bus, 0, good));
    g_assert_true(read_block(&bus, 1, good + 128));

    choose_edid(&bus, "no-audio");
    g_assert_true(read_block(&bus, 1, edid + 128));
    check_cta(edid + 128, false);
    choose_edid(&bus, "surround");

    set_fault(&bus, "edid-corrupt", true);
    g_assert_true(read_block(&bus, 0, edid));
    g_assert_true(read_block(&bus, 1, edid + 128));
    g_assert_cmphex(sum(edid), !=, 0);
    g_assert_cmphex(sum(edid + 128), !=, 0);
    set_fault(&bus, "edid-corrupt", false);

    set_fault(&bus, "edid-no-answer", true);
    g_assert_false(read_block(&bus, 0, edid));
    g_assert_false(write_byte(&bus, SEGMENT, 0, 0));
    /* A reset of the guest does not clear faults. */
    qtest_system_reset(bus.qts);
    g_assert_false(read_block(&bus, 0, edid));
    set_fault(&bus, "edid-no-answer", false);

    reg_write(&bus, CTLHI, CTLHI_4_BYTES);
    g_assert_true(read_block(&bus, 0, edid));
    g_assert_true(read_block(&bus, 1, edid + 128));
    g_assert_cmpmem(edid, 256, good, 256);
    qtest_quit(bus.qts);
}

/* Without a cable no slave answers; the other port is not affected. */
static void test_unplugged(void)
{
    g_autofree char *path = g_strdup_printf(MONITOR, 0);
    uint8_t bytes[128];
    Bus bus;

    bus_open(&bus, 0);
    g_assert_true(qtest_qom_get_bool(bus.qts, path, "connected"));
    qtest_qom_set_bool(bus.qts, path, "connected", false);
    g_assert_false(read_block(&bus, 0, bytes));
    bus.port = 1;
    reg_write(&bus, CTLHI, CTLHI_4_BYTES);
    g_assert_true(read_block(&bus, 0, bytes));
    bus.port = 0;
    qtest_qom_set_bool(bus.qts, path, "connected", true);
    g_assert_true(read_block(&bus, 0, bytes));
    qtest_quit(bus.qts);
}

static void plug(Bus *bus, bool in)
{
    g_autofree char *path = g_strdup_printf(HDMI, bus->port);

    qtest_qom_set_bool(bus->qts, path, "connected", in);
}

/* After the cable is plugged in again the new EDID is read. */
static void test_fault_and_replug(void)
{
    uint8_t edid[128];
    Bus bus;

    bus_open(&bus, 1);
    g_assert_true(read_block(&bus, 1, edid));
    check_cta(edid, true);
    for (int audio = 0; audio <= 1; audio++) {
        plug(&bus, false);
        g_assert_false(read_block(&bus, 1, edid));
        choose_edid(&bus, audio ? "surround" : "no-audio");
        g_assert_false(read_block(&bus, 1, edid));
        plug(&bus, true);
        g_assert_true(read_block(&bus, 1, edid));
        check_cta(edid, audio);
    }
    set_fault(&bus, "edid-no-answer", true);
    plug(&bus, false);
    plug(&bus, true);
    g_assert_false(read_block(&bus, 1, edid));
    set_fault(&bus, "edid-no-answer", false);
    g_assert_true(read_block(&bus, 1, edid));
    qtest_quit(bus.qts);
}

static void assert_plugged(QTestState *qts, bool plugged)
{
    g_assert_cmpint(qtest_get_irq(qts, 0), ==, plugged);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, plugged);
}

/* A monitor that announces another EDID */
static void test_hotplug_pulse(void)
{
    QTestState *qts = machine_start();

    qtest_irq_intercept_out_named(qts, HDMI0_PATH, "hotplug");
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 100 * MS);
    assert_plugged(qts, false);
    qtest_clock_step(qts, 60 * MS);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "hotplug-low-ns"), ==, 40 * MS);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 0);
    qtest_clock_step(qts, 40 * MS - 1);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 0);
    qtest_clock_step(qts, 1);
    assert_plugged(qts, true);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "hotplug-low-ns"), ==, 0);

    /* It ends early */
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 100 * MS);
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 0);
    assert_plugged(qts, true);

    /* The cable is pulled meanwhile */
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 100 * MS);
    prop_set_bool(qts, HDMI0_PATH, "connected", false);
    qtest_clock_step(qts, 200 * MS);
    assert_plugged(qts, false);
    prop_set_bool(qts, HDMI0_PATH, "connected", true);
    assert_plugged(qts, true);
    qtest_quit(qts);
}

/* A monitor that drops the line when it is blanked */
static void test_blank_drops_hotplug(void)
{
    QTestState *qts = machine_start();

    qtest_irq_intercept_out_named(qts, HDMI0_PATH, "hotplug");
    phy_on(qts, true);
    phy_on(qts, false);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 1);

    prop_set_uint(qts, HDMI0_PATH, "blank-drops-hotplug-ns", 500 * MS);
    phy_on(qts, false);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 1);
    phy_on(qts, true);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 1);
    phy_on(qts, false);
    assert_plugged(qts, false);
    qtest_clock_step(qts, 500 * MS - 1);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 0);
    qtest_clock_step(qts, 1);
    assert_plugged(qts, true);

    /* The signal wakes it; a reset of the guest ends the signal */
    phy_on(qts, true);
    phy_on(qts, false);
    assert_plugged(qts, false);
    phy_on(qts, true);
    assert_plugged(qts, true);
    qtest_system_reset(qts);
    assert_plugged(qts, false);
    qtest_quit(qts);
}

/* The line is low until the later of a pulse and a drop ends */
static void test_pulse_and_blank(void)
{
    QTestState *qts = machine_start();

    qtest_irq_intercept_out_named(qts, HDMI0_PATH, "hotplug");
    phy_on(qts, true);

    /* The driver disables the port because of the pulse */
    prop_set_uint(qts, HDMI0_PATH, "blank-drops-hotplug-ns", 2000 * MS);
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 100 * MS);
    phy_on(qts, false);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "hotplug-low-ns"), ==,
                    2000 * MS);
    qtest_clock_step(qts, 10 * MS);
    phy_on(qts, true);
    assert_plugged(qts, false);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "hotplug-low-ns"), ==, 90 * MS);
    qtest_clock_step(qts, 90 * MS - 1);
    g_assert_cmphex(qtest_readl(qts, HOTPLUG), ==, 0);
    qtest_clock_step(qts, 1);
    assert_plugged(qts, true);

    /* A shorter drop */
    prop_set_uint(qts, HDMI0_PATH, "blank-drops-hotplug-ns", 10 * MS);
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 100 * MS);
    phy_on(qts, false);
    qtest_clock_step(qts, 100 * MS - 1);
    assert_plugged(qts, false);
    qtest_clock_step(qts, 1);
    assert_plugged(qts, true);

    /* A pulse does not end a drop, whether it is shorter or ends early */
    prop_set_uint(qts, HDMI0_PATH, "blank-drops-hotplug-ns", 200 * MS);
    phy_on(qts, true);
    phy_on(qts, false);
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 100 * MS);
    qtest_clock_step(qts, 150 * MS);
    assert_plugged(qts, false);
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 0);
    assert_plugged(qts, false);
    qtest_clock_step(qts, 50 * MS);
    assert_plugged(qts, true);
    qtest_quit(qts);
}

/* While its hotplug line is low, it answers nothing; the other port's does. */
static void test_no_answer_during_pulse(void)
{
    g_autofree char *path = g_strdup_printf(HDMI, 0);
    uint8_t block[128];
    Bus bus;

    bus_open(&bus, 0);
    prop_set_uint(bus.qts, path, "hotplug-low-ns", 100 * MS);
    g_assert_false(read_block(&bus, 0, block));
    bus.port = 1;
    reg_write(&bus, CTLHI, CTLHI_4_BYTES);
    g_assert_true(read_block(&bus, 0, block));
    bus.port = 0;
    qtest_clock_step(bus.qts, 100 * MS);
    g_assert_true(read_block(&bus, 0, block));
    check_base(block);
    qtest_quit(bus.qts);
}

/*
 * Rows of tables in docs/emulator.md
 *
 * The link: test_pulse_and_blank
 * - a monitor holds its hotplug line low, until the later of a pulse and a drop
 *   when it is blanked ends, and answers nothing on DDC
 * - `vc4_hdmi_connector_detect_ctx`; from 6.1 on also the interrupts
 *   `hpd-removed` and `hpd-connected`
 * - disconnected, and connected again
 */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_data_func("/bcm2711-monitor/edid/0", GINT_TO_POINTER(0),
                        test_edid);
    qtest_add_data_func("/bcm2711-monitor/edid/1", GINT_TO_POINTER(1),
                        test_edid);
    qtest_add_func("/bcm2711-monitor/segment", test_segment);
    qtest_add_func("/bcm2711-monitor/faults", test_faults);
    qtest_add_func("/bcm2711-monitor/unplugged", test_unplugged);
    qtest_add_func("/bcm2711-monitor/fault-and-replug", test_fault_and_replug);
    qtest_add_func("/bcm2711-monitor/hotplug-pulse", test_hotplug_pulse);
    qtest_add_func("/bcm2711-monitor/blank-drops-hotplug",
                   test_blank_drops_hotplug);
    qtest_add_func("/bcm2711-monitor/pulse-and-blank", test_pulse_and_blank);
    qtest_add_func("/bcm2711-monitor/no-answer-during-pulse",
                   test_no_answer_during_pulse);

    return g_test_run();
}
