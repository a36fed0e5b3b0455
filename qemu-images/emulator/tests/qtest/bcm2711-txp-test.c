/*
 * QTest for the BCM2711 transposer: pictures that it writes into memory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-machine-common.h"
#include "bcm2711-picture-common.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"

/* Linux vc4_txp.c, as CPU addresses */
#define TXP             0xfe004000
#define DST_PTR         (TXP + 0x00)
#define DST_PITCH       (TXP + 0x04)
#define DIM             (TXP + 0x08)
#define DST_CTRL        (TXP + 0x0c)
#define PROGRESS        (TXP + 0x10)

#define VERSION         0x54400000
#define POWERDOWN       0x00200000
#define ALPHA_ENABLE    0x00100000
#define BYTES(mask)     ((mask) << 16)
#define VSTART_AT_EOF   0x00008000
#define ABORT           0x00004000
#define ALPHA_INVERT    0x00001000
#define FORMAT(n)       ((n) << 8)
#define TFORMAT         0x00000020
#define EI              0x00000004
#define BUSY            0x00000002
#define GO              0x00000001
#define ARGB8888        13
/* As Linux starts a frame in a format with alpha, but for START_NO_ALPHA */
#define START_NO_ALPHA  (GO | VSTART_AT_EOF | EI | BYTES(0xf))
#define START           (START_NO_ALPHA | ALPHA_ENABLE)

#define TXP_PATH        "/machine/soc/peripherals/display/txp"
#define OUTPUT          0x11000000
#define PITCH           256
/* Longer than it takes to compose the test's picture */
#define A_FRAME_NS      100000

static const int spi_txp = 75;

static uint64_t txp_number(QTestState *qts, const char *property)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                           "{ 'path': %s, 'property': %s } }", TXP_PATH,
                           property);
    uint64_t value = qdict_get_int(rsp, "return");

    qobject_unref(rsp);
    return value;
}

/* Whether the rule, and no other one, was broken; NULL: none at all */
static void assert_broken(QTestState *qts, const char *rule)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': "
                           "{ 'path': %s, 'property': 'violations' } }",
                           TXP_PATH);
    QList *list = qdict_get_qlist(rsp, "return");

    g_assert_cmpint(qlist_size(list), ==, rule ? 1 : 0);
    if (rule) {
        QString *text = qobject_to(QString, qlist_peek(list));

        g_assert_true(g_str_has_prefix(qstring_get_str(text), rule));
    }
    qobject_unref(rsp);
}

/* Channel 2, one-shot as Linux sets it up: a picture of one colour */
static QTestState *txp_start(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    qtest_writel(qts, DISPCTRL, ENABLE);
    qtest_writel(qts, DISPBKGNDX(2), BKGND_FILL | 0x123456);
    qtest_writel(qts, DISPCTRLX(2), ENABLE | ONESHOT | WIDTH << 16 | HEIGHT);
    qtest_writel(qts, DLIST + 4 * LIST, CTL0_END);
    qtest_writel(qts, DISPLIST(2), LIST);
    qtest_writel(qts, DST_PTR, BUS(OUTPUT));
    qtest_writel(qts, DST_PITCH, PITCH);
    qtest_writel(qts, DIM, HEIGHT << 16 | WIDTH);
    qtest_memset(qts, OUTPUT - PITCH, 0xa5, (HEIGHT + 2) * PITCH);
    return qts;
}

static void txp_frame(QTestState *qts, uint32_t ctrl)
{
    qtest_writel(qts, DST_CTRL, ctrl);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, BUSY);
    qtest_clock_step(qts, A_FRAME_NS);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, 0);
}

static void test_registers(void)
{
    QTestState *qts = qtest_init("-machine raspi4b");

    g_assert_cmphex(qtest_readl(qts, DST_CTRL), ==, VERSION);
    qtest_writel(qts, DST_PTR, 0xc0de0010);
    qtest_writel(qts, DST_PITCH, 0x1230);
    qtest_writel(qts, DIM, 0x01230456);
    g_assert_cmphex(qtest_readl(qts, DST_PTR), ==, 0xc0de0010);
    g_assert_cmphex(qtest_readl(qts, DST_PITCH), ==, 0x1230);
    g_assert_cmphex(qtest_readl(qts, DIM), ==, 0x01230456);
    qtest_writel(qts, PROGRESS, 0xffffffff);
    g_assert_cmphex(qtest_readl(qts, PROGRESS), ==, 0);
    /* GO and ABORT clear themselves; while it is powered down nothing starts */
    qtest_writel(qts, DST_CTRL, 0xffffffff & ~EI);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL), ==,
                    VERSION | (0x003fffff & ~(EI | BUSY | GO | ABORT)));
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL), ==, VERSION);
    g_assert_cmphex(qtest_readl(qts, DST_PTR), ==, 0);
    qtest_quit(qts);
}

static void test_frame(void)
{
    QTestState *qts = txp_start();

    g_assert_cmphex(qtest_readl(qts, DISPSTATX(2)) >> MODE_SHIFT, ==, 1);
    qtest_writel(qts, DST_CTRL, START | FORMAT(ARGB8888));
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & (BUSY | GO), ==, BUSY);
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(2)) >> MODE_SHIFT, ==, 2);
    g_assert_false(spi_level(qts, spi_txp));
    /* A cycle of 2 ns for each pixel, of which all are background */
    qtest_clock_step(qts, WIDTH * HEIGHT);
    g_assert_cmpint(qtest_readl(qts, PROGRESS), ==, HEIGHT / 2);
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0xa5a5a5a5);
    qtest_clock_step(qts, WIDTH * HEIGHT - 1);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, BUSY);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, 0);
    g_assert_cmpint(qtest_readl(qts, PROGRESS), ==, HEIGHT);
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            g_assert_cmphex(qtest_readl(qts, OUTPUT + y * PITCH + 4 * x), ==,
                            0xff123456);
        }
    }
    g_assert_cmphex(qtest_readl(qts, OUTPUT - 4), ==, 0xa5a5a5a5);
    g_assert_cmphex(qtest_readl(qts, OUTPUT + HEIGHT * PITCH), ==, 0xa5a5a5a5);

    /* Linux clears EI in its handler. */
    g_assert_true(spi_level(qts, spi_txp));
    qtest_writel(qts, DST_CTRL, qtest_readl(qts, DST_CTRL) & ~EI);
    g_assert_false(spi_level(qts, spi_txp));
    g_assert_cmpint(txp_number(qts, "frames"), ==, 1);
    assert_broken(qts, NULL);
    qtest_quit(qts);
}

/* One-shot: a channel stops at the end of its frame, until the next VSTART */
static void test_oneshot(void)
{
    QTestState *qts = txp_start();

    txp_frame(qts, GO | BYTES(0xf) | FORMAT(ARGB8888));
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(2)) >> MODE_SHIFT, ==, 3);
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(2)) & EMPTY, ==, EMPTY);
    qtest_writel(qts, DISPLIST(2), LIST + 1);
    g_assert_cmphex(qtest_readl(qts, DISPLACT(2)), ==, LIST);
    qtest_writel(qts, DLIST + 4 * LIST + 4, CTL0_END);
    txp_frame(qts, GO | VSTART_AT_EOF | BYTES(0xf) | FORMAT(ARGB8888));
    g_assert_cmphex(qtest_readl(qts, DISPLACT(2)), ==, LIST + 1);
    /* VSTART was sent again at the end */
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(2)) >> MODE_SHIFT, ==, 2);
    qtest_writel(qts, DISPCTRLX(2), RESET);
    g_assert_cmphex(qtest_readl(qts, DISPSTATX(2)) >> MODE_SHIFT, ==, 0);
    qtest_quit(qts);
}

static void test_formats(void)
{
    static const struct {
        int format, bytes;
        uint32_t value;
    } formats[] = {
        /* 0x123456 */
        { 0, 2, 0xf531 }, { 1, 2, 0xf135 }, { 2, 2, 0x531f }, { 3, 2, 0x135f },
        { 6, 2, 10 << 11 | 13 << 5 | 2 }, { 7, 2, 2 << 11 | 13 << 5 | 10 },
        { 8, 3, 0x563412 }, { 9, 3, 0x123456 },
        { 12, 4, 0xff563412 }, { 13, 4, 0xff123456 },
        { 14, 4, 0x563412ff }, { 15, 4, 0x123456ff },
    };
    QTestState *qts = txp_start();

    for (int i = 0; i < ARRAY_SIZE(formats); i++) {
        /* The last pixel of the second line, and a byte behind it */
        uint32_t addr = OUTPUT + PITCH + (WIDTH - 1) * formats[i].bytes;

        qtest_memset(qts, OUTPUT, 0xa5, HEIGHT * PITCH);
        txp_frame(qts, START | FORMAT(formats[i].format));
        for (int byte = 0; byte < formats[i].bytes; byte++) {
            g_assert_cmphex(qtest_readb(qts, addr + byte), ==,
                            formats[i].value >> (8 * byte) & 0xff);
        }
        if (formats[i].bytes < 4) {
            g_assert_cmphex(qtest_readb(qts, addr + formats[i].bytes), ==,
                            0xa5);
        }
    }
    /* Both values of the alpha byte, with and without alpha */
    txp_frame(qts, START | FORMAT(ARGB8888));
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0xff123456);
    txp_frame(qts, START | FORMAT(ARGB8888) | ALPHA_INVERT);
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0x00123456);
    txp_frame(qts, START_NO_ALPHA | FORMAT(ARGB8888) | ALPHA_INVERT);
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0xff123456);
    txp_frame(qts, START_NO_ALPHA | FORMAT(ARGB8888));
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0x00123456);
    /* Not all bytes of a word */
    qtest_memset(qts, OUTPUT, 0xa5, HEIGHT * PITCH);
    txp_frame(qts, GO | BYTES(0x5) | FORMAT(ARGB8888));
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0xa512a556);
    /* What is not modelled ends, and writes nothing */
    qtest_memset(qts, OUTPUT, 0xa5, HEIGHT * PITCH);
    txp_frame(qts, START | FORMAT(ARGB8888) | TFORMAT);
    txp_frame(qts, START | FORMAT(4));
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0xa5a5a5a5);
    assert_broken(qts, NULL);
    qtest_quit(qts);
}

/* Without a channel, or with one of another size, it waits for ever */
static void test_waits(void)
{
    QTestState *qts = txp_start();

    qtest_writel(qts, DISPCTRLX(2), 0);
    qtest_writel(qts, DST_CTRL, START | FORMAT(ARGB8888));
    qtest_clock_step(qts, 1000000000);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, BUSY);
    /* It is no underflow: it has time. */
    g_assert_cmphex(qtest_readl(qts, DISPSTAT), ==, 0);
    assert_broken(qts, NULL);
    qtest_writel(qts, DST_CTRL, ABORT);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL), ==, VERSION);
    g_assert_false(spi_level(qts, spi_txp));

    qtest_writel(qts, DISPCTRLX(2), ENABLE | ONESHOT | WIDTH << 16 | 16);
    qtest_writel(qts, DST_CTRL, START | FORMAT(ARGB8888));
    qtest_clock_step(qts, A_FRAME_NS);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, BUSY);
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0xa5a5a5a5);
    assert_broken(qts, "txp-size ");
    qtest_quit(qts);
}

static void test_abort(void)
{
    QTestState *qts = txp_start();

    qtest_writel(qts, DST_CTRL, START | FORMAT(ARGB8888));
    qtest_clock_step(qts, WIDTH * HEIGHT);
    qtest_writel(qts, DST_CTRL, ABORT);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, 0);
    qtest_clock_step(qts, A_FRAME_NS);
    g_assert_cmpint(txp_number(qts, "frames"), ==, 0);
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0xa5a5a5a5);
    assert_broken(qts, NULL);
    qtest_quit(qts);
}

static void test_rules(void)
{
    static const struct {
        uint32_t reg, value;
        const char *rule;
    } writes[] = {
        { DST_PTR, BUS(OUTPUT) + 2, "txp-alignment " },
        { DST_PITCH, PITCH + 8, "txp-alignment " },
    };

    for (int i = 0; i < ARRAY_SIZE(writes); i++) {
        QTestState *qts = txp_start();

        qtest_writel(qts, writes[i].reg, writes[i].value);
        txp_frame(qts, START | FORMAT(ARGB8888));
        assert_broken(qts, writes[i].rule);
        qtest_quit(qts);
    }
    for (uint32_t reg = DST_PTR; reg <= DST_CTRL; reg += 4) {
        QTestState *qts = txp_start();

        qtest_writel(qts, DST_CTRL, START | FORMAT(ARGB8888));
        qtest_writel(qts, reg, qtest_readl(qts, reg));
        assert_broken(qts, "txp-write-while-busy ");
        qtest_quit(qts);
    }
}

/* CRC-32 of 64 x 32 pixels, each with the bytes 12 34 56 */
static void test_crc(void)
{
    const uint8_t pixel[3] = { 0x12, 0x34, 0x56 };
    uint32_t crc = 0xffffffff;
    QTestState *qts = txp_start();

    for (int i = 0; i < 3 * WIDTH * HEIGHT; i++) {
        crc ^= pixel[i % 3];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
        }
    }
    txp_frame(qts, START | FORMAT(ARGB8888));
    g_assert_cmphex(txp_number(qts, "crc"), ==, ~crc);
    qtest_quit(qts);
}

/* A list that makes the HVS read much takes long; any item takes a cycle. */
static void test_time(void)
{
    QTestState *qts = txp_start();

    /* A line of 4096 pixels, shrunk to 64 x 1 */
    for (int i = 0; i < 3; i++) {
        static const uint32_t words[] = {
            CTL0_VALID | CTL0_SIZE(14) | RGB565 | XRGB, 0, OPAQUE,
            1 << 16 | WIDTH, 1 << 16 | 4096, CONTEXT, BUS(MEMORY), CONTEXT, 0,
            0, 0, 0, 0, 0,
        };

        for (int word = 0; word < ARRAY_SIZE(words); word++) {
            qtest_writel(qts, DLIST + 4 * (LIST + 14 * i + word), words[word]);
        }
    }
    /* Two items that are not valid */
    qtest_writel(qts, DLIST + 4 * (LIST + 42), CTL0_SIZE(1));
    qtest_writel(qts, DLIST + 4 * (LIST + 43), CTL0_SIZE(1));
    qtest_writel(qts, DLIST + 4 * (LIST + 44), CTL0_END);
    qtest_writel(qts, DST_CTRL, START | FORMAT(ARGB8888));
    qtest_clock_step(qts, 2 * (WIDTH * HEIGHT + 3 * 4096 + 2) - 1);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, BUSY);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, 0);
    qtest_quit(qts);
}

static void test_move(void)
{
    QTestState *qts = txp_start();
    int64_t now;

    qtest_writel(qts, DST_CTRL, START | FORMAT(ARGB8888));
    now = qtest_clock_step(qts, WIDTH * HEIGHT);
    qts = machine_move(qts, now);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, BUSY);
    g_assert_cmpint(qtest_readl(qts, PROGRESS), ==, HEIGHT / 2);
    qtest_clock_step(qts, WIDTH * HEIGHT);
    g_assert_cmphex(qtest_readl(qts, DST_CTRL) & BUSY, ==, 0);
    g_assert_cmphex(qtest_readl(qts, OUTPUT), ==, 0xff123456);
    g_assert_true(spi_level(qts, spi_txp));
    qtest_quit(qts);
}

/*
 * Rows of tables in docs/emulator.md
 *
 * Pictures: test_frame
 * - the transposer (TXP) writes one frame of its channel into memory, with `EI`
 *   raises SPI 75, and is idle
 * - `vc4_txp_interrupt`
 * - the writeback job has ended, and its fence signals
 *
 * Pictures: test_waits
 * - it waits for a channel that is off or has another size, until `ABORT`
 * - `vc4_txp_encoder_disable`
 * - `BUSY`, and no warning
 *
 * Pictures: test_oneshot
 * - a one-shot channel stops at the end of its frame, and its `DISPSTATX` says
 *   EOF
 * - `vc4_hvs_stop_channel`
 * - a channel that it can disable
 *
 * Pictures: test_rules
 * - `DST_PTR`, `DST_PITCH` or `DIM` that the hardware cannot use, and a write
 *   while it is busy: rules `txp-alignment`, `txp-size`, `txp-write-while-busy`
 * - `vc4_txp_connector_atomic_commit`
 * - nothing; with a wrong size a job that never ends
 */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/bcm2711-txp/registers", test_registers);
    qtest_add_func("/bcm2711-txp/frame", test_frame);
    qtest_add_func("/bcm2711-txp/oneshot", test_oneshot);
    qtest_add_func("/bcm2711-txp/formats", test_formats);
    qtest_add_func("/bcm2711-txp/waits", test_waits);
    qtest_add_func("/bcm2711-txp/abort", test_abort);
    qtest_add_func("/bcm2711-txp/rules", test_rules);
    qtest_add_func("/bcm2711-txp/crc", test_crc);
    qtest_add_func("/bcm2711-txp/time", test_time);
    qtest_add_func("/bcm2711-txp/move", test_move);

    return g_test_run();
}
