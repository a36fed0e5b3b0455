/*
 * Requests of tests to BCM2711's firmware for its clocks, through the mailbox
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_FW_COMMON_H
#define TESTS_QTEST_BCM2711_FW_COMMON_H

#include "libqtest.h"
#include "hw/arm/raspberrypi-fw-defs.h"

#define CLOCKS_PATH "/machine/soc/peripherals/fw-clocks"

/* Linux drivers/mailbox/bcm2835-mailbox.c */
#define MAILBOX 0xfe00b880
#define MAIL0_RD 0x00
#define MAIL0_STATUS 0x18
#define MAIL1_WRT 0x20
#define STATUS_EMPTY (1u << 30)
#define PROPERTY_CHANNEL 8

#define BUFFER 0x100000
#define SUCCESS 0x80000000u
#define FAILURE 0x80000001u

#define MHZ 1000000

/* Send the message in the buffer; returns the firmware's status of it */
static inline uint32_t send_message(QTestState *qts)
{
    qtest_writel(qts, MAILBOX + MAIL1_WRT, BUFFER | PROPERTY_CHANNEL);
    g_assert(!(qtest_readl(qts, MAILBOX + MAIL0_STATUS) & STATUS_EMPTY));
    g_assert_cmphex(qtest_readl(qts, MAILBOX + MAIL0_RD), ==,
                    BUFFER | PROPERTY_CHANNEL);
    return qtest_readl(qts, BUFFER + 4);
}

/*
 * Send one tag with @words words of values, which the answer replaces. Returns
 * the length of the answer in bytes; *@status is the firmware's status of the
 * whole request.
 */
static inline uint32_t ask_status(QTestState *qts, uint32_t tag,
                                  uint32_t *value, int words, uint32_t *status)
{
    qtest_writel(qts, BUFFER, (6 + words) * 4);
    qtest_writel(qts, BUFFER + 4, 0);
    qtest_writel(qts, BUFFER + 8, tag);
    qtest_writel(qts, BUFFER + 12, words * 4);
    qtest_writel(qts, BUFFER + 16, 0);
    for (int i = 0; i < words; i++) {
        qtest_writel(qts, BUFFER + 20 + i * 4, value[i]);
    }
    qtest_writel(qts, BUFFER + 20 + words * 4, 0);

    *status = send_message(qts);
    for (int i = 0; i < words; i++) {
        value[i] = qtest_readl(qts, BUFFER + 20 + i * 4);
    }
    return qtest_readl(qts, BUFFER + 16) & ~SUCCESS;
}

static inline uint32_t ask(QTestState *qts, uint32_t tag, uint32_t *value,
                           int words)
{
    uint32_t status;
    uint32_t length = ask_status(qts, tag, value, words, &status);

    g_assert_cmphex(status, ==, SUCCESS);
    return length;
}

/* As Linux requests it: the id, the rate, and a third word. */
static inline uint32_t clock_value(QTestState *qts, uint32_t tag, uint32_t id,
                                   uint32_t value)
{
    uint32_t words[3] = { id, value, 1 };

    g_assert_cmpint(ask(qts, tag, words, 3), ==, 8);
    g_assert_cmpint(words[0], ==, id);
    g_assert_cmpint(words[2], ==, 1);
    return words[1];
}

#endif
