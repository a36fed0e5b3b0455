/*
 * QTest for the status and control data channel of a monitor on a BCM2711 HDMI
 * port
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-ddc-common.h"
#include "bcm2711-machine-common.h"
#include "bcm2711-packet-common.h"

/* The slave, and its registers: Linux include/drm/display/drm_scdc.h */
#define SCDC                0x54
#define SINK_VERSION        0x01
#define SOURCE_VERSION      0x02
#define UPDATE_0            0x10
#define TMDS_CONFIG         0x20
#define SCRAMBLER_STATUS    0x21

#define SCRAMBLER_CTL       (HDMI0_CORE + 0x1c4)

#define DDC0_PATH           "/machine/soc/peripherals/display/ddc0"

#define MS                  1000000

static bool scdc_write(Bus *bus, uint8_t offset, uint8_t value)
{
    reg_write(bus, CTL, CTL_97K | CTL_WRITE);
    reg_write(bus, CHIP_ADDRESS, SCDC << 1);
    reg_write(bus, CNT, 2);
    reg_write(bus, DATA_IN(0), offset | value << 8);
    return run(bus, 0);
}

static bool scdc_read(Bus *bus, uint8_t offset, uint8_t *bytes, int len)
{
    return write_byte(bus, SCDC, offset, EN_RESTART | EN_NOSTOP) &&
           read_bytes(bus, SCDC, bytes, len, 0);
}

static uint8_t scdc(Bus *bus, uint8_t offset)
{
    uint8_t value;

    g_assert_true(scdc_read(bus, offset, &value, 1));
    return value;
}

static void scdc_open(Bus *bus)
{
    bus_open(bus, 0);
    choose_edid(bus, "4k60");
}

/* Only a monitor whose EDID says so has it */
static void test_announced(void)
{
    static const struct {
        const char *edid;
        bool scdc;
    } monitors[] = {
        { "surround", false }, { "dvi", false }, { "four-blocks", false },
        { "4k60", true }, { "4k60-420", true }, { "hdr", true },
    };
    uint8_t value;
    Bus bus;

    bus_open(&bus, 0);
    for (int i = 0; i < ARRAY_SIZE(monitors); i++) {
        choose_edid(&bus, monitors[i].edid);
        g_assert_cmpint(scdc_read(&bus, SINK_VERSION, &value, 1), ==,
                        monitors[i].scdc);
        if (monitors[i].scdc) {
            g_assert_cmpint(value, ==, 1);
        }
    }
    qtest_quit(bus.qts);
}

static void test_registers(void)
{
    uint8_t bytes[2];
    Bus bus;

    scdc_open(&bus);
    g_assert_true(scdc_write(&bus, SOURCE_VERSION, 1));
    g_assert_true(scdc_write(&bus, TMDS_CONFIG, 0xff));
    g_assert_cmphex(scdc(&bus, TMDS_CONFIG), ==, 3);
    /* The monitor's own are read-only; nothing else is there */
    g_assert_true(scdc_write(&bus, SINK_VERSION, 7));
    g_assert_true(scdc_write(&bus, SCRAMBLER_STATUS, 1));
    g_assert_true(scdc_write(&bus, 0xff, 0xff));
    g_assert_true(scdc_read(&bus, SINK_VERSION, bytes, 2));
    g_assert_cmphex(bytes[0], ==, 1);
    g_assert_cmphex(bytes[1], ==, 1);
    g_assert_true(scdc_read(&bus, TMDS_CONFIG, bytes, 2));
    g_assert_cmphex(bytes[0], ==, 3);
    g_assert_cmphex(bytes[1], ==, 0);
    g_assert_cmphex(scdc(&bus, 0xff), ==, 0);
    /* The EDID is where it was */
    g_assert_true(read_block(&bus, 0, (uint8_t[128]) { 0 }));
    qtest_quit(bus.qts);
}

static void assert_status(Bus *bus, uint8_t status)
{
    g_assert_cmphex(scdc(bus, SCRAMBLER_STATUS), ==, status);
    g_assert_cmphex(scdc(bus, UPDATE_0), ==, 1);
    g_assert_true(scdc_write(bus, UPDATE_0, 1));
    g_assert_cmphex(scdc(bus, UPDATE_0), ==, 0);
}

/* The port scrambles, the monitor expects that, and there is a signal */
static void test_scrambling(void)
{
    Bus bus;

    scdc_open(&bus);
    phy_on(bus.qts, true);
    qtest_writel(bus.qts, SCRAMBLER_CTL, 1);
    g_assert_cmphex(scdc(&bus, SCRAMBLER_STATUS), ==, 0);
    g_assert_cmphex(scdc(&bus, UPDATE_0), ==, 0);
    g_assert_true(scdc_write(&bus, TMDS_CONFIG, 3));
    assert_status(&bus, 1);
    /* No change, no update */
    g_assert_true(scdc_write(&bus, TMDS_CONFIG, 1));
    g_assert_cmphex(scdc(&bus, UPDATE_0), ==, 0);

    phy_on(bus.qts, false);
    assert_status(&bus, 0);
    phy_on(bus.qts, true);
    assert_status(&bus, 1);
    qtest_writel(bus.qts, SCRAMBLER_CTL, 0);
    assert_status(&bus, 0);
    qtest_writel(bus.qts, SCRAMBLER_CTL, 1);
    assert_status(&bus, 1);
    g_assert_true(scdc_write(&bus, TMDS_CONFIG, 2));
    assert_status(&bus, 0);
    qtest_quit(bus.qts);
}

/* A monitor whose hotplug line was low has to be configured again */
static void test_forgets(void)
{
    Bus bus;

    scdc_open(&bus);
    phy_on(bus.qts, true);
    qtest_writel(bus.qts, SCRAMBLER_CTL, 1);
    g_assert_true(scdc_write(&bus, TMDS_CONFIG, 3));
    assert_status(&bus, 1);

    prop_set_uint(bus.qts, HDMI0_PATH, "hotplug-low-ns", 100 * MS);
    qtest_clock_step(bus.qts, 100 * MS);
    g_assert_cmphex(scdc(&bus, TMDS_CONFIG), ==, 0);
    g_assert_cmphex(scdc(&bus, SCRAMBLER_STATUS), ==, 0);
    g_assert_true(scdc_write(&bus, TMDS_CONFIG, 3));
    assert_status(&bus, 1);
    /* lab { */
    g_assert_cmpint(prop_int(bus.qts, DDC0_PATH, "scdc-agreements"), ==, 2);
    /* } lab */

    prop_set_bool(bus.qts, HDMI0_PATH, "connected", false);
    prop_set_bool(bus.qts, HDMI0_PATH, "connected", true);
    g_assert_cmphex(scdc(&bus, TMDS_CONFIG), ==, 0);
    qtest_quit(bus.qts);
}

/* lab { */
/* A signal of more than 340 MHz needs both bits, before or after scrambling */
static void test_agreements(void)
{
    static const struct {
        uint32_t scrambler;
        uint8_t config;
        int agreements;
    } steps[] = {
        { 1, 0, 0 }, { 1, 1, 0 }, { 1, 2, 0 }, { 0, 3, 0 }, { 1, 3, 1 },
        { 1, 3, 1 }, { 1, 1, 1 }, { 1, 3, 2 }, { 0, 3, 2 }, { 1, 3, 3 },
        { 0, 0, 3 },
    };
    Bus bus;

    scdc_open(&bus);
    phy_on(bus.qts, true);
    for (int i = 0; i < ARRAY_SIZE(steps); i++) {
        qtest_writel(bus.qts, SCRAMBLER_CTL, steps[i].scrambler);
        g_assert_true(scdc_write(&bus, TMDS_CONFIG, steps[i].config));
        g_assert_cmpint(prop_int(bus.qts, DDC0_PATH, "scdc-agreements"), ==,
                        steps[i].agreements);
    }
    qtest_quit(bus.qts);
}
/* } lab */

/* Its configuration, and what it finds, go on with a machine that is loaded */
static void test_move(void)
{
    Bus bus;

    scdc_open(&bus);
    phy_on(bus.qts, true);
    qtest_writel(bus.qts, SCRAMBLER_CTL, 1);
    g_assert_true(scdc_write(&bus, TMDS_CONFIG, 3));
    g_assert_true(scdc_write(&bus, SOURCE_VERSION, 1));
    bus.qts = machine_move(bus.qts, 0);
    g_assert_cmphex(scdc(&bus, TMDS_CONFIG), ==, 3);
    g_assert_cmphex(scdc(&bus, SOURCE_VERSION), ==, 1);
    assert_status(&bus, 1);
    /* lab { */
    g_assert_cmpint(prop_int(bus.qts, DDC0_PATH, "scdc-agreements"), ==, 1);
    /* } lab */
    qtest_quit(bus.qts);
}

/* lab { */
/*
 * Rows of tables in docs/emulator.md
 *
 * The link: test_scrambling
 * - a monitor whose EDID announces SCDC keeps, at 0x54, that the signal is
 *   scrambled and has a clock of a quarter of its rate, and says whether it
 *   finds it scrambled
 * - `vc4_hdmi_enable_scrambling`; `vc4_hdmi_scrambling_wq`, which asks each
 *   second until it is
 * - a status that is 1
 *
 * The link: test_forgets
 * - with its hotplug line low a monitor forgets what it was told by SCDC
 * - `vc4_hdmi_reset_link`
 * - scrambling that is off; it sets the mode again
 */
/* } lab */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-scdc/announced", test_announced);
    qtest_add_func("/bcm2711-scdc/registers", test_registers);
    qtest_add_func("/bcm2711-scdc/scrambling", test_scrambling);
    qtest_add_func("/bcm2711-scdc/forgets", test_forgets);
    qtest_add_func("/bcm2711-scdc/move", test_move);
    /* lab { */
    qtest_add_func("/bcm2711-scdc/agreements", test_agreements);
    /* } lab */
    return g_test_run();
}
