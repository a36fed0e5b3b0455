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
    Transcript t;
    g_autofree char *argv = NULL;
    int fd = g_file_open_tmp("transcript-XXXXXX.log", &t.path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    argv = arguments(t.path, device, "");
    t.qts = qtest_init(argv);
    return t;
}

static void say(QTestState *qts, const char *text)
{
    for (; *text; text++) {
        qtest_writeb(qts, DATA, *text);
    }
}

static void assert_content(const Transcript *t, const char *expected)
{
    g_autofree char *content = NULL;

    g_assert_true(g_file_get_contents(t->path, &content, NULL, NULL));
    g_assert_cmpstr(content, ==, expected);
}

static void end(Transcript *t)
{
    qtest_quit(t->qts);
    unlink(t->path);
    g_free(t->path);
}

static void test_each_line_has_its_time(void)
{
    Transcript t = boot("");

    qtest_clock_step(t.qts, 1000);
    say(t.qts, "begin\n");
    qtest_clock_step(t.qts, 234);
    say(t.qts, "to ");
    assert_content(&t, "1000 begin\n");
    qtest_clock_step(t.qts, 1);
    say(t.qts, "the end\n");
    assert_content(&t, "1000 begin\n1235 to the end\n");
    end(&t);
}

/* The register has one byte, and nothing is beside it. */
static void test_only_bytes_are_taken(void)
{
    Transcript t = boot("");

    qtest_writel(t.qts, DATA, 0x0a610a61);
    qtest_writeb(t.qts, DATA + 1, '\n');
    g_assert_cmphex(qtest_readb(t.qts, DATA), ==, 0);
    say(t.qts, "b\n");
    assert_content(&t, "0 ab\n");
    end(&t);
}

static void test_a_long_line_is_cut(void)
{
    Transcript t = boot("");
    g_autofree char *longest = g_strnfill(1024, 'x');
    g_autofree char *expected = g_strdup_printf("0 %s\n0 y\n", longest);

    say(t.qts, longest);
    say(t.qts, "more\ny\n");
    assert_content(&t, expected);
    end(&t);
}

/* A guest that writes without end fills no disk. */
static void test_limit(void)
{
    Transcript t = boot(",limit=9");

    say(t.qts, "ab\ncdef\ng\n");
    assert_content(&t, "0 ab\n");
    say(t.qts, "h\n");
    assert_content(&t, "0 ab\n");
    end(&t);
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
    Transcript t = boot(",stop-at=ready");

    say(t.qts, "not ready\nready or not\nread");
    assert_running(t.qts, true);
    say(t.qts, "y\n");
    qtest_qmp_eventwait(t.qts, "STOP");
    assert_running(t.qts, false);
    qtest_qmp_assert_success(t.qts, "{ 'execute': 'cont' }");
    say(t.qts, "ready\n");
    assert_running(t.qts, true);
    assert_content(&t, "0 not ready\n0 ready or not\n0 ready\n0 ready\n");
    end(&t);
}

static void test_half_a_line_moves(void)
{
    Transcript t = boot("");
    g_autofree char *path = NULL;
    g_autofree char *argv = NULL;
    int fd = g_file_open_tmp("transcript-XXXXXX.log", &path, NULL);

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    argv = arguments(path, "", " -incoming defer");
    say(t.qts, "here\nhalf ");
    t.qts = machine_move_to(t.qts, argv, 77);
    assert_content(&t, "0 here\n");
    unlink(t.path);
    g_free(t.path);
    t.path = g_steal_pointer(&path);
    say(t.qts, "a line\n");
    assert_content(&t, "77 half a line\n");
    end(&t);
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
