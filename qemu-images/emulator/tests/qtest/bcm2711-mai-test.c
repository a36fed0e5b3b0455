/*
 * QTest of the BCM2711 MAI: FIFO, DREQ, sample clock, underrun and overrun
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-mai-common.h"

static void test_fifo(void)
{
    QTestState *qts = machine_start();

    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);
    push(qts, MAI_FIFO_WORDS - 1);
    g_assert_cmphex(ctl(qts), ==, 0);
    push(qts, 1);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_FULL);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, MAI_FIFO_WORDS);

    /* One too many */
    qtest_clock_step(qts, 5);
    push(qts, 1);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_FULL | MAI_CTL_ERRORF);
    assert_counts(qts, 0, 0, 0, 1);
    assert_violation(qts, MAI0_PATH, "mai-overrun count=1 first-ns=5 ");

    /* Write one to clear */
    qtest_writel(qts, REG(CTL), 0);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_FULL | MAI_CTL_ERRORF);
    qtest_writel(qts, REG(CTL), MAI_CTL_ERRORF);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_FULL);
    qtest_writel(qts, REG(CTL), MAI_CTL_FLUSH);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);

    /* RESET empties it as well, and clears the errors */
    push(qts, MAI_FIFO_WORDS + 1);
    qtest_writel(qts, REG(CTL), MAI_CTL_RESET);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);

    /* The other MAI is independent */
    g_assert_cmpint(prop_int(qts, MAI1_PATH, "overruns"), ==, 0);
    qtest_writel(qts, MAI1_BASE + MAI_DATA, 1);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, 0);
    g_assert_cmpint(prop_int(qts, MAI1_PATH, "level"), ==, 1);
    qtest_quit(qts);
}

static void test_dreq(void)
{
    QTestState *qts = machine_start();

    qtest_irq_intercept_out_named(qts, MAI0_PATH, "dreq");
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, REG(THR), 0x08080608);
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));

    /* While the MAI is disabled as well: DMA may start first */
    push(qts, 7);
    g_assert_true(qtest_get_irq(qts, 0));
    push(qts, 1);
    g_assert_false(qtest_get_irq(qts, 0));

    /* A lower threshold, a higher one, none */
    qtest_writel(qts, REG(THR), 0x1c);
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_writel(qts, REG(THR), 0x2);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_writel(qts, REG(CTL), MAI_CTL_FLUSH);
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    qtest_writel(qts, REG(THR), 0);
    g_assert_false(qtest_get_irq(qts, 0));

    qtest_system_reset(qts);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_quit(qts);
}

/* With eleven words, DREQ rises at tick @tick, which leaves @level of them */
static void assert_dreq_rises(bool exact, int64_t tick, int64_t level)
{
    QTestState *qts = machine_start();

    prop_set_bool(qts, MAI0_PATH, "dreq-exact", exact);
    qtest_irq_intercept_out_named(qts, MAI0_PATH, "dreq");
    push(qts, 11);
    qtest_writel(qts, REG(THR), 0x8);
    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(tick) - 1);
    g_assert_false(qtest_get_irq(qts, 0));
    qtest_clock_step(qts, 1);
    g_assert_true(qtest_get_irq(qts, 0));
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==, level);
    qtest_quit(qts);
}

/* At the sample that brings the level under the threshold, or half of it */
static void test_dreq_rise(void)
{
    assert_dreq_rises(true, 2, 7);
    assert_dreq_rises(false, 4, 3);
}

static void test_time(void)
{
    QTestState *qts = machine_start();
    int64_t start, now;

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "rate"), ==, 44100);
    push(qts, MAI_FIFO_WORDS);
    start = qtest_clock_step(qts, 12345);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "channels"), ==, 2);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "first-word-ns"), ==, -1);
    g_assert_cmphex(ctl(qts) & MAI_CTL_BUSY, ==, MAI_CTL_BUSY);

    /* Each sample at its own time, however far from the start */
    now = start;
    for (int64_t sample = 1; sample < 1000; sample++) {
        now = qtest_clock_set(qts, start + tick_44100(sample) - 1);
        assert_counts(qts, 2 * (sample - 1), 0, 0, 0);
        now = qtest_clock_step(qts, 1);
        assert_counts(qts, 2 * sample, 0, 0, 0);
        g_assert_cmpint(now, ==, start + tick_44100(sample));
        push(qts, 2);
    }
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "first-word-ns"), ==,
                    start + tick_44100(1));
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "streams"), ==, 1);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

/* The MAI first, then DMA, as from Linux 6.1 on */
static void test_late_words(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    g_assert_cmphex(ctl(qts) & (MAI_CTL_ERRORE | MAI_CTL_DLATE), ==, 0);
    qtest_clock_step(qts, tick_44100(1000) + 5);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "first-word-ns"), ==, -1);

    /* Flagged, as an empty FIFO always is, but not an underrun */
    g_assert_cmphex(ctl(qts) & (MAI_CTL_ERRORE | MAI_CTL_DLATE), ==,
                    MAI_CTL_ERRORE | MAI_CTL_DLATE);

    /* Half a sample does not leave */
    push(qts, 1);
    qtest_clock_step(qts, tick_44100(1));
    assert_counts(qts, 0, 0, 0, 0);
    push(qts, 1);
    qtest_clock_step(qts, tick_44100(1));
    assert_counts(qts, 2, 0, 0, 0);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "first-word-ns"), ==,
                    tick_44100(1002));
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

static void test_underrun(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    push(qts, 4);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(3) - 1);
    g_assert_cmphex(ctl(qts) & (MAI_CTL_ERRORE | MAI_CTL_DLATE), ==, 0);
    qtest_clock_step(qts, 1);
    g_assert_cmphex(ctl(qts) & (MAI_CTL_ERRORE | MAI_CTL_DLATE), ==,
                    MAI_CTL_ERRORE | MAI_CTL_DLATE);

    /* It counts from the next word on, and only once */
    qtest_clock_step(qts, 1000000);
    assert_counts(qts, 4, 0, 0, 0);
    assert_no_violation(qts, MAI0_PATH);
    push(qts, 4);
    assert_counts(qts, 4, 1, 0, 0);
    g_autofree char *expected = g_strdup_printf(
        "mai-underrun count=1 first-ns=%" PRId64 " ", tick_44100(3));
    assert_violation(qts, MAI0_PATH, expected);

    /* The sample clock kept running */
    qtest_clock_set(qts, tick_44100(48) - 1);
    assert_counts(qts, 4, 1, 0, 0);
    qtest_clock_set(qts, tick_44100(49));
    assert_counts(qts, 8, 1, 0, 0);
    qtest_quit(qts);
}

/* No more words until the stream ends: not an underrun */
static void test_drain(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    push(qts, 4);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, 1000000);
    g_assert_cmphex(ctl(qts) & MAI_CTL_ERRORE, ==, MAI_CTL_ERRORE);
    qtest_writel(qts, REG(CTL),
                 MAI_CTL_DLATE | MAI_CTL_ERRORE | MAI_CTL_ERRORF);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);
    assert_counts(qts, 4, 0, 1, 0);

    /* Words for the next stream */
    push(qts, 4);
    qtest_clock_step(qts, 1000000);
    assert_counts(qts, 4, 0, 1, 0);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(2));
    assert_counts(qts, 8, 0, 1, 0);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "streams"), ==, 2);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

static void test_clock_off(void)
{
    QTestState *qts = machine_start();

    push(qts, 4);
    qtest_clock_step(qts, 9);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    assert_violation(qts, MAI0_PATH, "clock-off count=1 first-ns=9 ");
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);
    assert_counts(qts, 0, 0, 0, 0);

    /* Not a valid rate, but harmless */
    qtest_writel(qts, REG(SMP), MAI_SMP_N_M(1, 255));
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "rate"), ==, 0);
    assert_counts(qts, 0, 0, 0, 0);

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_clock_step(qts, tick_44100(2));
    assert_counts(qts, 4, 0, 0, 0);
    qtest_quit(qts);
}

#define DVP_MISC_CONFIG (PERIPHERALS + 0xf00008)
#define GATES_CLOSED 0x18
#define GATE_1_CLOSED 0x10

/* "gates-stop-clocks": the gate of the port's 108 MHz clock stops it */
static void test_gate(void)
{
    QTestState *qts = machine_start();

    push(qts, 8);
    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(1));
    assert_counts(qts, 2, 0, 0, 0);
    assert_no_violation(qts, MAI0_PATH);

    prop_set_bool(qts, DISPLAY_PATH "/dvp", "gates-stop-clocks", true);
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "rate"), ==, 0);
    assert_counts(qts, 2, 0, 0, 0);
    assert_violation(qts, MAI0_PATH, "clock-off count=1 ");

    qtest_writel(qts, DVP_MISC_CONFIG, GATE_1_CLOSED);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "rate"), ==, 44100);
    qtest_clock_step(qts, tick_44100(2));
    assert_counts(qts, 6, 0, 0, 0);

    /* Closed while it is disabled, and then enabled */
    qtest_writel(qts, REG(CTL), 0);
    qtest_writel(qts, DVP_MISC_CONFIG, GATES_CLOSED);
    assert_violation(qts, MAI0_PATH, "clock-off count=1 ");
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    assert_violation(qts, MAI0_PATH, "clock-off count=2 ");
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);
    assert_counts(qts, 6, 0, 0, 0);
    qtest_quit(qts);
}

/* DMA that empties the FIFO itself, and so raises its own DREQ forever */
static void test_dma_flushes(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(THR), 1);
    qtest_writel(qts, RING, MAI_CTL_FLUSH);
    for (int i = 0; i < 2; i++) {
        uint32_t block = BLOCKS + 32 * i;

        qtest_writel(qts, block, i ? 0 : DMA_TI_DEST_DREQ | DMA_TI_PERMAP(10));
        qtest_writel(qts, block + 4, BUS(RING));
        qtest_writel(qts, block + 8, i ? 0x7ef20010 : 0x7ef2001c);
        qtest_writel(qts, block + 12, 4);
        qtest_writel(qts, block + 16, 0);
        qtest_writel(qts, block + 20, BUS(BLOCKS + 32 * !i));
    }
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CONBLK_AD, BUS(BLOCKS));
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CS, DMA_CS_ACTIVE);

    /* Virtual time advances */
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND / 1000);
    qtest_writel(qts, DMA_CHANNEL(0) + DMA_CS, DMA_CS_RESET);
    assert_counts(qts, 0, 0, 0, 0);
    qtest_quit(qts);
}

static void test_reset(void)
{
    QTestState *qts = machine_start();

    qtest_writel(qts, REG(SMP), MAI_SMP_44100);
    qtest_writel(qts, REG(THR), 0x08080608);
    ring_start(qts, 0, 10, 0x7ef2001c);
    qtest_clock_step(qts, 1000);
    qtest_writel(qts, REG(CTL), MAI_CTL_PLAY(2));
    qtest_clock_step(qts, tick_44100(100));
    qtest_system_reset(qts);
    g_assert_cmphex(ctl(qts), ==, MAI_CTL_EMPTY);
    g_assert_cmphex(qtest_readl(qts, REG(SMP)), ==, 0);
    g_assert_cmphex(qtest_readl(qts, REG(THR)), ==, 0);
    qtest_clock_step(qts, NANOSECONDS_PER_SECOND);

    /* Counters remain */
    assert_counts(qts, 200, 0, 0, 0);
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

/*
 * Rows of tables in docs/emulator.md
 *
 * The link: test_gate
 * - with `gates-stop-clocks` of `dvp`, a closed gate of the DVP's
 *   `MISC_CONFIG`, as both are after a reset, stops the port's sample clock:
 *   the rule `clock-off` of `mai0` or `mai1`. By default it does not, since
 *   Linux before 6.18 never opens it, and plays on the hardware
 * - `vc4_hdmi_runtime_resume` and `vc4_hdmi_runtime_suspend` from 6.18 on
 * - a stream that does not go on
 */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711-mai/fifo", test_fifo);
    qtest_add_func("/bcm2711-mai/dreq", test_dreq);
    qtest_add_func("/bcm2711-mai/dreq-rise", test_dreq_rise);
    qtest_add_func("/bcm2711-mai/time", test_time);
    qtest_add_func("/bcm2711-mai/late-words", test_late_words);
    qtest_add_func("/bcm2711-mai/underrun", test_underrun);
    qtest_add_func("/bcm2711-mai/drain", test_drain);
    qtest_add_func("/bcm2711-mai/clock-off", test_clock_off);
    qtest_add_func("/bcm2711-mai/gate", test_gate);
    qtest_add_func("/bcm2711-mai/dma-flushes", test_dma_flushes);
    qtest_add_func("/bcm2711-mai/reset", test_reset);
    return g_test_run();
}
