/*
 * QTest testcase for properties that are set when a counter reaches a value
 *
 * The watched and the changed devices are deadlines, because their "at-ns" is a
 * number that can be read and written.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "qobject/qdict.h"

#define PERIPHERAL "/machine/peripheral/"
#define POLL_NS 1000000
#define WANTED "500000000000"

static QTestState *boot(const char *trigger)
{
    return qtest_initf("-machine none -action watchdog=none "
                       "-device virtual-deadline,id=counter "
                       "-device virtual-deadline,id=target "
                       "-device virtual-trigger,id=trigger,"
                       "watch=" PERIPHERAL "counter,"
                       "object=" PERIPHERAL "target,%s", trigger);
}

static int64_t get(QTestState *qts, const char *path, const char *property)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': {"
                           " 'path': %s, 'property': %s } }", path, property);
    int64_t value = qdict_get_int(rsp, "return");

    qobject_unref(rsp);
    return value;
}

static void count(QTestState *qts, int64_t to)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': '" PERIPHERAL "counter',"
                             " 'property': 'at-ns', 'value': %" PRId64 " } }",
                             to);
}

static int64_t fired_ns(QTestState *qts)
{
    return get(qts, PERIPHERAL "trigger", "fired-ns");
}

static int64_t target(QTestState *qts)
{
    return get(qts, PERIPHERAL "target", "at-ns");
}

static char *error_of(QTestState *qts)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': {"
                           " 'path': '" PERIPHERAL "trigger',"
                           " 'property': 'error' } }");
    char *text = g_strdup(qdict_get_str(rsp, "return"));

    qobject_unref(rsp);
    return text;
}

static void test_fires_once_the_counter_is_there(void)
{
    QTestState *qts = boot("counter=at-ns,reaches=700000000000,"
                           "property=at-ns,value=" WANTED);

    count(qts, 699999999999);
    qtest_clock_step(qts, 20 * POLL_NS);
    g_assert_cmpint(fired_ns(qts), ==, -1);
    g_assert_cmpint(target(qts), ==, 0);

    count(qts, 700000000000);
    qtest_clock_step(qts, POLL_NS);
    g_assert_cmpint(fired_ns(qts), ==, 21 * POLL_NS);
    g_assert_cmpint(target(qts), ==, 500000000000);
    qtest_quit(qts);
}

static void test_fires_after_the_delay_and_only_once(void)
{
    QTestState *qts = boot("counter=at-ns,reaches=1,delay-ns=10000000,"
                           "property=at-ns,value=" WANTED);

    count(qts, 900000000000);
    qtest_clock_step(qts, POLL_NS);
    /* It need not stay there. */
    count(qts, 0);
    qtest_clock_step(qts, 10 * POLL_NS - 1);
    g_assert_cmpint(fired_ns(qts), ==, -1);
    qtest_clock_step(qts, 1);
    g_assert_cmpint(fired_ns(qts), ==, 11 * POLL_NS);

    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': {"
                             " 'path': '" PERIPHERAL "target',"
                             " 'property': 'at-ns', 'value': 0 } }");
    count(qts, 900000000000);
    qtest_clock_step(qts, 100 * POLL_NS);
    g_assert_cmpint(target(qts), ==, 0);
    qtest_quit(qts);
}

static void fails_with(const char *trigger, const char *expected)
{
    QTestState *qts = boot(trigger);
    g_autofree char *error = NULL;

    count(qts, 900000000000);
    qtest_clock_step(qts, 10 * POLL_NS);
    error = error_of(qts);
    g_assert_nonnull(strstr(error, expected));
    g_assert_cmpint(target(qts), ==, 0);
    qtest_quit(qts);
}

static void test_tells_why_it_cannot(void)
{
    fails_with("counter=nothing,reaches=1,property=at-ns,value=1", "nothing");
    fails_with("counter=at-ns,reaches=1,property=nothing,value=1", "nothing");
    fails_with("counter=at-ns,reaches=1,property=at-ns,value=x", "at-ns");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/virtual-trigger/counter",
                   test_fires_once_the_counter_is_there);
    qtest_add_func("/virtual-trigger/delay",
                   test_fires_after_the_delay_and_only_once);
    qtest_add_func("/virtual-trigger/errors", test_tells_why_it_cannot);
    return g_test_run();
}
