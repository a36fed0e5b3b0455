/*
 * QTest for CEC on BCM2711's HDMI ports, and for the monitor at its other end
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/bitops.h"
#include "bcm2711-fw-common.h"
#include "bcm2711-hdmi-common.h"
#include "bcm2711-machine-common.h"

#define HDMI1_PATH DISPLAY_PATH "/hdmi1"

#define CEC0 (PERIPHERALS + 0xf04300)
#define CEC1 (PERIPHERALS + 0xf09300)

/* Linux vc4_regs.h, VC4_HDMI_CEC_* */
#define CNTRL_1 0x10
#define TX_EOM BIT(31)
#define TX_GOOD BIT(30)
#define RX_EOM BIT(29)
#define RX_GOOD BIT(28)
#define REC_WRD_CNT(value) (((value) >> 24) & 0xf)
#define CLEAR_RECEIVE_OFF BIT(21)
#define START_XMIT BIT(20)
#define LENGTH(n) (((n) - 1) << 16)
#define ADDR(n) ((n) << 12)
#define CNTRL_2 0x14
#define CNTRL_3 0x18
#define CNTRL_4 0x1c
#define CNTRL_5 0x20
#define TX_RESET BIT(27)
#define RX_RESET BIT(26)
#define RX_INT BIT(23)
#define TX_DATA 0x28
#define RX_DATA 0x38

/* A cycle is 25 us; 27 MHz / 675 = 40 kHz */
#define DIVIDER 675
#define UNREGISTERED 0xf

/* DVP, which holds the HDMI blocks in reset */
#define SW_INIT (PERIPHERALS + 0xf00004)

#define AON_STATUS (PERIPHERALS + 0xf00100)
#define AON_CLEAR (PERIPHERALS + 0xf00108)
#define CEC0_TX BIT(0)
#define CEC0_RX BIT(1)
#define CEC0_LOW BIT(2)
#define CEC1_LOW BIT(6)
#define CEC1_RX BIT(7)
#define CEC1_TX BIT(8)

#define HSM 13                  /* the firmware's clock */

#define US 1000
#define MS 1000000
/* Longer than two attempts of two blocks each, with the time before them */
#define SHORT_MESSAGES (200 * MS)

/* As Linux vc4_hdmi_cec_enable() and vc4_hdmi_runtime_resume() do */
static void cec_enable(QTestState *qts, uint32_t base, uint32_t divider,
                       uint8_t address)
{
    qtest_writel(qts, base + CNTRL_1, divider | ADDR(address));
    qtest_writel(qts, base + CNTRL_5, TX_RESET | RX_RESET | 188 << 8 | 180);
    qtest_writel(qts, base + CNTRL_5, 188 << 8 | 180);
    qtest_writel(qts, base + CNTRL_2,
                 60 << 24 | 52 << 17 | 32 << 11 | 24 << 5 | 16);
    qtest_writel(qts, base + CNTRL_3, 110u << 24 | 96 << 16 | 82 << 8 | 68);
    qtest_writel(qts, base + CNTRL_4, 172u << 24 | 156 << 16 | 144 << 8 | 140);
}

static QTestState *cec_start(uint8_t address)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    cec_enable(qts, CEC0, DIVIDER, address);
    /* The line is free for long enough for any message */
    qtest_clock_step(qts, 100 * MS);
    return qts;
}

static uint32_t cntrl_1(QTestState *qts)
{
    return qtest_readl(qts, CEC0 + CNTRL_1);
}

/* As Linux vc4_hdmi_cec_adap_transmit() does */
static void cec_send(QTestState *qts, uint32_t base, const char *hex)
{
    unsigned int len = strlen(hex) / 2;
    uint32_t value = qtest_readl(qts, base + CNTRL_1) &
                     ~(START_XMIT | LENGTH(16));
    uint32_t words[4] = { };

    for (unsigned int i = 0; i < len; i++) {
        uint32_t byte = g_ascii_xdigit_value(hex[2 * i]) << 4 |
                        g_ascii_xdigit_value(hex[2 * i + 1]);

        words[i / 4] |= byte << i % 4 * 8;
    }
    for (int i = 0; i < 4; i++) {
        qtest_writel(qts, base + TX_DATA + 4 * i, words[i]);
    }
    qtest_writel(qts, base + CNTRL_1, value);
    qtest_writel(qts, base + CNTRL_1, value | LENGTH(len) | START_XMIT);
}

/* As Linux vc4_cec_irq_handler_rx_bare_locked() does */
static char *cec_receive(QTestState *qts)
{
    uint32_t value = cntrl_1(qts);
    GString *hex = g_string_new(NULL);

    g_assert_cmphex(value & (RX_EOM | RX_GOOD), ==, RX_EOM | RX_GOOD);
    for (int i = 0; i <= REC_WRD_CNT(value); i++) {
        uint32_t word = qtest_readl(qts, CEC0 + RX_DATA + i / 4 * 4);

        g_string_append_printf(hex, "%02x", word >> i % 4 * 8 & 0xff);
    }
    qtest_writel(qts, CEC0 + CNTRL_1, value | CLEAR_RECEIVE_OFF);
    qtest_writel(qts, CEC0 + CNTRL_1, value & ~CLEAR_RECEIVE_OFF);
    g_assert_cmphex(cntrl_1(qts) & (RX_EOM | RX_GOOD), ==, 0);
    return g_string_free(hex, false);
}

static void assert_received(QTestState *qts, const char *hex)
{
    g_autofree char *received = cec_receive(qts);

    g_assert_cmpstr(received, ==, hex);
}

static void assert_heard(QTestState *qts, const char *hex)
{
    g_autofree char *heard = prop_str(qts, HDMI0_PATH, "cec-peer-heard");

    g_assert_cmpstr(heard, ==, hex);
}

static void assert_results(QTestState *qts, int acked, int nacked, int lost)
{
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-acked"), ==, acked);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-nacked"), ==, nacked);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-arbitration-lost"), ==,
                    lost);
}

static bool line_high(QTestState *qts)
{
    return qtest_qom_get_bool(qts, HDMI0_PATH, "cec-line-high");
}

/* The next edge of the line within a second; its time */
static int64_t next_edge(QTestState *qts)
{
    bool before = line_high(qts);
    int64_t now = qtest_clock_step_next(qts);
    int64_t until = now + 1000 * MS;

    while (line_high(qts) == before) {
        g_assert_cmpint(now, <, until);
        now = qtest_clock_step_next(qts);
    }
    return now;
}

/* The start bit of a message; it is there if the line was free before */
static int64_t message_begins(QTestState *qts)
{
    return line_high(qts) ? next_edge(qts) : qtest_clock_step(qts, 1) - 1;
}

static void assert_pulse(QTestState *qts, int64_t *fall, int low_us,
                         int total_us)
{
    int64_t rise = next_edge(qts);
    int64_t fall_again = next_edge(qts);

    g_assert_cmpint(rise - *fall, ==, low_us * US);
    g_assert_cmpint(fall_again - *fall, ==, total_us * US);
    *fall = fall_again;
}

static void test_registers(void)
{
    QTestState *qts = machine_start();

    /* Status is not writable */
    qtest_writel(qts, CEC0 + CNTRL_1, 0xff000000 | DIVIDER);
    g_assert_cmphex(cntrl_1(qts), ==, DIVIDER);
    qtest_writel(qts, CEC0 + CNTRL_5, RX_INT | 0xb4);
    g_assert_cmphex(qtest_readl(qts, CEC0 + CNTRL_5), ==, 0xb4);
    qtest_writel(qts, CEC0 + RX_DATA, 0x12345678);
    g_assert_cmphex(qtest_readl(qts, CEC0 + RX_DATA), ==, 0);
    for (uint32_t at = CNTRL_2; at < RX_DATA; at += 4) {
        if (at != CNTRL_5) {
            qtest_writel(qts, CEC0 + at, 0x01020304 + at);
            g_assert_cmphex(qtest_readl(qts, CEC0 + at), ==, 0x01020304 + at);
        }
    }
    g_assert_cmphex(qtest_readl(qts, CEC1 + CNTRL_2), ==, 0);
    g_assert_true(line_high(qts));

    /* Without a divider there is no clock */
    qtest_writel(qts, CEC0 + CNTRL_1, 0);
    cec_send(qts, CEC0, "40");
    qtest_clock_step(qts, SHORT_MESSAGES);
    g_assert_cmphex(cntrl_1(qts) & TX_EOM, ==, 0);
    assert_results(qts, 0, 0, 0);
    qtest_quit(qts);
}

/* From 4 to 0, Give OSD Name: each edge of the line */
static void test_timing(void)
{
    static const char bits[] = "0100000000" "0100011010";
    QTestState *qts = cec_start(4);
    int64_t fall;

    cec_send(qts, CEC0, "4046");
    fall = message_begins(qts);
    g_assert_cmpint(fall, ==, 100 * MS);
    assert_pulse(qts, &fall, 3600, 4500);
    for (int i = 0; i < strlen(bits) - 1; i++) {
        assert_pulse(qts, &fall, bits[i] == '1' ? 600 : 1500, 2400);
        g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, 0);
    }
    /* The monitor acknowledges the last block. Its bit ends, too. */
    g_assert_cmpint(next_edge(qts) - fall, ==, 1500 * US);
    qtest_clock_step(qts, 900 * US - 1);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, 0);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, CEC0_TX);
    g_assert_cmphex(cntrl_1(qts) & 0xff000000, ==, TX_EOM | TX_GOOD);
    assert_results(qts, 1, 0, 0);
    assert_heard(qts, "4046");

    /* The answer, after five bits; its start bit */
    fall += 6 * 2400 * US;
    g_assert_cmpint(next_edge(qts), ==, fall);
    assert_pulse(qts, &fall, 3700, 4500);
    qtest_quit(qts);
}

/* The counts and the divider make the times; those that are wrong by half... */
static void test_other_divider(void)
{
    QTestState *qts = cec_start(4);
    int64_t fall;

    /* ... are no bits for the monitor */
    qtest_writel(qts, CEC0 + CNTRL_1, 3 * DIVIDER / 2 | ADDR(4));
    cec_send(qts, CEC0, "40");
    fall = message_begins(qts);
    g_assert_cmpint((next_edge(qts) - fall) / US, ==, 3600 * 1012 / 675);
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 0, 2, 0);
    assert_heard(qts, "");

    /* ... by a hundredth are */
    qtest_writel(qts, CEC0 + CNTRL_1, (DIVIDER + 7) | ADDR(4));
    cec_send(qts, CEC0, "40");
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 1, 2, 0);
    assert_heard(qts, "40");
    qtest_quit(qts);
}

/* A message to nobody has two attempts, three bits apart, a header each */
static void test_nack(void)
{
    static const char bits[] = "010001010";     /* until the acknowledge bit */
    QTestState *qts = cec_start(4);
    int64_t fall, begin, end = 0;

    cec_send(qts, CEC0, "4583");
    for (int attempt = 0; attempt < 2; attempt++) {
        begin = fall = message_begins(qts);
        if (attempt) {
            g_assert_cmpint(fall - end, ==, 3 * 2400 * US);
        }
        assert_pulse(qts, &fall, 3600, 4500);
        for (int i = 0; i < strlen(bits); i++) {
            assert_pulse(qts, &fall, bits[i] == '1' ? 600 : 1500, 2400);
        }
        g_assert_cmpint(fall - begin, ==, 4500 * US + 9 * 2400 * US);
        g_assert_cmpint(next_edge(qts) - fall, ==, 600 * US);
        end = fall + 2400 * US;
        g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, 0);
    }
    qtest_clock_step(qts, 1800 * US);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, CEC0_TX);
    g_assert_cmphex(cntrl_1(qts) & 0xff000000, ==, TX_EOM);
    assert_results(qts, 0, 2, 0);
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 0, 2, 0);

    /* The next one is another message */
    qtest_writel(qts, AON_CLEAR, CEC0_TX);
    cec_send(qts, CEC0, "40");
    g_assert_cmphex(cntrl_1(qts) & 0xff000000, ==, 0);
    qtest_clock_step(qts, SHORT_MESSAGES);
    g_assert_cmphex(cntrl_1(qts) & 0xff000000, ==, TX_EOM | TX_GOOD);
    assert_results(qts, 1, 2, 0);
    qtest_quit(qts);
}

/* The monitor refuses, also broadcasts, as often as "cec-nack" says */
static void test_peer_nacks(void)
{
    static const char *const messages[] = { "40", "4f85" };

    for (int i = 0; i < ARRAY_SIZE(messages); i++) {
        QTestState *qts = cec_start(4);

        prop_set_uint(qts, HDMI0_PATH, "cec-nack", 1);
        cec_send(qts, CEC0, messages[i]);
        qtest_clock_step(qts, SHORT_MESSAGES);
        assert_results(qts, 1, 1, 0);
        g_assert_cmphex(cntrl_1(qts) & TX_GOOD, ==, TX_GOOD);
        g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-nack"), ==, 0);

        prop_set_uint(qts, HDMI0_PATH, "cec-nack", 3);
        cec_send(qts, CEC0, messages[i]);
        qtest_clock_step(qts, SHORT_MESSAGES);
        assert_results(qts, 1, 3, 0);
        g_assert_cmphex(cntrl_1(qts) & (TX_EOM | TX_GOOD), ==, TX_EOM);
        g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-nack"), ==, 1);
        qtest_quit(qts);
    }
}

static void assert_peer_refuses(QTestState *qts, const char *hex,
                                const char *error)
{
    QDict *refused = qtest_qmp_assert_failure_ref(qts,
        "{ 'execute': 'qom-set', 'arguments': { 'path': %s, "
        "'property': 'cec-peer-send', 'value': %s } }", HDMI0_PATH, hex);

    g_assert_cmpstr(qdict_get_str(refused, "desc"), ==, error);
    qobject_unref(refused);
}

/* No monitor: there is no cable, or it has no CEC */
static void test_no_peer(void)
{
    QTestState *qts = cec_start(4);

    prop_set_bool(qts, HDMI0_PATH, "connected", false);
    cec_send(qts, CEC0, "40");
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 0, 2, 0);
    prop_set_bool(qts, HDMI0_PATH, "connected", true);
    prop_set_bool(qts, HDMI0_PATH, "cec-peer", false);
    cec_send(qts, CEC0, "40");
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 0, 4, 0);
    assert_heard(qts, "");
    prop_set_bool(qts, HDMI0_PATH, "cec-peer", true);
    cec_send(qts, CEC0, "40");
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 1, 4, 0);
    qtest_quit(qts);
}

/* A monitor that goes sends no more, and another one has nothing to say. */
static void test_peer_leaves(void)
{
    static const char *const properties[] = { "connected", "cec-peer" };

    for (int i = 0; i < ARRAY_SIZE(properties); i++) {
        QTestState *qts = cec_start(4);

        prop_set_str(qts, HDMI0_PATH, "cec-peer-send", "0436");
        prop_set_str(qts, HDMI0_PATH, "cec-peer-send", "0f36");
        assert_peer_refuses(qts, "0480",
                            "cec-peer-send: another message waits");
        message_begins(qts);
        qtest_clock_step(qts, 3000 * US);
        g_assert_false(line_high(qts));
        prop_set_bool(qts, HDMI0_PATH, properties[i], false);
        g_assert_true(line_high(qts));
        assert_peer_refuses(qts, "0480",
                            "cec-peer-send: no monitor with CEC is plugged in");
        qtest_clock_step(qts, SHORT_MESSAGES);
        prop_set_bool(qts, HDMI0_PATH, properties[i], true);
        qtest_clock_step(qts, SHORT_MESSAGES);
        g_assert_cmphex(qtest_readl(qts, AON_STATUS) & CEC0_RX, ==, 0);
        g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-received"), ==, 0);

        prop_set_str(qts, HDMI0_PATH, "cec-peer-send", "0480");
        qtest_clock_step(qts, SHORT_MESSAGES);
        assert_received(qts, "0480");
        qtest_quit(qts);
    }
}

/* Another device starts together with the port, and has a lower address. */
static void test_arbitration(void)
{
    QTestState *qts = cec_start(4);
    int64_t begin;

    prop_set_uint(qts, HDMI0_PATH, "cec-lose-arbitration", 1);
    cec_send(qts, CEC0, "4046");
    /* Until the bits differ, at the second one of the header */
    begin = message_begins(qts);
    qtest_clock_set(qts, begin + 4500 * US + 2400 * US + 1050 * US - 1);
    assert_results(qts, 0, 0, 0);
    qtest_clock_step(qts, 1);
    assert_results(qts, 0, 0, 1);
    g_assert_cmphex(cntrl_1(qts) & TX_EOM, ==, 0);
    /* The port receives the winner's message, */
    qtest_clock_step(qts, 5 * 10 * 2400 * US);
    assert_received(qts, "0f87020000");
    /* and sends its own again. */
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 1, 0, 1);
    g_assert_cmphex(cntrl_1(qts) & (TX_EOM | TX_GOOD), ==, TX_EOM | TX_GOOD);
    assert_heard(qts, "4046");

    /* Twice is too often, and a message that nobody takes off is in the way. */
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_received(qts, "04476d6f6e69746f72");
    prop_set_uint(qts, HDMI0_PATH, "cec-lose-arbitration", 2);
    cec_send(qts, CEC0, "4046");
    qtest_clock_step(qts, 400 * MS);
    assert_results(qts, 1, 0, 3);
    g_assert_cmphex(cntrl_1(qts) & (TX_EOM | TX_GOOD), ==, TX_EOM);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-received"), ==, 3);
    qtest_quit(qts);
}

static void test_answers(void)
{
    static const struct {
        const char *request;
        const char *answer;
    } all[] = {
        { "4046", "04476d6f6e69746f72" },
        { "4083", "0f84000000" },
        { "408c", "0f87020000" },
        { "408f", "049000" },
        { "4091", "0f32656e67" },
        { "409f", "049e05" },
        { "40a5", "0400a500" },
        { "40ff", "0400ff04" },
        { "4036", NULL },
        { "4000a500", NULL },
        { "4f83", NULL },
        { "40", NULL },
        { "f083", "0f84000000" },
        { "f046", NULL },
        { "f0a5", NULL },
    };
    QTestState *qts = cec_start(4);

    for (int i = 0; i < ARRAY_SIZE(all); i++) {
        cec_send(qts, CEC0, all[i].request);
        qtest_clock_step(qts, 600 * MS);
        assert_heard(qts, all[i].request);
        if (all[i].answer) {
            g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==,
                            CEC0_TX | CEC0_RX);
            g_assert_cmphex(qtest_readl(qts, CEC0 + CNTRL_5) & RX_INT, ==,
                            RX_INT);
            assert_received(qts, all[i].answer);
            g_assert_cmphex(qtest_readl(qts, CEC0 + CNTRL_5) & RX_INT, ==, 0);
        } else {
            g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, CEC0_TX);
        }
        qtest_writel(qts, AON_CLEAR, UINT32_MAX);
    }

    /* Another television */
    prop_set_uint(qts, HDMI0_PATH, "cec-peer-address", 5);
    prop_set_uint(qts, HDMI0_PATH, "cec-peer-physical-address", 0x1200);
    prop_set_str(qts, HDMI0_PATH, "cec-peer-osd-name", "Amp");
    cec_send(qts, CEC0, "4583");
    qtest_clock_step(qts, 600 * MS);
    assert_received(qts, "5f84120005");
    cec_send(qts, CEC0, "4546");
    qtest_clock_step(qts, 600 * MS);
    assert_received(qts, "5447416d70");
    qtest_quit(qts);
}

static void peer_sends(QTestState *qts, const char *hex)
{
    prop_set_str(qts, HDMI0_PATH, "cec-peer-send", hex);
    qtest_clock_step(qts, 500 * MS);
}

static void test_receive(void)
{
    QTestState *qts = cec_start(4);

    /* To others, and to all */
    peer_sends(qts, "0536");
    g_assert_cmphex(cntrl_1(qts) & RX_EOM, ==, 0);
    peer_sends(qts, "0f36");
    assert_received(qts, "0f36");
    peer_sends(qts, "04");
    assert_received(qts, "04");
    peer_sends(qts, "04000102030405060708090a0b0c0d0e");
    assert_received(qts, "04000102030405060708090a0b0c0d0e");
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-received"), ==, 3);

    /* Until a message is taken off, no other one is acknowledged */
    peer_sends(qts, "0436");
    peer_sends(qts, "0480");
    assert_received(qts, "0436");
    peer_sends(qts, "0480");
    assert_received(qts, "0480");
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-received"), ==, 5);

    /* A port without an address receives what is for all */
    cec_enable(qts, CEC0, DIVIDER, UNREGISTERED);
    peer_sends(qts, "0436");
    g_assert_cmphex(cntrl_1(qts) & RX_EOM, ==, 0);
    peer_sends(qts, "0f36");
    assert_received(qts, "0f36");

    /* In reset, nothing */
    qtest_writel(qts, CEC0 + CNTRL_5, RX_RESET | 188 << 8 | 180);
    peer_sends(qts, "0f36");
    g_assert_cmphex(cntrl_1(qts) & RX_EOM, ==, 0);
    qtest_writel(qts, CEC0 + CNTRL_5, 188 << 8 | 180);
    peer_sends(qts, "0f36");
    assert_received(qts, "0f36");
    qtest_quit(qts);
}

/* The port's own messages, also one to itself, are not received. */
static void test_own_message(void)
{
    QTestState *qts = cec_start(4);
    int64_t begin;

    cec_send(qts, CEC0, "44");
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 0, 2, 0);
    cec_send(qts, CEC0, "4f36");
    qtest_clock_step(qts, SHORT_MESSAGES);
    assert_results(qts, 1, 2, 0);
    g_assert_cmphex(cntrl_1(qts) & RX_EOM, ==, 0);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, CEC0_TX);

    /* Another one soon after: seven bits */
    cec_send(qts, CEC0, "4f36");
    begin = message_begins(qts);
    qtest_clock_set(qts, begin + 4500 * US + 19 * 2400 * US);
    g_assert_false(line_high(qts));
    qtest_clock_step(qts, 2400 * US);
    assert_results(qts, 2, 2, 0);
    cec_send(qts, CEC0, "40");
    qtest_clock_step(qts, 7 * 2400 * US - 1);
    g_assert_true(line_high(qts));
    qtest_clock_step(qts, 1);
    g_assert_false(line_high(qts));
    qtest_quit(qts);
}

/* A message ends at once, and the line is free. */
static void test_resets(void)
{
    QTestState *qts = cec_start(4);
    enum { TX_SW, CLEARED, SYSTEM, NUM_RESETS };

    for (int reset = 0; reset < NUM_RESETS; reset++) {
        cec_enable(qts, CEC0, DIVIDER, 4);
        qtest_clock_step(qts, 100 * MS);
        cec_send(qts, CEC0, "4046");
        message_begins(qts);
        qtest_clock_step(qts, 3000 * US);
        g_assert_false(line_high(qts));
        switch (reset) {
        case TX_SW:
            qtest_writel(qts, CEC0 + CNTRL_5, TX_RESET | 188 << 8 | 180);
            break;
        case CLEARED:
            qtest_writel(qts, CEC0 + CNTRL_1, DIVIDER | ADDR(4));
            break;
        case SYSTEM:
            qtest_system_reset(qts);
            break;
        }
        g_assert_true(line_high(qts));
        qtest_clock_step(qts, SHORT_MESSAGES);
        g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, 0);
        if (reset == SYSTEM) {
            g_assert_cmphex(cntrl_1(qts), ==, 0);
            g_assert_cmphex(qtest_readl(qts, CEC0 + CNTRL_3), ==, 0);
        }
        assert_results(qts, 0, 0, 0);
    }
    qtest_quit(qts);
}

/* A reset of the other HDMI blocks, as in each mode set, changes nothing. */
static void test_dvp_reset(void)
{
    QTestState *qts = cec_start(4);

    cec_send(qts, CEC0, "4046");
    qtest_clock_step(qts, 30 * MS);
    qtest_writel(qts, SW_INIT, 0xf);
    qtest_clock_step(qts, 1 * MS);
    qtest_writel(qts, SW_INIT, 0);
    qtest_clock_step(qts, 400 * MS);
    assert_results(qts, 1, 0, 0);
    assert_received(qts, "04476d6f6e69746f72");
    qtest_quit(qts);
}

static void test_line_low(void)
{
    QTestState *qts = cec_start(4);

    prop_set_bool(qts, HDMI0_PATH, "cec-line-low", true);
    qtest_clock_step(qts, 4700 * US);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, 0);
    qtest_clock_step(qts, 1 * US);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, CEC0_LOW);
    cec_send(qts, CEC0, "40");
    qtest_clock_step(qts, 2000 * MS);
    g_assert_cmphex(cntrl_1(qts) & TX_EOM, ==, 0);
    prop_set_bool(qts, HDMI0_PATH, "cec-line-low", false);
    qtest_clock_step(qts, SHORT_MESSAGES);
    g_assert_cmphex(cntrl_1(qts) & TX_GOOD, ==, TX_GOOD);
    qtest_quit(qts);
}

/* From the middle of the acknowledge bit on, which the port pulls low */
static void test_line_low_while_acked(void)
{
    QTestState *qts = cec_start(4);
    int64_t ack;

    prop_set_str(qts, HDMI0_PATH, "cec-peer-send", "0436");
    ack = message_begins(qts) + 4500 * US + 9 * 2400 * US;
    qtest_clock_set(qts, ack + 1000 * US);
    g_assert_false(line_high(qts));
    prop_set_bool(qts, HDMI0_PATH, "cec-line-low", true);
    qtest_clock_set(qts, ack + 4700 * US);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, 0);
    qtest_clock_step(qts, 1 * US);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, CEC0_LOW);
    qtest_quit(qts);
}

/* A line that falls without a message is no start: nobody joins it. */
static void test_line_low_is_no_start(void)
{
    QTestState *qts = cec_start(4);

    prop_set_uint(qts, HDMI0_PATH, "cec-lose-arbitration", 1);
    prop_set_bool(qts, HDMI0_PATH, "cec-line-low", true);
    qtest_clock_step(qts, 1 * MS);
    prop_set_bool(qts, HDMI0_PATH, "cec-line-low", false);
    g_assert_true(line_high(qts));
    qtest_clock_step(qts, SHORT_MESSAGES);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-lose-arbitration"), ==, 1);
    g_assert_cmpint(prop_int(qts, HDMI0_PATH, "cec-received"), ==, 0);
    qtest_quit(qts);
}

/* Without a mode, and without the clock that registers need */
static void test_while_off(void)
{
    QTestState *qts = cec_start(4);

    cec_send(qts, CEC0, "4046");
    clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, HSM, 0);
    qtest_clock_step(qts, 600 * MS);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, CEC0_TX | CEC0_RX);
    /* lab { */
    assert_no_violation(qts, HDMI0_PATH);
    /* } lab */
    g_assert_cmphex(cntrl_1(qts), ==, 0);
    /* lab { */
    assert_violation(qts, HDMI0_PATH, "clock-off count=1 ");
    /* } lab */
    clock_value(qts, RPI_FWREQ_SET_CLOCK_STATE, HSM, 1);
    assert_received(qts, "04476d6f6e69746f72");
    qtest_quit(qts);
}

/* The other port has its own line and interrupts. */
static void test_other_port(void)
{
    QTestState *qts = cec_start(4);

    cec_enable(qts, CEC1, DIVIDER, 8);
    cec_send(qts, CEC1, "8046");
    qtest_clock_step(qts, 600 * MS);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==, CEC1_TX | CEC1_RX);
    g_assert_cmphex(cntrl_1(qts) & 0xff000000, ==, 0);
    prop_set_bool(qts, HDMI1_PATH, "cec-line-low", true);
    qtest_clock_step(qts, 5 * MS);
    g_assert_cmphex(qtest_readl(qts, AON_STATUS), ==,
                    CEC1_TX | CEC1_RX | CEC1_LOW);
    g_assert_true(line_high(qts));
    qtest_quit(qts);
}

/* At many moments of a message, its repetition and its answer */
static void test_move(void)
{
    for (int64_t at = 1; at < 160 * MS; at += 13300 * US) {
        QTestState *qts = cec_start(4);

        prop_set_uint(qts, HDMI0_PATH, "cec-nack", 1);
        cec_send(qts, CEC0, "4083");
        qts = machine_move(qts, qtest_clock_step(qts, at));
        qtest_clock_step(qts, 300 * MS - at);
        g_assert_cmphex(cntrl_1(qts) & (TX_EOM | TX_GOOD), ==,
                        TX_EOM | TX_GOOD);
        assert_results(qts, 1, 1, 0);
        assert_heard(qts, "4083");
        assert_received(qts, "0f84000000");
        qtest_quit(qts);
    }
}

/* What the monitor does and is moves too. */
static void test_move_peer(void)
{
    QTestState *qts = cec_start(4);

    prop_set_str(qts, HDMI0_PATH, "cec-peer-osd-name", "Amp");
    prop_set_uint(qts, HDMI0_PATH, "cec-peer-address", 5);
    prop_set_uint(qts, HDMI0_PATH, "cec-lose-arbitration", 1);
    cec_send(qts, CEC0, "4546");
    message_begins(qts);
    qts = machine_move(qts, qtest_clock_step(qts, 5 * MS));
    qtest_clock_step(qts, 5 * 10 * 2400 * US);
    assert_results(qts, 0, 0, 1);
    assert_received(qts, "0f87020000");
    qtest_clock_step(qts, 400 * MS);
    assert_received(qts, "5447416d70");
    qtest_quit(qts);
}

/* lab { */
/*
 * Rows of tables in docs/emulator.md
 *
 * CEC: test_other_divider
 * - the divider of the 27 MHz clock and the counts in `CEC_CNTRL_2` to `_5`
 *   make the lengths of bits; others than those of the standard are no bits for
 *   the monitor
 * - `vc4_hdmi_cec_update_clk_div`, `vc4_hdmi_cec_enable`
 * - with a wrong divider each message is "Not Acknowledged"
 *
 * CEC: test_timing
 * - a message waits for a free line: 3 bits before a repetition, 5 after
 *   another's message, 7 after one of its own; a block is 24 ms
 * - `vc4_hdmi_cec_adap_transmit`
 * - a message of two bytes takes 53 ms
 *
 * CEC: test_nack
 * - a message that is not acknowledged is sent twice; `TX_STATUS_GOOD` says
 *   whether one of both was
 * - `vc4_cec_irq_handler_tx_bare`
 * - "Tx, Not Acknowledged (4), Max Retries", as the framework tries twice
 *
 * CEC: test_arbitration
 * - an arbitration that is lost to a lower address is one of both attempts, and
 *   the winner's message is received
 * - the same; it has no way to see why
 * - nothing, or "Not Acknowledged"
 *
 * CEC: test_receive
 * - a message to the port's address, or to all, is in `RX_DATA`, and the next
 *   one is neither taken nor acknowledged until `CLEAR_RECEIVE_OFF` is written
 * - `vc4_cec_irq_handler_rx_bare`
 * - the reply; without the write, only the first one
 *
 * CEC: test_line_low
 * - the interrupts `cec-tx`, `cec-rx`, and `cec-low` if the line stays low
 * - `vc4_hdmi_cec_init`, which takes the first two
 * - with the fault `cec-line-low`, a message that times out
 *
 * CEC: test_while_off
 * - CEC works without a mode, a pixel clock, or the state machine's clock; its
 *   registers need that clock, as all do (raspberrypi/linux issue 4319)
 * - `vc4_hdmi_cec_enable`, which resumes the device
 * - a reply while the display is blanked; a driver that does not resume breaks
 *   the rule `clock-off`
 *
 * CEC: test_dvp_reset
 * - a reset by the DVP, as in each mode set, leaves CEC as it is
 * - `vc5_hdmi_reset`
 * - nothing
 */
/* } lab */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-hdmi-cec/registers", test_registers);
    qtest_add_func("/bcm2711-hdmi-cec/timing", test_timing);
    qtest_add_func("/bcm2711-hdmi-cec/other-divider", test_other_divider);
    qtest_add_func("/bcm2711-hdmi-cec/nack", test_nack);
    qtest_add_func("/bcm2711-hdmi-cec/peer-nacks", test_peer_nacks);
    qtest_add_func("/bcm2711-hdmi-cec/no-peer", test_no_peer);
    qtest_add_func("/bcm2711-hdmi-cec/peer-leaves", test_peer_leaves);
    qtest_add_func("/bcm2711-hdmi-cec/arbitration", test_arbitration);
    qtest_add_func("/bcm2711-hdmi-cec/answers", test_answers);
    qtest_add_func("/bcm2711-hdmi-cec/receive", test_receive);
    qtest_add_func("/bcm2711-hdmi-cec/own-message", test_own_message);
    qtest_add_func("/bcm2711-hdmi-cec/resets", test_resets);
    qtest_add_func("/bcm2711-hdmi-cec/dvp-reset", test_dvp_reset);
    qtest_add_func("/bcm2711-hdmi-cec/line-low", test_line_low);
    qtest_add_func("/bcm2711-hdmi-cec/line-low-while-acked",
                   test_line_low_while_acked);
    qtest_add_func("/bcm2711-hdmi-cec/line-low-is-no-start",
                   test_line_low_is_no_start);
    qtest_add_func("/bcm2711-hdmi-cec/while-off", test_while_off);
    qtest_add_func("/bcm2711-hdmi-cec/other-port", test_other_port);
    qtest_add_func("/bcm2711-hdmi-cec/move", test_move);
    qtest_add_func("/bcm2711-hdmi-cec/move-peer", test_move_peer);
    return g_test_run();
}
