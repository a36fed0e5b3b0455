/*
 * QTest for all of BCM2711's display, HDMI, audio and DMA models: they migrate
 * with all of their state, and a reset clears it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-blocks.h"
#include "bcm2711-machine-common.h"
#include "bcm2711-packet-common.h"
#include "qobject/qjson.h"

#define PERIPHERALS_PATH "/machine/soc/peripherals/"

#define ACCESSES 3000
#define MACHINES 2

/* A read of the mailbox removes a word. */
static bool reads_are_harmless(const Block *block)
{
    return !g_str_equal(block->name, "mailbox");
}

static void add_registers(QTestState *qts, GString *state)
{
    for (int i = 0; i < ARRAY_SIZE(blocks); i++) {
        if (!reads_are_harmless(&blocks[i])) {
            continue;
        }
        for (uint32_t at = 0; at < blocks[i].size; at += 4) {
            uint32_t address = CPU_PERIPHERALS + blocks[i].offset + at;

            g_string_append_printf(state, "%s+0x%03x 0x%08x\n",
                                   blocks[i].name, at,
                                   qtest_readl(qts, address));
        }
    }
}

/* All properties of a device and of its children */
static void add_properties(QTestState *qts, GString *state, const char *path)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-list', 'arguments': "
                           "{ 'path': %s } }", path);
    const QListEntry *entry;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(rsp, "return"), entry) {
        QDict *prop = qobject_to(QDict, qlist_entry_obj(entry));
        const char *name = qdict_get_str(prop, "name");
        const char *type = qdict_get_str(prop, "type");

        if (g_str_has_prefix(type, "child<bcm2711")) {
            g_autofree char *child = g_strdup_printf("%s/%s", path, name);

            add_properties(qts, state, child);
        } else if (!strchr(type, '<') && !g_str_equal(name, "type")) {
            QDict *got = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                                   "{ 'path': %s, 'property': %s } }", path,
                                   name);
            GString *json = qobject_to_json(QOBJECT(got));

            g_string_append_printf(state, "%s.%s %s\n", path, name, json->str);
            g_string_free(json, true);
            qobject_unref(got);
        }
    }
    qobject_unref(rsp);
}

static char *state_of(QTestState *qts, bool properties)
{
    GString *state = g_string_new(NULL);

    add_registers(qts, state);
    if (properties) {
        add_properties(qts, state, PERIPHERALS_PATH "display");
        add_properties(qts, state, PERIPHERALS_PATH "dma");
        add_properties(qts, state, PERIPHERALS_PATH "fw-clocks");
    }
    return g_string_free(state, false);
}

/* Line by line, so that the first difference is named */
static void assert_same_state(const char *before, const char *after)
{
    g_auto(GStrv) old = g_strsplit(before, "\n", 0);
    g_auto(GStrv) new = g_strsplit(after, "\n", 0);

    for (int i = 0; old[i] && new[i]; i++) {
        g_assert_cmpstr(old[i], ==, new[i]);
    }
    g_assert_cmpint(g_strv_length(old), ==, g_strv_length(new));
    g_assert_cmpint(g_strv_length(old), >, 1000);
}

static uint32_t below(GRand *rand, uint32_t limit)
{
    return g_rand_int_range(rand, 0, limit);
}

/*
 * A pixel clock, a raster, packets, an EDID transfer, a CEC message, and a ring
 * that feeds a FIFO
 */
static void start_all(QTestState *qts)
{
    static const uint32_t writes[][2] = {
        { 0x007ff0, 0xffff }, { 0x007400, 0x80000000 }, { 0xf00004, 0 },
        { 0xf20010, 0x200 },
        { 0xf00f98, 0x88980000 }, { 0xf00f28, 0x500 }, { 0xf00f00, 0x30 },
        { 0x400000, 0x80000000 }, { 0x400040, 0x85000000 | 720 },
        { 0x20a00c, 0x006e0014 }, { 0x20a010, 0x00370280 },
        { 0x20a014, 0x00140005 }, { 0x20a018, 0x000502d0 },
        { 0x20a024, 0x80 }, { 0x20a000, 1 }, { 0x20a004, 1 },
        { 0xf20014, 0x08080608 }, { 0xf20020, 2250 << 8 },
        { 0xf20010, 0x3028 }, { 0xf007bc, 0x10010 },
        { 0xf20044, 0x80000000 },
        { 0xf04528, 0x91 }, { 0xf04524, 32 }, { 0xf04500, 0xa1 },
        { 0xf04550, 0x40 }, { 0xf0452c, 0x11 },
        { 0xf04314, 0x3c690310 }, { 0xf04318, 0x6e605244 },
        { 0xf0431c, 0xac9c908c }, { 0xf04320, 0xbcb4 },
        { 0xf04328, 0x4640 }, { 0xf04310, 0x42a3 }, { 0xf04310, 0x1142a3 },
        { 0x007404, 0xc0010000 }, { 0x007400, 1 },
    };
    /* An endless chain into the FIFO of HDMI0 */
    static const uint32_t conblk[] = {
        0x000a0141, 0xc0040000, 0x7ef2001c, 0x1000, 0, 0xc0010000, 0, 0,
    };

    for (int i = 0; i < ARRAY_SIZE(conblk); i++) {
        qtest_writel(qts, 0x10000 + 4 * i, conblk[i]);
    }
    for (int i = 0; i < ARRAY_SIZE(writes); i++) {
        qtest_writel(qts, CPU_PERIPHERALS + writes[i][0], writes[i][1]);
    }
}

/* Write random registers, then start all blocks */
static void stir(QTestState *qts, uint32_t seed)
{
    GRand *rand = g_rand_new_with_seed(seed);

    for (int i = 0; i < ACCESSES; i++) {
        Block *block = &blocks[below(rand, ARRAY_SIZE(blocks))];
        uint32_t offset = below(rand, block->size) & ~3;

        if (reads_are_harmless(block)) {
            qtest_writel(qts, CPU_PERIPHERALS + block->offset + offset,
                         g_rand_int(rand));
        }
        if (!below(rand, 50)) {
            qtest_clock_step(qts, 1 + below(rand, 100000));
        }
    }
    g_rand_free(rand);
    start_all(qts);
}

/*
 * All registers and properties are the same after a migration, and later too.
 */
static void test_move(void)
{
    for (uint32_t seed = 1; seed <= MACHINES; seed++) {
        QTestState *one = qtest_init("-machine raspi4b");
        QTestState *other = qtest_init("-machine raspi4b");
        g_autofree char *before = NULL;
        g_autofree char *after = NULL;
        g_autofree char *later_here = NULL;
        g_autofree char *later_there = NULL;
        int64_t now, played;

        stir(one, seed);
        stir(other, seed);
        now = qtest_clock_step(one, 1234567);
        qtest_clock_set(other, now);
        before = state_of(one, true);
        g_assert_cmphex(qtest_readl(one, RAM_PACKET_STATUS), !=, 0);
        other = machine_move(other, now);
        after = state_of(other, true);
        played = prop_int(other, MAI0_PATH, "words-played");
        assert_same_state(before, after);

        qtest_clock_step(one, 98765432);
        qtest_clock_step(other, 98765432);
        later_here = state_of(one, true);
        later_there = state_of(other, true);
        assert_same_state(later_here, later_there);
        g_assert_cmpint(prop_int(other, MAI0_PATH, "words-played"), >,
                        played + 96 * 98);
        qtest_quit(one);
        qtest_quit(other);
    }
}

/* A pulse that the monitor began while it was blanked */
static void test_move_in_pulse(void)
{
    enum { MS = 1000000 };
    const uint32_t hotplug = HDMI0_CORE + 0x1a8;
    QTestState *qts = qtest_init("-machine raspi4b");

    phy_on(qts, true);
    prop_set_uint(qts, HDMI0_PATH, "blank-drops-hotplug-ns", 80 * MS);
    phy_on(qts, false);
    prop_set_uint(qts, HDMI0_PATH, "hotplug-low-ns", 50 * MS);
    qts = machine_move(qts, qtest_clock_step(qts, 10 * MS));
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "hotplug-low-ns"), ==, 70 * MS);
    phy_on(qts, true);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "hotplug-low-ns"), ==, 40 * MS);
    qtest_clock_step(qts, 40 * MS - 1);
    g_assert_cmphex(qtest_readl(qts, hotplug), ==, 0);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, hotplug), ==, 1);
    qtest_quit(qts);
}

/* Faults go on where they are, and need not be set again */
static void test_move_faults(void)
{
    static const struct {
        const char *device;
        const char *property;
        uint64_t value;         /* 0 for a flag */
    } faults[] = {
        { "display/hdmi0", "packet-delay-ns", 5000 },
        { "display/hdmi1", "packet-jitter-ns", 700 },
        { "display/hdmi1", "blank-drops-hotplug-ns", 800 },
        { "display/hdmi0", "cec-nack", 900 },
        { "display/hdmi1", "cec-lose-arbitration", 1000 },
        { "display/hdmi0", "cec-line-low" },
        { "display/mai0", "dreq-stall-ns", 1000000 },
        { "display/mai1", "dreq-exact" },
        { "display/pv2", "vblank-stopped" },
        { "display/ddc0/monitor", "corrupt" },
        { "display/hdmi0", "clock-off-locks-bus" },
        { "display/hdmi0", "infoframe-events" },
        { "display/dvp", "gates-stop-clocks" },
        { "fw-clocks", "clocks-stay-on" },
        { "fw-clocks", "enable-4k60" },
        { "fw-clocks", "m2mc-unset" },
        { "fw-clocks", "refused", 8192 },
        { "dma", "irq-delay-ns", 3 },
        { "dma", "irq-jitter-ns", 4 },
        { "dma", "irq-lose-every", 5 },
        { "dma", "read-error-after", 600 },
        { "dma", "writes-in-flight", 7 },
    };
    QTestState *qts = qtest_init("-machine raspi4b");
    QObject *before[ARRAY_SIZE(faults)];

    for (int i = 0; i < ARRAY_SIZE(faults); i++) {
        g_autofree char *path = g_strconcat(PERIPHERALS_PATH, faults[i].device,
                                            NULL);

        if (faults[i].value) {
            prop_set_uint(qts, path, faults[i].property, faults[i].value);
        } else {
            prop_set_bool(qts, path, faults[i].property, true);
        }
        before[i] = prop_get(qts, path, faults[i].property);
    }
    qts = machine_move(qts, 0);
    for (int i = 0; i < ARRAY_SIZE(faults); i++) {
        g_autofree char *path = g_strconcat(PERIPHERALS_PATH, faults[i].device,
                                            NULL);
        QObject *after = prop_get(qts, path, faults[i].property);

        g_assert_true(qobject_is_equal(before[i], after));
        qobject_unref(before[i]);
        qobject_unref(after);
    }
    qtest_quit(qts);
}

/* Registers are those of a new machine; observations may remain. */
static void test_reset(void)
{
    for (uint32_t seed = 1; seed <= MACHINES; seed++) {
        QTestState *qts = qtest_init("-machine raspi4b");
        g_autofree char *new = state_of(qts, false);
        g_autofree char *stirred = NULL;
        g_autofree char *reset = NULL;

        stir(qts, seed);
        stirred = state_of(qts, false);
        g_assert_cmpstr(new, !=, stirred);
        qtest_system_reset(qts);
        /* Nothing keeps running. */
        qtest_clock_step(qts, 98765432);
        reset = state_of(qts, false);
        assert_same_state(new, reset);
        qtest_quit(qts);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-state/move", test_move);
    qtest_add_func("/bcm2711-state/move-in-pulse", test_move_in_pulse);
    qtest_add_func("/bcm2711-state/move-faults", test_move_faults);
    qtest_add_func("/bcm2711-state/reset", test_reset);
    return g_test_run();
}
