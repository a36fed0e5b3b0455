/*
 * QTest of the EDIDs that a monitor on a BCM2711 HDMI port can have: those of
 * the project, and any other
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-ddc-common.h"
#include "bcm2711-machine-common.h"

#define BLOCK           128
#define SEGMENT         0x30
#define MAX_BLOCKS      256

/* Tags of CTA-861's data blocks; the extended ones from 0x100 on */
#define AUDIO           1
#define VENDOR          3
#define COLORIMETRY     0x105
#define HDR_STATIC      0x106
#define VIDEO_420       0x10e

#define HDMI            0x000c03
#define HDMI_FORUM      0xc45dd8

static QDict *try_set(Bus *bus, const char *property, const char *value)
{
    g_autofree char *path = g_strdup_printf(DDC, bus->port);

    return qtest_qmp(bus->qts, "{ 'execute': 'qom-set', 'arguments': "
                     "{ 'path': %s, 'property': %s, 'value': %s } }", path,
                     property, value);
}

static void set_text(Bus *bus, const char *property, const char *value)
{
    QDict *reply = try_set(bus, property, value);

    g_assert_true(qdict_haskey(reply, "return"));
    qobject_unref(reply);
}

static void assert_refused(Bus *bus, const char *property, const char *value,
                           const char *why)
{
    QDict *reply = try_set(bus, property, value);
    const char *error = qdict_get_str(qdict_get_qdict(reply, "error"), "desc");

    g_assert_nonnull(strstr(error, why));
    qobject_unref(reply);
}

static void assert_text(Bus *bus, const char *property, const char *value)
{
    g_autofree char *path = g_strdup_printf(DDC, bus->port);
    QDict *reply = qtest_qmp(bus->qts, "{ 'execute': 'qom-get', 'arguments': "
                             "{ 'path': %s, 'property': %s } }", path,
                             property);

    g_assert_cmpstr(qdict_get_str(reply, "return"), ==, value);
    qobject_unref(reply);
}

/* As Linux' drm_do_probe_ddc_edid: segment 0 is not written */
static void read_segmented(Bus *bus, int block, uint8_t *bytes)
{
    if (block / 2) {
        g_assert_true(write_byte(bus, SEGMENT, block / 2, EN_NOSTOP));
    }
    g_assert_true(read_block(bus, block % 2, bytes));
}

/* The data block's bytes, or NULL; @len gets their number. */
static const uint8_t *find_in_block(const uint8_t *cta, int tag, int *len)
{
    for (int i = 4; i < cta[2]; i += 1 + (cta[i] & 0x1f)) {
        bool extended = cta[i] >> 5 == 7;

        if (tag == (extended ? 0x100 + cta[i + 1] : cta[i] >> 5)) {
            *len = (cta[i] & 0x1f) - extended;
            return &cta[i + 1 + extended];
        }
    }
    return NULL;
}

static const uint8_t *find(const uint8_t *edid, int blocks, int tag, int *len)
{
    const uint8_t *found = NULL;

    for (int i = 1; i < blocks && !found; i++) {
        if (edid[i * BLOCK] == 0x02) {
            found = find_in_block(edid + i * BLOCK, tag, len);
        }
    }
    return found;
}

static const uint8_t *find_vendor(const uint8_t *edid, int blocks, int oui)
{
    for (int i = 1; i < blocks; i++) {
        const uint8_t *cta = edid + i * BLOCK;

        if (cta[0] != 0x02) {
            continue;
        }
        for (int j = 4; j < cta[2]; j += 1 + (cta[j] & 0x1f)) {
            if (cta[j] >> 5 == VENDOR &&
                (cta[j + 1] | cta[j + 2] << 8 | cta[j + 3] << 16) == oui) {
                return &cta[j + 1];
            }
        }
    }
    return NULL;
}

static const struct Monitor {
    const char *name;
    int blocks;
    int missing;        /* announced, but not there */
    int channels;       /* most of LPCM; 0: no audio */
    int khz;            /* fastest of LPCM */
    bool hdmi;
    int tmds_mhz;       /* most by the newest block that says it */
    bool deep;          /* 36 bits a pixel */
    bool hdr, vic_420;
} monitors[] = {
    { "surround", 2, 0, 8, 192, true, 165 },
    { "no-audio", 2, 0, 0, 0, true, 165 },
    { "stereo", 2, 0, 2, 48, true, 165 },
    { "receiver", 2, 0, 8, 192, true, 165 },
    { "dvi", 1 },
    { "dvi-cta", 2 },
    { "interlaced", 2, 0, 2, 48, true, 75 },
    { "deep-colour", 2, 0, 2, 48, true, 225, true },
    { "4k60", 2, 0, 2, 48, true, 600 },
    { "4k60-420", 2, 0, 2, 48, true, 300, .vic_420 = true },
    { "hdr", 2, 0, 8, 192, true, 600, true, true },
    { "four-blocks", 4, 0, 8, 192, true, 165 },
    { "extension-missing", 1, 1 },
};

static void check_audio(const uint8_t *edid, const struct Monitor *monitor)
{
    int channels = 0, rates = 0, len = 0;
    const uint8_t *sads = find(edid, monitor->blocks, AUDIO, &len);
    bool basic = false;

    g_assert_cmpint(len % 3, ==, 0);
    for (int i = 0; i < len; i += 3) {
        if (sads[i] >> 3 == 1) {
            channels = MAX(channels, (sads[i] & 7) + 1);
            rates |= sads[i + 1];
        }
    }
    g_assert_cmpint(channels, ==, monitor->channels);
    g_assert_cmpint(rates & 0x40 ? 192 : rates ? 48 : 0, ==, monitor->khz);
    for (int i = 1; i < monitor->blocks; i++) {
        basic |= edid[i * BLOCK] == 0x02 && edid[i * BLOCK + 3] & 0x40;
    }
    g_assert_cmpint(basic, ==, monitor->channels > 0);
}

static void check_vendors(const uint8_t *edid, const struct Monitor *monitor)
{
    const uint8_t *hdmi = find_vendor(edid, monitor->blocks, HDMI);
    const uint8_t *forum = find_vendor(edid, monitor->blocks, HDMI_FORUM);

    g_assert_cmpint(!!hdmi, ==, monitor->hdmi);
    if (hdmi) {
        g_assert_cmphex(hdmi[3] << 8 | hdmi[4], ==, 0x1000);
        g_assert_cmpint(!!(hdmi[5] & 0x20), ==, monitor->deep);
        g_assert_cmpint((forum && forum[4] ? forum[4] : hdmi[6]) * 5, ==,
                        monitor->tmds_mhz);
    }
    /* A sink of more than 340 MHz has SCDC */
    g_assert_cmpint(monitor->tmds_mhz > 340, <=, forum && forum[5] & 0x80);
}

static void check_monitor(const uint8_t *edid, const struct Monitor *monitor)
{
    static const uint8_t header[] = { 0, 255, 255, 255, 255, 255, 255, 0 };
    int len;

    g_assert_cmpmem(edid, 8, header, 8);
    g_assert_cmpint(edid[126], ==, monitor->blocks - 1 + monitor->missing);
    for (int i = 0; i < monitor->blocks; i++) {
        g_assert_cmphex(sum(edid + i * BLOCK), ==, 0);
    }
    if (monitor->blocks > 2) {
        g_assert_cmphex(edid[BLOCK], ==, 0xf0);
    }
    for (int i = 1; i < monitor->blocks; i++) {
        const uint8_t *cta = edid + i * BLOCK;
        int at = 4;

        g_assert_cmphex(cta[0], ==,
                        i == 1 && monitor->blocks > 2 ? 0xf0 : 0x02);
        while (cta[0] == 0x02 && at < cta[2]) {
            at += 1 + (cta[at] & 0x1f);
        }
        g_assert_cmpint(cta[0] == 0x02 ? at : 0, ==, cta[0] == 0x02 ? cta[2]
                                                                    : 0);
    }
    check_audio(edid, monitor);
    check_vendors(edid, monitor);
    g_assert_cmpint(!!find(edid, monitor->blocks, HDR_STATIC, &len), ==,
                    monitor->hdr);
    g_assert_cmpint(!!find(edid, monitor->blocks, COLORIMETRY, &len), ==,
                    monitor->hdr);
    g_assert_cmpint(!!find(edid, monitor->blocks, VIDEO_420, &len), ==,
                    monitor->vic_420);
}

static void test_monitors(void)
{
    uint8_t edid[4 * BLOCK], missing[BLOCK];
    Bus bus;

    bus_open(&bus, 0);
    assert_text(&bus, "edid", "surround");
    for (int i = 0; i < ARRAY_SIZE(monitors); i++) {
        const struct Monitor *monitor = &monitors[i];

        set_text(&bus, "edid", monitor->name);
        assert_text(&bus, "edid", monitor->name);
        for (int block = 0; block < monitor->blocks; block++) {
            read_segmented(&bus, block, edid + block * BLOCK);
        }
        check_monitor(edid, monitor);
        /* An idle bus reads as ones */
        read_segmented(&bus, monitor->blocks, missing);
        g_assert_cmphex(missing[0] & missing[127], ==, 0xff);
    }
    assert_refused(&bus, "edid", "8k", "no monitor '8k'; there are surround, ");
    assert_text(&bus, "edid", "extension-missing");
    qtest_quit(bus.qts);
}

static char *make_hex(int blocks)
{
    GString *hex = g_string_new(NULL);

    for (int i = 0; i < blocks; i++) {
        for (int j = 0; j < BLOCK; j++) {
            g_string_append_printf(hex, "%02x", (i + j) & 0xff);
        }
    }
    return g_string_free(hex, false);
}

static void check_bytes(Bus *bus, int block)
{
    uint8_t bytes[BLOCK];

    read_segmented(bus, block, bytes);
    for (int j = 0; j < BLOCK; j++) {
        g_assert_cmphex(bytes[j], ==, (block + j) & 0xff);
    }
}

/* Any blocks, as they are: neither checksum nor count of extensions fits */
static void test_hex(void)
{
    g_autofree char *one = make_hex(1);
    g_autofree char *all = make_hex(MAX_BLOCKS);
    g_autofree char *more = make_hex(MAX_BLOCKS + 1);
    g_autofree char *upper = g_ascii_strup(one, -1);
    g_autofree char *odd = g_strndup(one, 2 * BLOCK - 1);
    g_autofree char *text = g_strdup(one);
    Bus bus;

    bus_open(&bus, 1);
    set_text(&bus, "edid-hex", all);
    assert_text(&bus, "edid-hex", all);
    assert_text(&bus, "edid", "");
    for (int block = 0; block < MAX_BLOCKS; block += 85) {
        check_bytes(&bus, block);
    }
    set_text(&bus, "edid-hex", upper);
    assert_text(&bus, "edid-hex", one);
    check_bytes(&bus, 0);

    text[2 * BLOCK - 1] = 'g';
    assert_refused(&bus, "edid-hex", "", "1 to 256 blocks");
    assert_refused(&bus, "edid-hex", odd, "1 to 256 blocks");
    assert_refused(&bus, "edid-hex", text, "1 to 256 blocks");
    assert_refused(&bus, "edid-hex", more, "1 to 256 blocks");
    assert_text(&bus, "edid-hex", one);
    qtest_quit(bus.qts);
}

/* The EDID goes on with a machine that is saved and loaded. */
static void test_move(void)
{
    g_autofree char *five = make_hex(5);
    Bus bus;

    bus_open(&bus, 0);
    set_text(&bus, "edid-hex", five);
    bus.qts = machine_move(bus.qts, 0);
    assert_text(&bus, "edid-hex", five);
    check_bytes(&bus, 4);
    bus.port = 1;
    assert_text(&bus, "edid", "surround");
    qtest_quit(bus.qts);
}

/* lab { */
/*
 * Rows of tables in docs/emulator.md
 *
 * The link: test_hex
 * - an EDID has more blocks than two
 * - `drm_edid_read_ddc`, which writes the segment pointer
 * - what the later blocks announce
 */
/* } lab */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-edid/monitors", test_monitors);
    qtest_add_func("/bcm2711-edid/hex", test_hex);
    qtest_add_func("/bcm2711-edid/move", test_move);
    return g_test_run();
}
