/*
 * Shared by tests of a whole raspi4b: its interrupts, and migration
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_MACHINE_COMMON_H
#define TESTS_QTEST_BCM2711_MACHINE_COMMON_H

#include "libqtest.h"
#include "qobject/qdict.h"

/* Interrupt controller; shared interrupt 0 is its number 32 */
#define GICD_ISPENDR    0xff841200
#define FIRST_SPI       32

/* All are level-triggered after reset, so pending means high. */
static inline bool spi_level(QTestState *qts, int spi)
{
    int interrupt = FIRST_SPI + spi;
    uint32_t pending = qtest_readl(qts, GICD_ISPENDR + interrupt / 32 * 4);

    return pending >> interrupt % 32 & 1;
}

static inline void wait_migration(QTestState *qts)
{
    bool done = false;

    while (!done) {
        QDict *info = qtest_qmp_assert_success_ref(
            qts, "{ 'execute': 'query-migrate' }");
        const char *status = qdict_get_try_str(info, "status");

        g_assert_cmpstr(status, !=, "failed");
        done = g_strcmp0(status, "completed") == 0;
        qobject_unref(info);
        g_usleep(1000);
    }
}

/*
 * Save the state of @from, end it, and continue in another machine, which waits
 * for it. @now is the virtual time, which does not migrate in tests.
 */
static inline QTestState *machine_move_to(QTestState *from,
                                          const char *arguments, int64_t now)
{
    g_autofree char *file = NULL;
    g_autofree char *uri = NULL;
    int fd = g_file_open_tmp("machine-XXXXXX.state", &file, NULL);
    QTestState *to;

    g_assert_cmpint(fd, >=, 0);
    close(fd);
    uri = g_strdup_printf("file:%s", file);
    qtest_qmp_assert_success(from, "{ 'execute': 'stop' }");
    qtest_qmp_assert_success(from, "{ 'execute': 'migrate', "
                             "'arguments': { 'uri': %s } }", uri);
    wait_migration(from);
    qtest_quit(from);

    to = qtest_init(arguments);
    qtest_clock_set(to, now);
    qtest_qmp_assert_success(to, "{ 'execute': 'migrate-incoming', "
                             "'arguments': { 'uri': %s } }", uri);
    wait_migration(to);
    qtest_qmp_assert_success(to, "{ 'execute': 'cont' }");
    unlink(file);
    return to;
}

static inline QTestState *machine_move(QTestState *from, int64_t now)
{
    return machine_move_to(from, "-machine raspi4b -incoming defer", now);
}

#endif
