/*
 * QTest testcase for the faults of the BCM2835 DMA controller, and for its
 * migration, on raspi4b
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-hdmi-common.h"
#include "bcm2711-machine-common.h"
#include "bcm2835-dma-common.h"

#define SPI_CHANNEL 84

/* The ring into the MAI of HDMI0: 48 kHz, two channels, periods of 10 ms */
#define RING_PERIODS 4
#define RING_PERIOD_WORDS 960
#define PERIOD_NS (10 * SCALE_MS)
#define DREQ_MAI0 10

static void acknowledge(QTestState *qts)
{
    dma_write(qts, CHANNEL, A_CS, R_CS_INT_MASK | R_CS_ACTIVE_MASK);
}

static bool interrupting(QTestState *qts)
{
    bool flag = dma_read(qts, CHANNEL, A_CS) & R_CS_INT_MASK;
    uint32_t status = qtest_readl(qts, DMA_BASE + A_INT_STATUS);

    g_assert_cmpint(status >> CHANNEL & 1, ==, flag);
    g_assert_cmpint(spi_level(qts, SPI_CHANNEL), ==, flag);
    return flag;
}

static void run_block(QTestState *qts)
{
    write_block(qts, 0, TI_COPY | R_TI_INTEN_MASK, SOURCE, DEST, 4, 0, 0);
    start(qts, CHANNEL, 0);
    assert_cs(qts, R_CS_END_MASK, R_CS_ACTIVE_MASK | R_CS_ERROR_MASK);
}

static void ring_start(QTestState *qts)
{
    for (int i = 0; i < RING_PERIODS; i++) {
        write_block(qts, i, TI_PACED(DREQ_MAI0) | R_TI_INTEN_MASK,
                    SOURCE + i * RING_PERIOD_WORDS * 4, BUS_MAI_DATA,
                    RING_PERIOD_WORDS * 4, 0,
                    BLOCK((i + 1) % RING_PERIODS));
    }
    fill_source(qts, RING_PERIODS * RING_PERIOD_WORDS);
    qtest_writel(qts, MAI0_BASE + MAI_THR, 0x08080608);
    qtest_writel(qts, MAI0_BASE + MAI_SMP, MAI_SMP_N_M(2250, 0));
    start(qts, CHANNEL, 0);
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_PLAY(2));
}

static void test_interrupt_late(void)
{
    const int64_t delay = 5 * SCALE_MS;
    QTestState *qts = machine_start();

    prop_set_uint(qts, DMA_PATH, "irq-delay-ns", delay);
    run_block(qts);
    qtest_clock_step(qts, delay - 1);
    g_assert_false(interrupting(qts));
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts"), ==, 0);
    qtest_clock_step(qts, 1);
    g_assert_true(interrupting(qts));
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts"), ==, 1);
    acknowledge(qts);
    g_assert_false(interrupting(qts));

    /* Off again */
    prop_set_uint(qts, DMA_PATH, "irq-delay-ns", 0);
    run_block(qts);
    g_assert_true(interrupting(qts));
    acknowledge(qts);
    qtest_quit(qts);
}

/* Two that are due while the first is pending are one; a reset cancels both. */
static void test_interrupt_late_merged(void)
{
    QTestState *qts = machine_start();

    prop_set_uint(qts, DMA_PATH, "irq-delay-ns", 1000);
    run_block(qts);
    qtest_clock_step(qts, 900);
    run_block(qts);
    qtest_clock_step(qts, 100);
    g_assert_true(interrupting(qts));
    acknowledge(qts);
    qtest_clock_step(qts, LONG_NS);
    g_assert_false(interrupting(qts));
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts"), ==, 1);

    run_block(qts);
    dma_write(qts, CHANNEL, A_CS, R_CS_RESET_MASK);
    qtest_clock_step(qts, LONG_NS);
    g_assert_false(interrupting(qts));

    /* The interrupt never comes */
    prop_set_uint(qts, DMA_PATH, "irq-delay-ns", UINT64_MAX);
    run_block(qts);
    qtest_clock_step(qts, 3600 * NANOSECONDS_PER_SECOND);
    g_assert_false(interrupting(qts));
    qtest_quit(qts);
}

static int interrupts_of(QTestState *qts, int blocks)
{
    int seen = 0;

    for (int i = 0; i < blocks; i++) {
        run_block(qts);
        seen += interrupting(qts);
        acknowledge(qts);
    }
    return seen;
}

static void test_interrupt_lost(void)
{
    QTestState *qts = machine_start();

    g_assert_cmpint(interrupts_of(qts, 9), ==, 9);
    prop_set_uint(qts, DMA_PATH, "irq-lose-every", 3);
    g_assert_cmpint(interrupts_of(qts, 8), ==, 6);
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts-lost"), ==, 2);
    /* The count restarts */
    prop_set_uint(qts, DMA_PATH, "irq-lose-every", 2);
    g_assert_cmpint(interrupts_of(qts, 1), ==, 1);
    g_assert_cmpint(interrupts_of(qts, 1), ==, 0);
    prop_set_uint(qts, DMA_PATH, "irq-lose-every", 1);
    g_assert_cmpint(interrupts_of(qts, 5), ==, 0);
    prop_set_uint(qts, DMA_PATH, "irq-lose-every", 0);
    g_assert_cmpint(interrupts_of(qts, 9), ==, 9);
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts"), ==, 25);
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts-lost"), ==, 8);
    qtest_quit(qts);
}

/* All faults can be set before the first instruction. */
static void test_from_the_start(void)
{
    QTestState *qts = qtest_init("-machine raspi4b"
                                 " -global bcm2835-dma.irq-lose-every=2"
                                 " -global bcm2835-dma.irq-delay-ns=1000"
                                 " -global bcm2835-dma.read-error-after=3");

    run_block(qts);
    g_assert_false(interrupting(qts));
    qtest_clock_step(qts, 1000);
    g_assert_true(interrupting(qts));
    acknowledge(qts);
    run_block(qts);
    qtest_clock_step(qts, LONG_NS);
    g_assert_false(interrupting(qts));
    start(qts, CHANNEL, 0);
    assert_cs(qts, R_CS_ERROR_MASK, R_CS_ACTIVE_MASK);
    /* A reset of the guest does not clear faults. */
    qtest_system_reset(qts);
    g_assert_cmpint(prop_int(qts, DMA_PATH, "irq-lose-every"), ==, 2);
    g_assert_cmpint(prop_int(qts, DMA_PATH, "irq-delay-ns"), ==, 1000);
    qtest_quit(qts);
}

/* The word that could not be read comes next, once the error is cleared. */
static void test_read_error(void)
{
    enum { WORDS = 16, GOOD = 5 };
    QTestState *qts = machine_start();

    fill_source(qts, WORDS);
    prop_set_uint(qts, DMA_PATH, "read-error-after", GOOD + 1);
    write_block(qts, 0, TI_COPY | R_TI_INTEN_MASK, SOURCE, DEST, 4 * WORDS, 0,
                0);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_ERROR_MASK | R_CS_PAUSED_MASK,
              R_CS_ACTIVE_MASK | R_CS_END_MASK | R_CS_INT_MASK);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_DEBUG) & 7, ==,
                    R_DEBUG_READ_ERROR_MASK);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==,
                    SOURCE + 4 * GOOD);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_TXFR_LEN), ==,
                    4 * (WORDS - GOOD));
    g_assert_cmphex(qtest_readl(qts, DEST + 4 * (GOOD - 1)), ==,
                    0xa5000000 + GOOD - 1);
    /* It happens once, and is not a violation by the guest. */
    g_assert_cmpint(prop_int(qts, DMA_PATH, "read-error-after"), ==, 0);
    assert_no_violation(qts, DMA_PATH);

    dma_write(qts, CHANNEL, A_DEBUG, R_DEBUG_FIFO_ERROR_MASK);
    assert_cs(qts, R_CS_ERROR_MASK, 0);
    dma_write(qts, CHANNEL, A_DEBUG, R_DEBUG_READ_ERROR_MASK);
    assert_cs(qts, 0, R_CS_ERROR_MASK);
    dma_write(qts, CHANNEL, A_CS, R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    assert_cs(qts, R_CS_END_MASK | R_CS_INT_MASK, R_CS_ERROR_MASK);
    for (int i = 0; i < WORDS; i++) {
        g_assert_cmphex(qtest_readl(qts, DEST + 4 * i), ==, 0xa5000000 + i);
    }
    qtest_quit(qts);
}

/* In the middle of a ring: it stops, and the FIFO behind it runs dry. */
static void test_read_error_while_playing(void)
{
    QTestState *qts = machine_start();
    int64_t played;

    ring_start(qts);
    qtest_clock_step(qts, PERIOD_NS);
    prop_set_uint(qts, DMA_PATH, "read-error-after", 101);
    qtest_clock_step(qts, PERIOD_NS);
    assert_cs(qts, R_CS_ERROR_MASK | R_CS_PAUSED_MASK, R_CS_ACTIVE_MASK);
    played = prop_int(qts, MAI0_PATH, "words-played");
    qtest_clock_step(qts, 10 * PERIOD_NS);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==, played);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, 0);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==,
                    SOURCE + 4 * (int)played);
    qtest_quit(qts);
}

/* Run the ring for @periods, and check every quarter of one. */
static int periods_seen(QTestState *qts, int periods)
{
    int seen = 0;

    for (int i = 0; i < 4 * periods; i++) {
        qtest_clock_step(qts, PERIOD_NS / 4);
        if (interrupting(qts)) {
            seen++;
            acknowledge(qts);
        }
    }
    return seen;
}

/*
 * Hundreds of periods, each with one interrupt; with the fault fewer and all
 * late, and after it as many as before. The FIFO's words run ahead of the first
 * period by far less than a quarter.
 */
static void test_periods(void)
{
    enum { PERIODS = 400 };
    QTestState *qts = machine_start();

    ring_start(qts);
    g_assert_cmpint(periods_seen(qts, PERIODS), ==, PERIODS);
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts"), ==, PERIODS);
    prop_set_uint(qts, DMA_PATH, "irq-lose-every", 4);
    g_assert_cmpint(periods_seen(qts, PERIODS), ==, PERIODS * 3 / 4);
    prop_set_uint(qts, DMA_PATH, "irq-lose-every", 0);
    prop_set_uint(qts, DMA_PATH, "irq-delay-ns", PERIOD_NS * 2 / 5);
    g_assert_cmpint(periods_seen(qts, PERIODS), ==, PERIODS - 1);
    prop_set_uint(qts, DMA_PATH, "irq-delay-ns", 0);
    g_assert_cmpint(periods_seen(qts, PERIODS), ==, PERIODS + 1);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, 0);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==,
                    4 * PERIODS * RING_PERIOD_WORDS);
    assert_no_violation(qts, DMA_PATH);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

/*
 * A machine that migrates in the middle of a transfer, of a wait for a late
 * interrupt, and of the counts of the faults
 */
static void test_save_and_load(void)
{
    enum { BYTES = 64 * 1024 };
    QTestState *qts = machine_start();
    uint32_t here;
    int64_t now;

    qtest_writel(qts, SOURCE + BYTES - 4, 0x600d600d);
    g_assert_cmpint(interrupts_of(qts, 1), ==, 1);
    prop_set_uint(qts, DMA_PATH, "irq-lose-every", 2);
    prop_set_uint(qts, DMA_PATH, "irq-delay-ns", LONG_NS);
    run_block(qts);
    prop_set_uint(qts, DMA_PATH, "read-error-after", BYTES / 4);
    write_block(qts, 0, TI_COPY | R_TI_INTEN_MASK, SOURCE, DEST, BYTES, 0, 0);
    start(qts, CHANNEL, 0);
    now = qtest_clock_step(qts, 20000);
    here = dma_read(qts, CHANNEL, A_SOURCE_AD);
    g_assert_cmphex(here, >, SOURCE);
    g_assert_cmphex(here, <, SOURCE + BYTES);

    qts = machine_move(qts, now);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==, here);
    assert_cs(qts, R_CS_ACTIVE_MASK, R_CS_ERROR_MASK | R_CS_INT_MASK);
    qtest_clock_set(qts, LONG_NS - 1);
    g_assert_false(interrupting(qts));
    qtest_clock_set(qts, LONG_NS);
    g_assert_true(interrupting(qts));
    acknowledge(qts);
    /* The last word hit the fault, and was read after a retry. */
    assert_cs(qts, R_CS_ERROR_MASK | R_CS_END_MASK, R_CS_ACTIVE_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST + BYTES - 4), ==, 0x600d600d);
    /* The second interrupt was lost. */
    qtest_clock_step(qts, 2 * LONG_NS);
    g_assert_false(interrupting(qts));
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts"), ==, 2);
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts-lost"), ==, 1);
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2835/dma/interrupt/late", test_interrupt_late);
    qtest_add_func("/bcm2835/dma/interrupt/late-merged",
                   test_interrupt_late_merged);
    qtest_add_func("/bcm2835/dma/interrupt/lost", test_interrupt_lost);
    qtest_add_func("/bcm2835/dma/from-the-start", test_from_the_start);
    qtest_add_func("/bcm2835/dma/read-error", test_read_error);
    qtest_add_func("/bcm2835/dma/read-error-while-playing",
                   test_read_error_while_playing);
    qtest_add_func("/bcm2835/dma/periods", test_periods);
    qtest_add_func("/bcm2835/dma/save-and-load", test_save_and_load);
    return g_test_run();
}
