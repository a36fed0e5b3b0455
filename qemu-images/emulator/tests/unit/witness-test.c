/*
 * Tests of what the witness decides without a guest: its configuration, its
 * count of locks, its rules
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "config.h"
#include "locks.h"
#include "order.h"
#include "rules.h"
#include <string.h>

#define HEAD \
    "arch arm\n" \
    "thread-info stack 0x2000\n" \
    "preempt-offset 0x4\n" \
    "task-offset 0xc\n" \
    "comm-offset 0x2b8\n" \
    "text 0xc0008000 0xc0900000\n" \
    "modules 0xbf000000 0xc0000000\n" \
    "start 0xc0333148 run_init_process\n"

static WitnessConfig *parse(const char *text)
{
    g_autofree char *error = NULL;
    WitnessConfig *config = witness_config_parse(text, &error);

    g_assert_cmpstr(error, ==, NULL);
    return config;
}

static void assert_refused(const char *text, const char *expected)
{
    g_autofree char *error = NULL;

    g_assert_null(witness_config_parse(text, &error));
    g_assert_nonnull(strstr(error, expected));
}

static void test_config_values(void)
{
    WitnessConfig *config = parse(HEAD "# a comment\n"
        "sleep 0xc0001000 __might_sleep offset 0 1 -\n"
        "count-order 0xc0000fe0 g\n"
        "count-started 0xc0000ff0 f.constprop.0\n"
        "pid-offset 0x20c\nwindow 0x1 0xffffffffffffffff\n");
    WitnessWatch *watch = witness_config_find(config, 0xc0001000);

    g_assert_cmpint(config->arch, ==, WITNESS_ARM);
    g_assert_cmpuint(config->stack_size, ==, 0x2000);
    g_assert_cmpuint(config->comm_offset, ==, 0x2b8);
    g_assert_cmpuint(config->pid_offset, ==, 0x20c);
    g_assert_cmpuint(config->window.start, ==, 1);
    g_assert_cmpint(watch->rule, ==, RULE_OFFSET);
    g_assert_cmpint(watch->line_arg, ==, 1);
    g_assert_cmpint(watch->offset_arg, ==, -1);
    g_assert_cmpstr(witness_config_find(config, 0xc0000ff0)->name, ==,
                    "f.constprop.0");
    g_assert_cmpint(witness_config_find(config, 0xc0000fe0)->kind, ==,
                    WITNESS_COUNT_ORDER);
    g_assert_null(witness_config_find(config, 0xc0001004));
    g_assert_true(witness_config_watches(config, 0xc0000ff4, 0xc0001004));
    g_assert_true(witness_config_watches(config, 0, G_MAXUINT64));
    g_assert_false(witness_config_watches(config, 0xc0000ff4, 0xc0001000));
    g_assert_false(witness_config_watches(config, 0xc0001004, 0xc0001008));
    g_assert_true(witness_config_is_code(config, 0xbf000000));
    g_assert_true(witness_config_is_code(config, 0xc0008000));
    g_assert_false(witness_config_is_code(config, 0xc0900000));
    witness_config_free(config);
}

static void test_config_same_address(void)
{
    WitnessConfig *config = parse(HEAD
        "count 0xc0001000 b\nsleep 0xc0001000 b any\ncount 0xc0001000 c\n");
    WitnessWatch *watch = witness_config_find(config, 0xc0001000);

    for (int i = 0; i < 3; i++) {
        g_assert_cmpuint(watch[i].address, ==, 0xc0001000);
    }
    witness_config_free(config);
}

static void test_config_refused_lines(void)
{
    static const char *const lines[] = {
        "sleep", "sleep 0xc0001000 f", "sleep c0001000 f any",
        "sleep 0x f any", "sleep 0xg f any", "sleep 0x-1 f any",
        "sleep 0x10000000000000000 f any", "sleep 0xc0001000 f any ",
        "sleep  0xc0001000 f any", "sleep 0xc0001000 f\"g any",
        "sleep 0xc0001000 f never", "sleep 0xc0001000 f offset 0 1",
        "sleep 0xc0001000 f offset 0 1 4", "sleep 0xc0001000 f offset 0 1 -1",
        "count 0xc0001000", "count 0xc0001000 f g", "watch 0xc0001000 f",
        "arch mips", "thread-info stack 0x2001", "thread-info stack 0x0",
        "thread-info gs", "comm-offset 0x100001", "text 0x2 0x1", " ",
        "call 0xc0001000", "call 0xc0001000 f any", "pid-offset 0x100001",
        "window 0x2 0x1", "window 0x1",
    };

    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autofree char *text = g_strdup_printf(HEAD "%s\n", lines[i]);

        assert_refused(text, "line 9 cannot be read");
    }
}

static void test_config_long_name(void)
{
    g_autofree char *name = g_strnfill(127, 'f');
    g_autofree char *good = g_strdup_printf(HEAD "count 0x4 %s\n", name);
    g_autofree char *bad = g_strdup_printf(HEAD "count 0x4 %sf\n", name);

    witness_config_free(parse(good));
    assert_refused(bad, "line 9");
}

/* A configuration that lacks something must not be taken for a silent kernel */
static void test_config_missing_lines(void)
{
    static const char *const needed[] = {
        "arch", "thread-info", "preempt-offset", "task-offset", "comm-offset",
        "text", "start",
    };
    g_auto(GStrv) lines = g_strsplit(HEAD, "\n", -1);

    for (guint i = 0; i < G_N_ELEMENTS(needed); i++) {
        g_autofree char *expected = g_strdup_printf("'%s' is missing",
                                                    needed[i]);
        g_autoptr(GString) text = g_string_new("");

        for (guint j = 0; lines[j]; j++) {
            if (!g_str_has_prefix(lines[j], needed[i])) {
                g_string_append_printf(text, "%s\n", lines[j]);
            }
        }
        assert_refused(text->str, expected);
    }
    assert_refused("", "'arch' is missing");
}

static void test_locks_by_address(void)
{
    WitnessLocks locks = { .count = 0 };

    witness_locks_take(&locks, 0x10);
    witness_locks_take(&locks, 0x20);
    witness_locks_take(&locks, 0x20);
    g_assert_cmpuint(locks.count, ==, 2);
    witness_locks_drop(&locks, 0x30);
    g_assert_cmpuint(locks.count, ==, 2);
    witness_locks_drop(&locks, 0x10);
    witness_locks_drop(&locks, 0x10);
    g_assert_cmpuint(locks.count, ==, 1);
    witness_locks_drop(&locks, 0x20);
    g_assert_cmpuint(locks.count, ==, 0);
}

static void test_locks_bounded(void)
{
    WitnessLocks locks = { .count = 0 };

    for (guint64 i = 1; i <= 2 * WITNESS_MAX_LOCKS; i++) {
        witness_locks_take(&locks, i);
    }
    g_assert_cmpuint(locks.count, ==, WITNESS_MAX_LOCKS);
    for (guint64 i = 1; i <= 2 * WITNESS_MAX_LOCKS; i++) {
        witness_locks_drop(&locks, i);
    }
    g_assert_cmpuint(locks.count, ==, 0);
}

static gboolean is_atomic(WitnessRule rule, gboolean masked, guint32 count,
                          guint locks, guint32 offset)
{
    return witness_context_is_atomic(rule, &(WitnessContext) {
        masked, count, locks, offset
    });
}

static void test_rules(void)
{
    g_assert_false(is_atomic(RULE_ANY, FALSE, 0, 0, 0));
    g_assert_true(is_atomic(RULE_ANY, TRUE, 0, 0, 0));
    g_assert_true(is_atomic(RULE_ANY, FALSE, 0x100, 0, 0));
    g_assert_true(is_atomic(RULE_ANY, FALSE, 0, 1, 0));
    g_assert_true(is_atomic(RULE_ANY, FALSE, 1, 1, 1));

    g_assert_false(is_atomic(RULE_PREEMPT, TRUE, 0, 1, 0));
    g_assert_true(is_atomic(RULE_PREEMPT, FALSE, 1, 0, 0));

    g_assert_false(is_atomic(RULE_OFFSET, FALSE, 1, 1, 1));
    g_assert_true(is_atomic(RULE_OFFSET, FALSE, 2, 1, 1));
    g_assert_true(is_atomic(RULE_OFFSET, FALSE, 1, 2, 1));
    g_assert_true(is_atomic(RULE_OFFSET, TRUE, 0, 0, 1));
    g_assert_true(is_atomic(RULE_OFFSET, FALSE, 1, 0, 0x100));
}

/* @steps: a digit for the CPU and a letter for the function, alternating */
static guint64 order_of(const char *steps)
{
    WitnessOrder order = { };

    for (; *steps; steps += 2) {
        witness_order_add(&order, steps[0] - '0', 0xc0008000 + steps[1]);
    }
    return order.hash;
}

static void test_order(void)
{
    g_assert_cmpuint(order_of("0a1b"), ==, order_of("0a1b"));
    g_assert_cmpuint(order_of("0a1b"), !=, order_of("1b0a"));
    g_assert_cmpuint(order_of("0a1b"), !=, order_of("0b1a"));
    g_assert_cmpuint(order_of("0a1b"), !=, order_of("0a2b"));
    g_assert_cmpuint(order_of("0a1b"), !=, order_of("0a1b0a"));
    /* What one CPU does alone is no order of two */
    g_assert_cmpuint(order_of("0a0b0c"), ==, order_of(""));
    g_assert_cmpuint(order_of("0x0a1b1c"), ==, order_of("0a1b"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/witness/config/values", test_config_values);
    g_test_add_func("/witness/config/same-address", test_config_same_address);
    g_test_add_func("/witness/config/refused-lines", test_config_refused_lines);
    g_test_add_func("/witness/config/long-name", test_config_long_name);
    g_test_add_func("/witness/config/missing-lines", test_config_missing_lines);
    g_test_add_func("/witness/locks/by-address", test_locks_by_address);
    g_test_add_func("/witness/locks/bounded", test_locks_bounded);
    g_test_add_func("/witness/order", test_order);
    g_test_add_func("/witness/rules", test_rules);
    return g_test_run();
}
