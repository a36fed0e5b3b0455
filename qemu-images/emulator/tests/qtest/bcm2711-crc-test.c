/*
 * QTest for the BCM2711 pixel valve: CRCs of the pictures that it passes on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-machine-common.h"
#include "bcm2711-picture-common.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"

#define PV2_PATH        "/machine/soc/peripherals/display/pv2"
#define FRAME_NS        16666667
/* Linux vc4_regs.h; also disables the raster */
#define PV2_V_CONTROL   (PV2 + 0x04)
/* As the valve keeps at most */
#define MAX_PICTURES    64

/* CRC-32, as zlib's, of all pixels of a picture of one colour */
static uint32_t crc_of(uint32_t rgb)
{
    uint32_t crc = 0xffffffff;

    for (int i = 0; i < 3 * WIDTH * HEIGHT; i++) {
        crc ^= rgb >> (16 - i % 3 * 8) & 0xff;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        }
    }
    return ~crc;
}

static void record(QTestState *qts, bool on)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': %s, 'property': 'record-crc', "
                             "'value': %i } }", PV2_PATH, on);
}

static QDict *get(QTestState *qts, const char *property)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                           "{ 'path': %s, 'property': %s } }", PV2_PATH,
                           property);

    g_assert_true(qdict_haskey(rsp, "return"));
    return rsp;
}

static uint64_t number(QTestState *qts, const char *property)
{
    QDict *rsp = get(qts, property);
    uint64_t value = qdict_get_int(rsp, "return");

    qobject_unref(rsp);
    return value;
}

/* The pictures that were counted, one a line */
static char *pictures(QTestState *qts)
{
    GString *lines = g_string_new(NULL);
    QDict *rsp = get(qts, "pictures");
    const QListEntry *entry;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(rsp, "return"), entry) {
        QString *text = qobject_to(QString, qlist_entry_obj(entry));

        g_string_append_printf(lines, "%s\n", qstring_get_str(text));
    }
    qobject_unref(rsp);
    return g_string_free(lines, false);
}

static void colour(QTestState *qts, uint32_t rgb)
{
    qtest_writel(qts, DISPBKGNDX(0), BKGND_FILL | rgb);
}

/* Whether there is a line of @rgb with that many frames */
static bool has(QTestState *qts, uint32_t rgb, int frames)
{
    g_autofree char *lines = pictures(qts);
    g_autofree char *line = g_strdup_printf("crc=0x%08x frames=%d first-ns=",
                                            crc_of(rgb), frames);

    return strstr(lines, line);
}

static void test_crc(void)
{
    QTestState *qts = picture_start();
    g_autofree char *none = NULL;

    colour(qts, 0x123456);
    qtest_clock_step(qts, FRAME_NS);
    none = pictures(qts);
    g_assert_cmpstr(none, ==, "");
    g_assert_cmpint(number(qts, "crc"), ==, 0);

    record(qts, true);
    qtest_clock_step(qts, FRAME_NS);
    g_assert_cmphex(number(qts, "crc"), ==, crc_of(0x123456));
    g_assert_true(has(qts, 0x123456, 1));
    for (int i = 0; i < 4; i++) {
        qtest_clock_step(qts, FRAME_NS);
    }
    g_assert_true(has(qts, 0x123456, 5));

    /* Another one, and the first one again */
    colour(qts, 0xfedcba);
    qtest_clock_step(qts, FRAME_NS);
    g_assert_cmphex(number(qts, "crc"), ==, crc_of(0xfedcba));
    colour(qts, 0x123456);
    qtest_clock_step(qts, FRAME_NS);
    g_assert_true(has(qts, 0xfedcba, 1));
    g_assert_true(has(qts, 0x123456, 6));

    /* Neither what is not recorded nor what is not shown counts. */
    record(qts, false);
    qtest_clock_step(qts, FRAME_NS);
    record(qts, true);
    qtest_writel(qts, DISPCTRLX(0), 0);
    qtest_clock_step(qts, FRAME_NS);
    qtest_writel(qts, PV2_V_CONTROL, 0);
    qtest_clock_step(qts, FRAME_NS);
    g_assert_true(has(qts, 0x123456, 6));
    g_assert_cmpint(number(qts, "pictures-lost"), ==, 0);
    qtest_quit(qts);
}

/* A plane counts, and what is written into its memory */
static void test_plane(void)
{
    static const uint32_t words[] = {
        CTL0_VALID | CTL0_SIZE(8) | CTL0_UNITY | RGBA8888 | ARGB, 0, OPAQUE,
        HEIGHT << 16 | WIDTH, CONTEXT, BUS(MEMORY), CONTEXT, 4 * WIDTH,
    };
    QTestState *qts = picture_start();

    qtest_memset(qts, MEMORY, 0x55, 4 * WIDTH * HEIGHT);
    list_write(qts, words, ARRAY_SIZE(words));
    record(qts, true);
    qtest_clock_step(qts, FRAME_NS);
    g_assert_cmphex(number(qts, "crc"), ==, crc_of(0x555555));
    qtest_writeb(qts, MEMORY + 4 * WIDTH * HEIGHT - 2, 0x56);
    qtest_clock_step(qts, FRAME_NS);
    g_assert_cmphex(number(qts, "crc"), !=, crc_of(0x555555));
    qtest_quit(qts);
}

/* One CRC alone, as the evidence of a case counts it */
static void test_expected(void)
{
    QTestState *qts = picture_start();

    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': %s, 'property': 'expected-crc', "
                             "'value': %u } }", PV2_PATH, crc_of(0x123456));
    for (int i = 0; i < 6; i++) {
        colour(qts, i % 2 ? 0x123456 : 0x123457);
        qtest_clock_step(qts, FRAME_NS);
    }
    g_assert_cmpint(number(qts, "expected-frames"), ==, 3);
    g_assert_true(has(qts, 0x123457, 3));
    qtest_quit(qts);
}

static void test_many(void)
{
    QTestState *qts = picture_start();

    record(qts, true);
    for (int i = 0; i < MAX_PICTURES + 3; i++) {
        colour(qts, i);
        qtest_clock_step(qts, FRAME_NS);
    }
    g_assert_true(has(qts, MAX_PICTURES - 1, 1));
    g_assert_false(has(qts, MAX_PICTURES, 1));
    g_assert_cmpint(number(qts, "pictures-lost"), ==, 3);
    g_assert_cmphex(number(qts, "crc"), ==, crc_of(MAX_PICTURES + 2));
    qtest_quit(qts);
}

static void test_move(void)
{
    QTestState *qts = picture_start();
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    int64_t now;

    colour(qts, 0x123456);
    record(qts, true);
    now = qtest_clock_step(qts, FRAME_NS);
    before = pictures(qts);
    qts = machine_move(qts, now);
    after = pictures(qts);
    g_assert_cmpstr(before, ==, after);
    g_assert_cmphex(number(qts, "crc"), ==, crc_of(0x123456));
    qtest_clock_step(qts, FRAME_NS);
    g_assert_true(has(qts, 0x123456, 2));
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-crc/crc", test_crc);
    qtest_add_func("/bcm2711-crc/plane", test_plane);
    qtest_add_func("/bcm2711-crc/expected", test_expected);
    qtest_add_func("/bcm2711-crc/many", test_many);
    qtest_add_func("/bcm2711-crc/move", test_move);

    return g_test_run();
}
