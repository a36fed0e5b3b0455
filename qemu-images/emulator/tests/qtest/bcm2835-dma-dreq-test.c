/*
 * QTest testcase for the BCM2835 DMA controller's flow control, its endless
 * chains and its errors, on raspi4b
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2835-dma-common.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"

static void set_dreq(QTestState *qts, int level)
{
    qtest_set_irq_in(qts, DMA_PATH, "dreq", DREQ, level);
}

static QTestState *boot(void)
{
    return qtest_init("-machine raspi4b");
}

/* The number of records in "violations", the first of them in @first. */
static int violations(QTestState *qts, char **first)
{
    QDict *rsp = qtest_qmp(qts, "{ 'execute': 'qom-get', 'arguments': {"
                           " 'path': %s, 'property': 'violations' } }",
                           DMA_PATH);
    QList *list = qdict_get_qlist(rsp, "return");
    int count = qlist_size(list);

    if (count && first) {
        QString *record = qobject_to(QString, qlist_peek(list));

        *first = g_strdup(qstring_get_str(record));
    }
    qobject_unref(rsp);
    return count;
}

static void test_held_until_requested(void)
{
    QTestState *qts = boot();

    set_dreq(qts, 0);
    fill_source(qts, 8);
    write_block(qts, 0, TI_PACED(DREQ), SOURCE, DEST, 32, 0, 0);
    qtest_writel(qts, DEST, 0);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);

    assert_cs(qts, R_CS_ACTIVE_MASK | R_CS_DREQ_STOPS_DMA_MASK,
              R_CS_DREQ_MASK | R_CS_END_MASK | R_CS_WAITING_MASK |
              R_CS_PAUSED_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==, SOURCE);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_CONBLK_AD), ==, BLOCK(0));

    set_dreq(qts, 1);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_END_MASK | R_CS_PAUSED_MASK,
              R_CS_ACTIVE_MASK | R_CS_DREQ_STOPS_DMA_MASK | R_CS_INT_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0xa5000007);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==, SOURCE + 32);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_TXFR_LEN), ==, 0);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_CONBLK_AD), ==, 0);
    qtest_quit(qts);
}

/*
 * A ring of four periods. Each rise of the request lets it run for a while;
 * hundreds of periods pass, each with its interrupt, and the ring never ends.
 */
static void test_cyclic(void)
{
    enum { PERIODS = 4, PERIOD_BYTES = 1024 * 4, WANTED = 400 };
    QTestState *qts = boot();
    uint32_t here = SOURCE;
    int seen = 0;

    set_dreq(qts, 0);
    for (int i = 0; i < PERIODS; i++) {
        write_block(qts, i, TI_PACED(DREQ) | R_TI_INTEN_MASK,
                    SOURCE + i * PERIOD_BYTES, DEST, PERIOD_BYTES, 0,
                    BLOCK((i + 1) % PERIODS));
    }
    start(qts, CHANNEL, 0);
    g_assert_cmphex(qtest_readl(qts, DMA_BASE + A_INT_STATUS), ==, 0);

    for (int i = 0; seen < WANTED; i++) {
        g_assert_cmpint(i, <, 2 * WANTED);
        set_dreq(qts, 1);
        qtest_clock_step(qts, 10000);
        set_dreq(qts, 0);
        qtest_clock_step(qts, 10000);

        /* It continued, and while the request is low it is stopped. */
        g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), !=, here);
        here = dma_read(qts, CHANNEL, A_SOURCE_AD);
        qtest_clock_step(qts, LONG_NS);
        g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==, here);
        assert_cs(qts, R_CS_ACTIVE_MASK | R_CS_DREQ_STOPS_DMA_MASK, 0);

        if (qtest_readl(qts, DMA_BASE + A_INT_STATUS) & (1 << CHANNEL)) {
            seen++;
            assert_cs(qts, R_CS_INT_MASK | R_CS_END_MASK, 0);
            /* As in Linux's interrupt handler. */
            dma_write(qts, CHANNEL, A_CS, R_CS_INT_MASK | R_CS_ACTIVE_MASK);
            assert_cs(qts, R_CS_ACTIVE_MASK, R_CS_INT_MASK);
            g_assert_cmphex(qtest_readl(qts, DMA_BASE + A_INT_STATUS), ==, 0);
        }
    }
    g_assert_cmpint(violations(qts, NULL), ==, 0);
    qtest_quit(qts);
}

/* A block that is its own successor, with and without data to move. */
static void test_self_linked(const void *data)
{
    uint32_t len = GPOINTER_TO_UINT(data);
    QTestState *qts = boot();

    write_block(qts, 0, TI_COPY | R_TI_INTEN_MASK, SOURCE, DEST, len, 0,
                BLOCK(0));
    start(qts, CHANNEL, 0);
    for (int i = 0; i < 100; i++) {
        qtest_clock_step(qts, 20000);
        assert_cs(qts, R_CS_ACTIVE_MASK | R_CS_INT_MASK, 0);
        dma_write(qts, CHANNEL, A_CS, R_CS_INT_MASK | R_CS_ACTIVE_MASK);
        assert_cs(qts, R_CS_ACTIVE_MASK, R_CS_INT_MASK);
    }

    dma_write(qts, CHANNEL, A_CS, 0);
    assert_cs(qts, R_CS_PAUSED_MASK, R_CS_ACTIVE_MASK);
    dma_write(qts, CHANNEL, A_CS, R_CS_RESET_MASK);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_CS), ==, 0);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_CONBLK_AD), ==, 0);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_CS), ==, 0);
    qtest_quit(qts);
}

static void test_pause_and_resume(void)
{
    enum { BYTES = 64 * 1024 };
    QTestState *qts = boot();
    uint32_t here;

    write_block(qts, 0, TI_COPY, SOURCE, DEST, BYTES, 0, 0);
    qtest_writel(qts, SOURCE + BYTES - 4, 0x600d600d);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, 20000);
    dma_write(qts, CHANNEL, A_CS, 0);
    assert_cs(qts, R_CS_PAUSED_MASK, R_CS_ACTIVE_MASK | R_CS_WAITING_MASK);

    here = dma_read(qts, CHANNEL, A_SOURCE_AD);
    g_assert_cmphex(here, >, SOURCE);
    g_assert_cmphex(here, <, SOURCE + BYTES);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_TXFR_LEN), ==,
                    SOURCE + BYTES - here);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_DEST_AD), ==,
                    DEST + here - SOURCE);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==, here);

    dma_write(qts, CHANNEL, A_CS, R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_END_MASK, R_CS_ACTIVE_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST + BYTES - 4), ==, 0x600d600d);
    qtest_quit(qts);
}

static void test_abort_goes_on_with_the_next_block(void)
{
    QTestState *qts = boot();

    set_dreq(qts, 0);
    fill_source(qts, 1);
    write_block(qts, 0, TI_PACED(DREQ), SOURCE, DEST, 32, 0, BLOCK(1));
    write_block(qts, 1, TI_COPY, SOURCE, DEST + 0x100, 4, 0, 0);
    start(qts, CHANNEL, 0);
    dma_write(qts, CHANNEL, A_CS, R_CS_ABORT_MASK | R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0);
    g_assert_cmphex(qtest_readl(qts, DEST + 0x100), ==, 0xa5000000);
    assert_cs(qts, R_CS_END_MASK, R_CS_ACTIVE_MASK);
    qtest_quit(qts);
}

/* A paused channel can be given another next block, or none. */
static void test_next_while_paused(void)
{
    QTestState *qts = boot();
    g_autofree char *first = NULL;

    set_dreq(qts, 0);
    fill_source(qts, 1);
    write_block(qts, 0, TI_PACED(DREQ), SOURCE, DEST, 4, 0, BLOCK(1));
    write_block(qts, 1, TI_COPY, SOURCE, DEST + 0x100, 4, 0, 0);
    write_block(qts, 2, TI_COPY, SOURCE, DEST + 0x200, 4, 0, 0);
    start(qts, CHANNEL, 0);
    dma_write(qts, CHANNEL, A_CS, 0);
    dma_write(qts, CHANNEL, A_NEXTCONBK, BLOCK(2) | 0x1f);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_NEXTCONBK), ==, BLOCK(2));
    dma_write(qts, CHANNEL, A_CS, R_CS_ACTIVE_MASK);
    set_dreq(qts, 1);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0xa5000000);
    g_assert_cmphex(qtest_readl(qts, DEST + 0x100), ==, 0);
    g_assert_cmphex(qtest_readl(qts, DEST + 0x200), ==, 0xa5000000);
    g_assert_cmpint(violations(qts, NULL), ==, 0);

    /* As bcm2835_dma_abort() of Linux before 5.0 */
    set_dreq(qts, 0);
    start(qts, CHANNEL, 0);
    dma_write(qts, CHANNEL, A_CS, 0);
    dma_write(qts, CHANNEL, A_NEXTCONBK, 0);
    dma_write(qts, CHANNEL, A_CS, R_CS_ABORT_MASK | R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_PAUSED_MASK, R_CS_ACTIVE_MASK);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_CONBLK_AD), ==, 0);
    g_assert_cmphex(qtest_readl(qts, DEST + 0x100), ==, 0);
    g_assert_cmpint(violations(qts, NULL), ==, 0);

    start(qts, CHANNEL, 0);
    dma_write(qts, CHANNEL, A_NEXTCONBK, 0);
    g_assert_cmpint(violations(qts, &first), ==, 1);
    g_assert(g_str_has_prefix(first, "dma-next-while-active count=1 "));
    qtest_quit(qts);
}

typedef struct ErrorCase {
    uint32_t source;
    uint32_t dest;
    uint32_t flag;
} ErrorCase;

static const ErrorCase unmapped_source = {
    BUS_HOLE, DEST, R_DEBUG_READ_ERROR_MASK,
};
static const ErrorCase unmapped_dest = {
    SOURCE, BUS_HOLE, R_DEBUG_FIFO_ERROR_MASK,
};
/* A transfer must not reach the registers of its own controller. */
static const ErrorCase own_registers = {
    SOURCE, BUS_DMA, R_DEBUG_FIFO_ERROR_MASK,
};

static void test_unmapped(const void *data)
{
    const ErrorCase *error = data;
    QTestState *qts = boot();
    g_autofree char *first = NULL;

    write_block(qts, 0, TI_COPY | R_TI_INTEN_MASK, error->source, error->dest,
                32, 0, BLOCK(0));
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_ERROR_MASK | R_CS_PAUSED_MASK,
              R_CS_ACTIVE_MASK | R_CS_END_MASK | R_CS_INT_MASK);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_DEBUG) & error->flag, ==,
                    error->flag);
    g_assert_cmpint(violations(qts, &first), ==, 1);
    g_assert(g_str_has_prefix(first, "dma-unmapped count=1 first-ns=0 "));

    dma_write(qts, CHANNEL, A_DEBUG, error->flag);
    assert_cs(qts, 0, R_CS_ERROR_MASK);
    qtest_quit(qts);
}

static void test_unmapped_block(void)
{
    QTestState *qts = boot();

    dma_write(qts, CHANNEL, A_CONBLK_AD, BUS_HOLE);
    dma_write(qts, CHANNEL, A_CS, R_CS_ACTIVE_MASK);
    assert_cs(qts, R_CS_ERROR_MASK, R_CS_ACTIVE_MASK);
    g_assert_cmpint(violations(qts, NULL), ==, 1);
    qtest_quit(qts);
}

/* On the controller's bus: CRP_CFG, CTS_0 of HDMI0, which store whole words */
#define BUS_CRP_CFG 0x7ef007c8
#define CRP_CFG 0xfef007c8

/* Memory keeps the bytes that are not strobed; a register takes a word. */
static void test_tail(void)
{
    enum { BYTES = 6 };
    QTestState *qts = boot();

    fill_source(qts, 2);
    qtest_memset(qts, DEST, 0xff, 24);
    write_block(qts, 0, TI_COPY, SOURCE, DEST, BYTES, 0, BLOCK(1));
    write_block(qts, 1, TI_COPY, SOURCE, BUS_CRP_CFG, BYTES, 0, BLOCK(2));
    write_block(qts, 2, TI_COPY, BUS_CRP_CFG, DEST + 16, BYTES, 0, 0);
    qtest_writel(qts, CRP_CFG + 4, UINT32_MAX);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_END_MASK, R_CS_ACTIVE_MASK | R_CS_ERROR_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0xa5000000);
    g_assert_cmphex(qtest_readl(qts, DEST + 4), ==, 0xffff0001);
    g_assert_cmphex(qtest_readl(qts, CRP_CFG), ==, 0xa5000000);
    g_assert_cmphex(qtest_readl(qts, CRP_CFG + 4), ==, 0x00000001);

    /* Registers are read in whole words, too, and memory keeps its bytes */
    g_assert_cmphex(qtest_readl(qts, DEST + 16), ==, 0xa5000000);
    g_assert_cmphex(qtest_readl(qts, DEST + 20), ==, 0xffff0001);
    qtest_quit(qts);
}

/* Three rows of 6 bytes: strides are added to where a row ended. */
static void test_rows(void)
{
    QTestState *qts = boot();
    uint8_t from[64], to[64] = { 0 };

    for (int i = 0; i < sizeof(from); i++) {
        from[i] = i + 1;
    }
    qtest_memwrite(qts, SOURCE, from, sizeof(from));
    qtest_memwrite(qts, DEST, to, sizeof(to));
    write_block(qts, 0, TI_COPY | R_TI_TDMODE_MASK, SOURCE, DEST, 2 << 16 | 6,
                4 << 16 | 10, 0);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    qtest_memread(qts, DEST, to, sizeof(to));
    for (int i = 0; i < sizeof(to); i++) {
        int row = i / 10, col = i % 10;
        bool moved = row < 3 && col < 6;

        g_assert_cmpint(to[i], ==, moved ? from[row * 16 + col] : 0);
    }
    qtest_quit(qts);
}

static void test_lite(void)
{
    QTestState *qts = boot();

    g_assert_cmphex(dma_read(qts, CHANNEL, A_DEBUG) & R_DEBUG_LITE_MASK, ==, 0);
    g_assert_cmphex(dma_read(qts, LITE_CHANNEL, A_DEBUG) & R_DEBUG_LITE_MASK,
                    ==, R_DEBUG_LITE_MASK);
    write_block(qts, 0, TI_COPY | R_TI_TDMODE_MASK, SOURCE, DEST, 7 << 16 | 8,
                0, 0);
    start(qts, LITE_CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(dma_read(qts, LITE_CHANNEL, A_DEST_AD), ==, DEST + 8);
    qtest_quit(qts);
}

static void test_enable(void)
{
    QTestState *qts = boot();

    fill_source(qts, 1);
    write_block(qts, 0, TI_COPY, SOURCE, DEST, 4, 0, 0);
    qtest_writel(qts, DMA_BASE + A_ENABLE, 0xffff & ~(1 << CHANNEL));
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_ACTIVE_MASK, R_CS_END_MASK);
    qtest_writel(qts, DMA_BASE + A_ENABLE, 0xffff);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_END_MASK, R_CS_ACTIVE_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0xa5000000);
    qtest_quit(qts);
}

/*
 * The real use: a ring into the MAI of HDMI0, 48 kHz, two channels. In a second
 * 96000 words leave the FIFO, so as many were read from memory, plus or minus
 * the FIFO's depth.
 */
static void test_mai(void)
{
    enum { PERIODS = 4, PERIOD_WORDS = 4096, DREQ_MAI0 = 10, FIFO = 32,
           WORDS_PER_MS = 96, STEPS = 1000 };
    const uint64_t mai = 0xfef20010;
    QTestState *qts = boot();
    uint32_t words = 0;
    uint32_t last = SOURCE;

    for (int i = 0; i < PERIODS; i++) {
        write_block(qts, i, TI_PACED(DREQ_MAI0) | R_TI_INTEN_MASK,
                    SOURCE + i * PERIOD_WORDS * 4, BUS_MAI_DATA,
                    PERIOD_WORDS * 4, 0, BLOCK((i + 1) % PERIODS));
    }
    /* Thresholds of 16 words each; 108 MHz / 2250; two channels, enabled */
    qtest_writel(qts, mai + 0x04, 0x10101010);
    qtest_writel(qts, mai + 0x10, 2250 << 8);
    start(qts, CHANNEL, 0);
    qtest_writel(qts, mai + 0x00, 1 << 3 | 2 << 4);

    for (int i = 0; i < STEPS; i++) {
        uint32_t here;

        qtest_clock_step(qts, 1000000);
        here = dma_read(qts, CHANNEL, A_SOURCE_AD);
        words += ((here - last) / 4) % (PERIODS * PERIOD_WORDS);
        last = here;
    }
    g_assert_cmpint(words, >=, STEPS * WORDS_PER_MS - FIFO);
    g_assert_cmpint(words, <=, STEPS * WORDS_PER_MS + FIFO);
    assert_cs(qts, R_CS_ACTIVE_MASK | R_CS_INT_MASK, R_CS_ERROR_MASK);
    qtest_quit(qts);
}

/*
 * Rows of tables in docs/emulator.md
 *
 * DMA: test_tail
 * - the odd bytes at the end of a block are strobed: memory keeps the others of
 *   the word. A register takes a whole word, here with 0 in them
 * - `bcm2835_dma_prep_dma_memcpy`, `bcm2835_dma_prep_slave_sg`
 * - memory behind a block that stays as it is
 */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2835/dma/held-until-requested",
                   test_held_until_requested);
    qtest_add_func("/bcm2835/dma/cyclic", test_cyclic);
    qtest_add_data_func("/bcm2835/dma/self-linked", GUINT_TO_POINTER(64),
                        test_self_linked);
    qtest_add_data_func("/bcm2835/dma/self-linked-empty", GUINT_TO_POINTER(0),
                        test_self_linked);
    qtest_add_func("/bcm2835/dma/pause-and-resume", test_pause_and_resume);
    qtest_add_func("/bcm2835/dma/next-while-paused", test_next_while_paused);
    qtest_add_func("/bcm2835/dma/abort",
                   test_abort_goes_on_with_the_next_block);
    qtest_add_data_func("/bcm2835/dma/unmapped-source", &unmapped_source,
                        test_unmapped);
    qtest_add_data_func("/bcm2835/dma/unmapped-dest", &unmapped_dest,
                        test_unmapped);
    qtest_add_data_func("/bcm2835/dma/own-registers", &own_registers,
                        test_unmapped);
    qtest_add_func("/bcm2835/dma/unmapped-block", test_unmapped_block);
    qtest_add_func("/bcm2835/dma/tail", test_tail);
    qtest_add_func("/bcm2835/dma/rows", test_rows);
    qtest_add_func("/bcm2835/dma/lite", test_lite);
    qtest_add_func("/bcm2835/dma/enable", test_enable);
    qtest_add_func("/bcm2835/dma/mai", test_mai);
    return g_test_run();
}
