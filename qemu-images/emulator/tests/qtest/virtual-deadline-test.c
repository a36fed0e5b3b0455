/*
 * QTest testcase for the deadline in virtual time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "qobject/qdict.h"

#define PATH "/machine/peripheral/deadline"

static QTestState *boot(const char *device)
{
    return qtest_initf("-machine none -action watchdog=pause -device "
                       "virtual-deadline,id=deadline%s", device);
}

static void set_at(QTestState *qts, int64_t ns)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': %s, 'property': 'at-ns',"
                             " 'value': %" PRId64 " } }", PATH, ns);
}

static bool expired(QTestState *qts)
{
    return qtest_qom_get_bool(qts, PATH, "expired");
}

static void test_from_the_command_line(void)
{
    QTestState *qts = boot(",at-ns=1000000");

    qtest_clock_step(qts, 999999);
    g_assert(!expired(qts));
    qtest_clock_step(qts, 1);
    qtest_qmp_eventwait(qts, "WATCHDOG");
    qtest_qmp_eventwait(qts, "STOP");
    g_assert(expired(qts));
    qtest_quit(qts);
}

static void test_set_at_run_time(void)
{
    QTestState *qts = boot("");

    qtest_clock_step(qts, 5000000);
    g_assert(!expired(qts));
    set_at(qts, 6000000);
    set_at(qts, 0);
    qtest_clock_step(qts, 5000000);
    g_assert(!expired(qts));

    set_at(qts, 11000000);
    qtest_clock_step(qts, 1000000);
    qtest_qmp_eventwait(qts, "WATCHDOG");
    g_assert(expired(qts));

    /* Rearmed. */
    set_at(qts, 12000000);
    g_assert(!expired(qts));
    qtest_quit(qts);
}

static void test_refuses_a_negative_time(void)
{
    QTestState *qts = boot("");
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-set', 'arguments': {"
                           " 'path': %s, 'property': 'at-ns', 'value': -1 } }",
                           PATH);

    g_assert(qdict_haskey(rsp, "error"));
    qobject_unref(rsp);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/virtual-deadline/command-line",
                   test_from_the_command_line);
    qtest_add_func("/virtual-deadline/run-time", test_set_at_run_time);
    qtest_add_func("/virtual-deadline/negative", test_refuses_a_negative_time);
    return g_test_run();
}
