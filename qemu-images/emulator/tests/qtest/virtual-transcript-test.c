/*
 * QTest testcase for the lines that the guest's own programs write
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-machine-common.h"

#define DATA 0xff900000

typedef struct Transcript {
    char *path;
    QTestState *qts;
} Transcript;

static char *arguments(const char *path, const char *device, const char *more)
{
    return g_strdup_printf("-machine raspi4b -chardev file,id=t,path=%s "
                           "-device virtual-transcript,chardev=t%s%s",
                           path, device, more);
}

static Transcript boot(const char *device)
{
    Transcript transcript;
    g_autofree char *argv = NULL;
    int fd = g_file_open_tmp("transcript-XXXXXX.log", &transcript.path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    argv = arguments(transcript.path, device, "");
    transcript.qts = qtest_init(argv);
    return transcript;
}

static void say(QTestState *qts, const char *text)
{
    for (; *text; text++) {
        qtest_writeb(qts, DATA, *text);
    }
}

static void assert_content(const Transcript *transcript, const char *expected)
{
    g_autofree char *content = NULL;

    g_assert_true(g_file_get_contents(transcript->path, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, expected);
}

static void end(Transcript *transcript)
{
    qtest_quit(transcript->qts);
    unlink(transcript->path);
    g_free(transcript->path);
}

static void test_each_line_has_its_time(void)
{
    Transcript transcript = boot("");

    qtest_clock_step(transcript.qts, 1000);
    say(transcript.qts, "begin\n");
    qtest_clock_step(transcript.qts, 234);
    say(transcript.qts, "to ");
    assert_content(&transcript, "1000 begin\n");
    qtest_clock_step(transcript.qts, 1);
    say(transcript.qts, "the end\n");
    assert_content(&transcript, "1000 begin\n1235 to the end\n");
    end(&transcript);
}

/* The register has one byte, and nothing is beside it. */
static void test_only_bytes_are_taken(void)
{
    Transcript transcript = boot("");

    qtest_writel(transcript.qts, DATA, 0x0a610a61);
    qtest_writeb(transcript.qts, DATA + 1, '\n');
    g_assert_cmphex(qtest_readb(transcript.qts, DATA), ==, 0);
    say(transcript.qts, "b\n");
    assert_content(&transcript, "0 ab\n");
    end(&transcript);
}

static void test_a_long_line_is_cut(void)
{
    Transcript transcript = boot("");
    g_autofree char *longest = g_strnfill(1024, 'x');
    g_autofree char *expected = g_strdup_printf("0 %s\n0 y\n", longest);

    say(transcript.qts, longest);
    say(transcript.qts, "more\ny\n");
    assert_content(&transcript, expected);
    end(&transcript);
}

/* A guest that writes without end fills no disk. */
static void test_limit(void)
{
    Transcript transcript = boot(",limit=9");

    say(transcript.qts, "ab\ncdef\ng\n");
    assert_content(&transcript, "0 ab\n");
    say(transcript.qts, "h\n");
    assert_content(&transcript, "0 ab\n");
    end(&transcript);
}

static void assert_running(QTestState *qts, bool expected)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'query-status' }");

    g_assert_true(qdict_get_bool(qdict_get_qdict(rsp, "return"), "running") ==
                  expected);
    qobject_unref(rsp);
}

static void test_the_machine_stops_once_at_a_line(void)
{
    Transcript transcript = boot(",stop-at=ready");

    say(transcript.qts, "not ready\nready or not\nread");
    assert_running(transcript.qts, true);
    say(transcript.qts, "y\n");
    qtest_qmp_eventwait(transcript.qts, "STOP");
    assert_running(transcript.qts, false);
    qtest_qmp_assert_success(transcript.qts, "{ 'execute': 'cont' }");
    say(transcript.qts, "ready\n");
    assert_running(transcript.qts, true);
    assert_content(&transcript,
                   "0 not ready\n0 ready or not\n0 ready\n0 ready\n");
    end(&transcript);
}

static void test_half_a_line_moves(void)
{
    Transcript transcript = boot("");
    g_autofree char *path = NULL;
    g_autofree char *argv = NULL;
    int fd = g_file_open_tmp("transcript-XXXXXX.log", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    argv = arguments(path, "", " -incoming defer");
    say(transcript.qts, "here\nhalf ");
    transcript.qts = machine_move_to(transcript.qts, argv, 77);
    assert_content(&transcript, "0 here\n");
    unlink(transcript.path);
    g_free(transcript.path);
    transcript.path = g_steal_pointer(&path);
    say(transcript.qts, "a line\n");
    assert_content(&transcript, "77 half a line\n");
    end(&transcript);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/virtual-transcript/lines", test_each_line_has_its_time);
    qtest_add_func("/virtual-transcript/bytes", test_only_bytes_are_taken);
    qtest_add_func("/virtual-transcript/long-line", test_a_long_line_is_cut);
    qtest_add_func("/virtual-transcript/limit", test_limit);
    qtest_add_func("/virtual-transcript/stop",
                   test_the_machine_stops_once_at_a_line);
    qtest_add_func("/virtual-transcript/migration", test_half_a_line_moves);
    return g_test_run();
}
