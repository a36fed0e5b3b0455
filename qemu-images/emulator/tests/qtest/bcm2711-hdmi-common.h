/*
 * Shared by the tests of BCM2711's HDMI blocks
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_HDMI_COMMON_H
#define TESTS_QTEST_BCM2711_HDMI_COMMON_H

#include "libqtest.h"
#include "qemu/timer.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "qobject/qnum.h"
#include "qobject/qstring.h"

#define DISPLAY_PATH "/machine/soc/peripherals/display"
#define HDMI0_PATH DISPLAY_PATH "/hdmi0"
#define MAI0_PATH DISPLAY_PATH "/mai0"
#define MAI1_PATH DISPLAY_PATH "/mai1"

/* CPU addresses of the peripherals */
#define PERIPHERALS 0xfe000000
#define MAI0_BASE (PERIPHERALS + 0xf20010)
#define MAI1_BASE (PERIPHERALS + 0xf20030)

/* Linux vc4_regs.h, VC4_HD_MAI_* */
#define MAI_CTL 0x00
#define MAI_CTL_RESET BIT(0)
#define MAI_CTL_ERRORF BIT(1)
#define MAI_CTL_ERRORE BIT(2)
#define MAI_CTL_ENABLE BIT(3)
#define MAI_CTL_CHNUM(n) ((n) << 4)
#define MAI_CTL_PAREN BIT(8)
#define MAI_CTL_FLUSH BIT(9)
#define MAI_CTL_EMPTY BIT(10)
#define MAI_CTL_FULL BIT(11)
#define MAI_CTL_WHOLSMP BIT(12)
#define MAI_CTL_CHALIGN BIT(13)
#define MAI_CTL_BUSY BIT(14)
#define MAI_CTL_DLATE BIT(15)
#define MAI_THR 0x04
#define MAI_FMT 0x08
#define MAI_DATA 0x0c
#define MAI_SMP 0x10
#define MAI_SMP_N_M(n, m) ((n) << 8 | (m))

/* 108 MHz * 49 / 120000 = 44100 Hz, as Linux computes it */
#define MAI_SMP_44100 MAI_SMP_N_M(120000, 48)
/* As Linux 5.10 enables it */
#define MAI_CTL_PLAY(channels) \
    (MAI_CTL_CHNUM(channels) | MAI_CTL_WHOLSMP | MAI_CTL_CHALIGN | \
     MAI_CTL_ENABLE)

#define MAI_FIFO_WORDS 32

static inline QTestState *machine_start(void)
{
    return qtest_init("-machine raspi4b -nodefaults -display none");
}

static inline QObject *prop_get(QTestState *qts, const char *path,
                                const char *name)
{
    QDict *reply = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                             "{ 'path': %s, 'property': %s } }", path, name);
    QObject *value = qdict_get(reply, "return");

    g_assert_nonnull(value);
    qobject_ref(value);
    qobject_unref(reply);
    return value;
}

static inline int64_t prop_int(QTestState *qts, const char *path,
                               const char *name)
{
    QObject *value = prop_get(qts, path, name);
    int64_t number = qnum_get_int(qobject_to(QNum, value));

    qobject_unref(value);
    return number;
}

static inline char *prop_str(QTestState *qts, const char *path,
                             const char *name)
{
    QObject *value = prop_get(qts, path, name);
    char *text = g_strdup(qstring_get_str(qobject_to(QString, value)));

    qobject_unref(value);
    return text;
}

static inline void prop_set_uint(QTestState *qts, const char *path,
                                 const char *name, uint64_t number)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': %s, 'property': %s, 'value': %" PRIu64
                             " } }", path, name, number);
}

static inline void prop_set_bool(QTestState *qts, const char *path,
                                 const char *name, bool on)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': %s, 'property': %s, 'value': %i } }",
                             path, name, on);
}

static inline void prop_set_str(QTestState *qts, const char *path,
                                const char *name, const char *s)
{
    qtest_qmp_assert_success(qts, "{ 'execute': 'qom-set', 'arguments': "
                             "{ 'path': %s, 'property': %s, 'value': %s } }",
                             path, name, s);
}

/* lab { */
/* The one violation of a device, or NULL if there is none */
static inline char *only_violation(QTestState *qts, const char *path)
{
    QObject *value = prop_get(qts, path, "violations");
    QList *list = qobject_to(QList, value);
    char *s = NULL;

    g_assert_cmpint(qlist_size(list), <=, 1);
    if (!qlist_empty(list)) {
        s = g_strdup(qstring_get_str(qobject_to(QString, qlist_peek(list))));
    }
    qobject_unref(value);
    return s;
}

static inline void assert_no_violation(QTestState *qts, const char *path)
{
    g_autofree char *s = only_violation(qts, path);

    g_assert_cmpstr(s, ==, NULL);
}

static inline void assert_violation(QTestState *qts, const char *path,
                                    const char *prefix)
{
    g_autofree char *s = only_violation(qts, path);

    g_assert_nonnull(s);
    g_assert_true(g_str_has_prefix(s, prefix));
    /* No CPU ran */
    g_assert_true(g_str_has_suffix(s, " pc=0x0"));
}
/* } lab */

#endif
