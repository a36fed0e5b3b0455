/*
 * QTest of the BCM2711 HDMI transmitter's infoframes: bytes, time and rules
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "bcm2711-machine-common.h"
#include "bcm2711-packet-common.h"

#define INFOFRAME "84010a601100000000000000" "0000"

static void infoframe_write(QTestState *qts)
{
    qtest_writel(qts, PACKET(4) + 0x0, 0x0a0184);
    qtest_writel(qts, PACKET(4) + 0x4, 0x00001160);
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
    QTestState *qts = machine_start_sending();
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
    /* Of seven streams, two had none */
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-infoframe-streams"), ==,
                    5);
    qtest_quit(qts);
}

/* A stream begins while the display is off: its infoframe comes later */
static void test_display_off(void)
{
    QTestState *qts = machine_start_sending();

    video_on(qts, false);
    mai_start(qts);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    infoframe_write(qts);
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | AUDIO);
    qtest_clock_step(qts, 100000);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-infoframe-streams"), ==,
                    0);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "infoframes-audio"), ==, 0);
    video_on(qts, true);
    qtest_clock_step(qts, DELAY_NS);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-infoframe-streams"), ==,
                    1);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "infoframes-audio"), ==, 1);

    /* The same stream's second one */
    video_on(qts, false);
    qtest_clock_step(qts, DELAY_NS);
    video_on(qts, true);
    qtest_clock_step(qts, DELAY_NS);
    mai_stop(qts);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-infoframe-streams"), ==,
                    1);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "infoframes-audio"), ==, 2);

    /* The counts go on with a machine that is saved and loaded */
    qts = machine_move(qts, qtest_clock_step(qts, 1));
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "audio-infoframe-streams"), ==,
                    1);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "infoframes-audio"), ==, 2);
    qtest_quit(qts);
}

#define PACKET_BYTES 31
#define HORZA (HDMI0_CORE + 0x0e4)
#define VERTA0 (HDMI0_CORE + 0x0ec)

/* Words of three and of four bytes alternate */
static void packet_send(QTestState *qts, unsigned int id, const uint8_t *bytes)
{
    unsigned int count = 0;

    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON);
    qtest_clock_step(qts, DELAY_NS);
    for (unsigned int word = 0; count < PACKET_BYTES; word++) {
        uint32_t value = 0;

        for (int i = 0; i < (word % 2 ? 4 : 3); i++) {
            value |= (uint32_t)bytes[count++] << (8 * i);
        }
        qtest_writel(qts, PACKET(id) + 4 * word, value);
    }
    qtest_writel(qts, RAM_PACKET_CONFIG, RAM_ON | BIT(id));
    qtest_clock_step(qts, DELAY_NS);
}

/* Send an infoframe in packet @id; at last @change spoils byte @at */
static void infoframe_send(QTestState *qts, unsigned int id, uint8_t type,
                           uint8_t version, uint8_t length, uint8_t vic,
                           uint8_t change, unsigned int at)
{
    uint8_t bytes[PACKET_BYTES] = { type, version, length };

    bytes[7] = vic;
    for (int i = 0; i < PACKET_BYTES; i++) {
        if (i != 3) {
            bytes[3] -= bytes[i];
        }
    }
    bytes[at] ^= change;
    packet_send(qts, id, bytes);
}

/* What Linux sends, and mistakes in it */
static void test_rules(void)
{
    static const struct {
        unsigned int id;
        uint8_t type, version, length, vic;
        uint8_t change;
        unsigned int at;
        const char *rule;       /* NULL: it is valid */
    } frames[] = {
        { 2, 0x82, 2, 13, 4 }, { 2, 0x82, 3, 13, 0 }, { 2, 0x82, 2, 13, 19 },
        { 3, 0x83, 1, 25 }, { 4, 0x84, 1, 10 }, { 1, 0x81, 1, 5 },
        { 7, 0x87, 1, 26 },
        /* No infoframe */
        { 9, 1, 2, 3, 4, 5, 6 },
        /* Another packet's, another version, too short, too long */
        { 2, 0x84, 1, 10, 0, 0, 0, "infoframe-header count=1 " },
        { 4, 0x84, 2, 10, 0, 0, 0, "infoframe-header count=1 " },
        { 3, 0x83, 1, 24, 0, 0, 0, "infoframe-header count=1 " },
        { 7, 0x87, 1, 28, 0, 0, 0, "infoframe-header count=1 " },
        { 4, 0x84, 1, 10, 0, 1, 3, "infoframe-checksum count=1 " },
        { 2, 0x82, 2, 13, 4, 8, 16, "infoframe-checksum count=1 " },
        { 4, 0x84, 1, 10, 0, 1, 14, "infoframe-tail count=1 " },
        { 3, 0x83, 1, 25, 0, 0x80, 30, "infoframe-tail count=1 " },
        /* 1920x1080, and 640x480 */
        { 2, 0x82, 2, 13, 16, 0, 0, "infoframe-not-of-mode count=1 " },
        { 2, 0x82, 2, 13, 1, 0, 0, "infoframe-not-of-mode count=1 " },
    };

    for (int i = 0; i < ARRAY_SIZE(frames); i++) {
        QTestState *qts = machine_start_sending();

        qtest_writel(qts, HORZA, 110 << 16 | 1280);
        qtest_writel(qts, VERTA0, 5 << 24 | 720);
        infoframe_send(qts, frames[i].id, frames[i].type, frames[i].version,
                       frames[i].length, frames[i].vic, frames[i].change,
                       frames[i].at);
        if (frames[i].rule) {
            assert_violation(qts, HDMI0_PATH, frames[i].rule);
        } else {
            assert_no_violation(qts, HDMI0_PATH);
        }
        qtest_quit(qts);
    }
}

static void assert_record(QTestState *qts, unsigned int number,
                          const char *record)
{
    QObject *value = prop_get(qts, HDMI0_PATH, "infoframes");
    QList *list = qobject_to(QList, value);
    QListEntry *entry = QTAILQ_FIRST(&list->head);

    for (unsigned int i = 0; entry && i < number; i++) {
        entry = QTAILQ_NEXT(entry, next);
    }
    if (record) {
        g_assert_nonnull(entry);
        g_assert_true(g_str_has_prefix(
            qstring_get_str(qobject_to(QString, entry->value)), record));
    } else {
        g_assert_null(entry);
    }
    qobject_unref(value);
}

/* Each distinct packet has a record */
static void test_records(void)
{
    QTestState *qts = machine_start_sending();

    assert_record(qts, 0, NULL);
    infoframe_send(qts, 4, 0x84, 1, 10, 0, 0, 0);
    infoframe_send(qts, 2, 0x82, 2, 13, 0, 1, 3);
    infoframe_send(qts, 4, 0x84, 1, 10, 0, 0, 0);
    infoframe_send(qts, 9, 1, 2, 3, 0, 0, 0);
    assert_record(qts, 0, "audio state=valid count=2 first-ns=4000 "
                  "last-ns=12000 bytes=84010a71000000");
    assert_record(qts, 1, "avi state=infoframe-checksum count=1 "
                  "first-ns=8000 last-ns=8000 bytes=82020d6e000000");
    assert_record(qts, 2, "packet-9 state=unchecked count=1 first-ns=16000 ");
    assert_record(qts, 3, NULL);

    /* It is evidence about the guest */
    qtest_system_reset(qts);
    assert_record(qts, 2, "packet-9 ");
    qtest_quit(qts);
}

/* A guest cannot make it longer than that */
static void test_records_end(void)
{
    QTestState *qts = machine_start_sending();

    for (int i = 0; i < 40; i++) {
        infoframe_send(qts, 3, 0x83, 1, 25, i, 0, 0);
    }
    infoframe_send(qts, 3, 0x83, 1, 25, 31, 0, 0);
    assert_record(qts, 31, "spd state=valid count=2 ");
    assert_record(qts, 32, NULL);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "infoframes-unrecorded"), ==, 8);
    qtest_quit(qts);
}

static void assert_sent(QTestState *qts, const char *name, int64_t count)
{
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, name), ==, count);
}

/* Of each type it is counted what was sent, valid or not */
static void test_counters(void)
{
    QTestState *qts = machine_start_sending();

    assert_sent(qts, "infoframes-audio", 0);
    infoframe_send(qts, 4, 0x84, 1, 10, 0, 0, 0);
    infoframe_send(qts, 4, 0x84, 1, 10, 0, 1, 3);
    infoframe_send(qts, 1, 0x81, 1, 5, 0, 0, 0);
    infoframe_send(qts, 2, 0x82, 2, 13, 0, 0, 0);
    infoframe_send(qts, 3, 0x83, 1, 25, 0, 0, 0);
    infoframe_send(qts, 7, 0x87, 1, 26, 0, 0, 0);
    infoframe_send(qts, 9, 1, 2, 3, 0, 0, 0);
    assert_sent(qts, "infoframes-audio", 2);
    assert_sent(qts, "infoframes-vendor", 1);
    assert_sent(qts, "infoframes-avi", 1);
    assert_sent(qts, "infoframes-spd", 1);
    assert_sent(qts, "infoframes-mpeg", 0);
    assert_sent(qts, "infoframes-drm", 1);

    /* It is evidence about the guest */
    qtest_system_reset(qts);
    assert_sent(qts, "infoframes-audio", 2);
    qtest_quit(qts);
}

static void assert_event(QTestState *qts, const char *type, const char *state,
                         int64_t ns, const char *bytes)
{
    QDict *event = qtest_qmp_eventwait_ref(qts, "BCM2711_INFOFRAME");
    QDict *data = qdict_get_qdict(event, "data");

    g_assert_cmpstr(qdict_get_str(data, "path"), ==, HDMI0_PATH);
    g_assert_cmpstr(qdict_get_str(data, "type"), ==, type);
    g_assert_cmpstr(qdict_get_str(data, "state"), ==, state);
    g_assert_cmpint(qdict_get_int(data, "ns"), ==, ns);
    g_assert_true(g_str_has_prefix(qdict_get_str(data, "bytes"), bytes));
    g_assert_cmpint(strlen(qdict_get_str(data, "bytes")), ==,
                    2 * PACKET_BYTES);
    qobject_unref(event);
}

/* Only who asks for events gets them */
static void test_events(void)
{
    QTestState *qts = machine_start_sending();

    infoframe_send(qts, 3, 0x83, 1, 25, 0, 0, 0);
    prop_set_bool(qts, HDMI0_PATH, "infoframe-events", true);
    infoframe_send(qts, 4, 0x84, 1, 10, 0, 0, 0);
    infoframe_send(qts, 9, 1, 2, 3, 0, 0, 0);
    infoframe_send(qts, 2, 0x82, 2, 13, 0, 1, 3);
    infoframe_send(qts, 4, 0x84, 1, 10, 0, 0, 0);
    assert_event(qts, "audio", "valid", 8000, "84010a71000000");
    assert_event(qts, "avi", "infoframe-checksum", 16000, "82020d6e000000");
    assert_event(qts, "audio", "valid", 20000, "84010a71000000");
    qtest_quit(qts);
}

/*
 * Rows of tables in docs/emulator.md
 *
 * Infoframes: test_rules
 * - AVI infoframe
 * - `vc4_hdmi_set_avi_infoframe`
 * - its code of the mode, against the mode that is set
 *
 * Infoframes: test_rules
 * - SPD, vendor and dynamic range infoframes
 * - `vc4_hdmi_set_spd_infoframe`, from 6.1 on `vc4_hdmi_set_hdr_infoframe`
 * - header, checksum and tail
 *
 * Infoframes: test_infoframe
 * - audio infoframe
 * - `vc4_hdmi_set_audio_infoframe`
 * - also its channels and allocation, and when it came
 *
 * Infoframes: test_display_off
 * - infoframes go out with the frames, and are counted by type and by stream
 * - `vc4_hdmi_audio_prepare` while the display is blanked
 * - nothing: `audio-infoframe-streams` says whether one was sent once the
 *   display was on
 */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-infoframe/late-and-missing", test_infoframe);
    qtest_add_func("/bcm2711-infoframe/rules", test_rules);
    qtest_add_func("/bcm2711-infoframe/records", test_records);
    qtest_add_func("/bcm2711-infoframe/records/end", test_records_end);
    qtest_add_func("/bcm2711-infoframe/display-off", test_display_off);
    qtest_add_func("/bcm2711-infoframe/counters", test_counters);
    qtest_add_func("/bcm2711-infoframe/events", test_events);
    return g_test_run();
}
