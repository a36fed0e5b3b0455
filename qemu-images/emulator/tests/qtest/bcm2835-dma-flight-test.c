/*
 * QTest testcase for the writes of the BCM2835 DMA controller that are in
 * flight when a device drops its request, on raspi4b
 *
 * The device is the FIFO of HDMI0, of 32 words.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-hdmi-common.h"
#include "bcm2711-machine-common.h"
#include "bcm2711-dma4-common.h"

#define DREQ_MAI0 10
#define FIFO_WORDS 32
#define DEFAULT_IN_FLIGHT 24

#define TI_POSTED_FOR(dreq) (TI_PACED(dreq) & ~R_TI_WAIT_RESP_MASK)
#define TI_POSTED TI_POSTED_FOR(DREQ_MAI0)
#define DMA4_TI_POSTED (DMA4_TI_PACED(DREQ_MAI0) & ~R_DMA4_TI_WAIT_RESP_MASK)

/* One block into the FIFO, which does not play; the words that were moved */
static uint32_t words_of_fill(QTestState *qts, uint32_t ti, uint32_t dreq_low)
{
    uint32_t moved;

    qtest_writel(qts, MAI0_BASE + MAI_THR, dreq_low);
    qtest_clock_step(qts, LONG_NS);
    write_block(qts, 0, ti, SOURCE, BUS_MAI_DATA, 4096, 0, 0);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    moved = (dma_read(qts, CHANNEL, A_SOURCE_AD) - SOURCE) / 4;
    assert_cs(qts, R_CS_ACTIVE_MASK | R_CS_DREQ_STOPS_DMA_MASK, R_CS_END_MASK);

    dma_write(qts, CHANNEL, A_CS, R_CS_RESET_MASK);
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_FLUSH);
    return moved;
}

/* Words to a full FIFO are lost, and break a rule. */
static void test_fill(void)
{
    QTestState *qts = machine_start();

    g_assert_cmpint(prop_int(qts, DMA_PATH, "writes-in-flight"), ==,
                    DEFAULT_IN_FLIGHT);
    g_assert_cmpint(words_of_fill(qts, TI_PACED(DREQ_MAI0), 0x1c), ==, 0x1c);
    g_assert_cmpint(words_of_fill(qts, TI_POSTED, 8), ==,
                    8 + DEFAULT_IN_FLIGHT);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "overruns"), ==, 0);
    assert_no_violation(qts, MAI0_PATH);

    g_assert_cmpint(words_of_fill(qts, TI_POSTED, 0x10), ==,
                    0x10 + DEFAULT_IN_FLIGHT);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "overruns"), ==,
                    0x10 + DEFAULT_IN_FLIGHT - FIFO_WORDS);
    assert_violation(qts, MAI0_PATH, "mai-overrun");

    prop_set_uint(qts, DMA_PATH, "writes-in-flight", 3);
    g_assert_cmpint(words_of_fill(qts, TI_POSTED, 0x10), ==, 0x13);
    prop_set_uint(qts, DMA_PATH, "writes-in-flight", 0);
    g_assert_cmpint(words_of_fill(qts, TI_POSTED, 0x10), ==, 0x10);
    qtest_quit(qts);
}

#define BURST(beats) (((beats) - 1) << R_TI_BURST_LENGTH_SHIFT)

/* A burst that has begun is completed. */
static void test_bursts(void)
{
    static const struct {
        uint32_t ti;
        uint32_t dreq_low;
        uint32_t words;
    } fills[] = {
        { 0, 27, 27 },
        { BURST(4), 27, 28 },
        { BURST(4), 28, 28 },
        { BURST(16), 8, 16 },
        { R_TI_DEST_WIDTH_MASK, 27, 28 },
        { R_TI_SRC_WIDTH_MASK, 27, 27 },
        { R_TI_DEST_WIDTH_MASK | BURST(2), 9, 16 },
        /* More than the FIFO has room for */
        { R_TI_DEST_WIDTH_MASK | BURST(9), 9, 36 },
    };
    QTestState *qts = machine_start();

    for (int i = 0; i < ARRAY_SIZE(fills); i++) {
        assert_no_violation(qts, MAI0_PATH);
        g_assert_cmpint(words_of_fill(qts, TI_PACED(DREQ_MAI0) | fills[i].ti,
                                      fills[i].dreq_low), ==, fills[i].words);
    }
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "overruns"), ==, 4);
    assert_violation(qts, MAI0_PATH, "mai-overrun");
    qtest_quit(qts);
}

/* The destination's bursts of a DMA4 channel, whose beats have 1 to 8 words */
static void test_dma4_bursts(void)
{
    static const struct {
        uint32_t size, beats;
        uint32_t words;
    } fills[] = {
        { 0, 1, 9 }, { 0, 4, 12 }, { 1, 1, 10 }, { 2, 1, 12 }, { 2, 3, 12 },
        { 3, 1, 16 }, { 3, 3, 24 },
    };
    QTestState *qts = machine_start();
    DMA4Block block = {
        .ti = DMA4_TI_PACED(DREQ_MAI0),
        .source = SOURCE, .dest = DMA4_MAI_DATA, .len = 4096,
        .source_info = DMA4_INC | R_DMA4_INFO_BURST_LENGTH_MASK,
    };

    qtest_writel(qts, MAI0_BASE + MAI_THR, 9);
    for (int i = 0; i < ARRAY_SIZE(fills); i++) {
        block.dest_info = fills[i].size << R_DMA4_INFO_SIZE_SHIFT |
                          (fills[i].beats - 1) <<
                          R_DMA4_INFO_BURST_LENGTH_SHIFT;
        qtest_clock_step(qts, LONG_NS);
        dma4_write_block(qts, 0, &block);
        dma4_start(qts, 0);
        qtest_clock_step(qts, LONG_NS);
        g_assert_cmpint((dma4_read(qts, A_DMA4_SRC) - SOURCE) / 4, ==,
                        fills[i].words);
        dma4_write(qts, A_DMA4_DEBUG, R_DMA4_DEBUG_RESET_MASK);
        qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_FLUSH);
    }
    assert_no_violation(qts, MAI0_PATH);
    qtest_quit(qts);
}

/* The request falls in the middle of a burst, which goes on after a move. */
static void test_burst_is_saved(gconstpointer pauses)
{
    enum { BURST_WORDS = 64 };
    QTestState *qts = machine_start();
    uint32_t moved;

    write_block(qts, 0, TI_PACED(DREQ) | R_TI_DEST_WIDTH_MASK | BURST(16),
                SOURCE, DEST, 64 * 1024, 0, 0);
    start(qts, CHANNEL, 0);
    moved = (dma_read(qts, CHANNEL, A_SOURCE_AD) - SOURCE) / 4;
    g_assert_cmpint(moved % BURST_WORDS, !=, 0);
    qtest_set_irq_in(qts, DMA_PATH, "dreq", DREQ, 0);
    if (pauses) {
        dma_write(qts, CHANNEL, A_CS, 0);
        dma_write(qts, CHANNEL, A_CS, R_CS_ACTIVE_MASK);
    } else {
        moved = ROUND_UP(moved, BURST_WORDS);
    }
    qts = machine_move(qts, qtest_clock_step(qts, 1));
    qtest_set_irq_in(qts, DMA_PATH, "dreq", DREQ, 0);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmpint((dma_read(qts, CHANNEL, A_SOURCE_AD) - SOURCE) / 4, ==,
                    moved);
    assert_cs(qts, R_CS_ACTIVE_MASK | R_CS_DREQ_STOPS_DMA_MASK, R_CS_END_MASK);
    qtest_quit(qts);
}

typedef struct ChainCase {
    const char *name;
    uint32_t first_ti;          /* of a block that fills the FIFO */
    uint32_t empty_ti;          /* of a block without words, after it */
    uint32_t arrived;           /* of the posted block that follows */
} ChainCase;

static const ChainCase chain_cases[] = {
    { "posted", TI_POSTED, TI_POSTED, DEFAULT_IN_FLIGHT },
    { "unpaced", R_TI_SRC_INC_MASK, TI_POSTED, 0 },
    { "waiting", TI_PACED(DREQ_MAI0), TI_POSTED, 0 },
    { "other-request", TI_POSTED_FOR(DREQ), TI_POSTED, 0 },
    { "then-unpaced", TI_POSTED, R_TI_SRC_INC_MASK, 0 },
    { "then-waiting", TI_POSTED, TI_PACED(DREQ_MAI0), 0 },
};

/* Only writes of blocks that post to the same device are in flight. */
static void test_chain(const void *data)
{
    enum { THRESHOLD = 8, BYTES = 4096 };
    const ChainCase *chain = data;
    QTestState *qts = machine_start();

    qtest_writel(qts, MAI0_BASE + MAI_THR, THRESHOLD);
    write_block(qts, 0, chain->first_ti, SOURCE, BUS_MAI_DATA, 4 * THRESHOLD, 0,
                BLOCK(1));
    write_block(qts, 1, chain->empty_ti, SOURCE, DEST, 0, 0, BLOCK(2));
    write_block(qts, 2, TI_POSTED, SOURCE, BUS_MAI_DATA, BYTES, 0, 0);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_CONBLK_AD), ==, BLOCK(2));
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==,
                    SOURCE + 4 * chain->arrived);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "level"), ==,
                    THRESHOLD + chain->arrived);
    qtest_quit(qts);
}

/* None are in flight before the first, nor after a pause. */
static void test_none_issued(void)
{
    QTestState *qts = machine_start();
    uint32_t paused_at;

    qtest_set_irq_in(qts, DMA_PATH, "dreq", DREQ, 0);
    fill_source(qts, 64);
    qtest_writel(qts, DEST, 0);
    write_block(qts, 0, TI_POSTED_FOR(DREQ), SOURCE, DEST, 64 * 1024, 0, 0);
    start(qts, CHANNEL, 0);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==, SOURCE);

    qtest_set_irq_in(qts, DMA_PATH, "dreq", DREQ, 1);
    dma_write(qts, CHANNEL, A_CS, 0);
    qtest_set_irq_in(qts, DMA_PATH, "dreq", DREQ, 0);
    paused_at = dma_read(qts, CHANNEL, A_SOURCE_AD);
    g_assert_cmphex(paused_at, >, SOURCE);
    dma_write(qts, CHANNEL, A_CS, R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==, paused_at);
    qtest_quit(qts);
}

/* A machine that migrates with writes in flight, before the request falls */
static void test_save_and_load(void)
{
    QTestState *qts = machine_start();
    uint32_t moved_at;
    int64_t now;

    write_block(qts, 0, TI_POSTED_FOR(DREQ), SOURCE, DEST, 64 * 1024, 0, 0);
    start(qts, CHANNEL, 0);
    now = qtest_clock_step(qts, 20000);
    moved_at = dma_read(qts, CHANNEL, A_SOURCE_AD);

    qts = machine_move(qts, now);
    qtest_set_irq_in(qts, DMA_PATH, "dreq", DREQ, 0);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(dma_read(qts, CHANNEL, A_SOURCE_AD), ==,
                    moved_at + 4 * DEFAULT_IN_FLIGHT);
    assert_cs(qts, R_CS_ACTIVE_MASK | R_CS_DREQ_STOPS_DMA_MASK, R_CS_END_MASK);
    qtest_quit(qts);
}

typedef struct PlayCase {
    const char *name;
    uint32_t ti;
    uint32_t dma4_ti;           /* of a DMA4 channel, if it is not 0 */
    uint32_t dreq_low;
    bool loses;
} PlayCase;

static const PlayCase play_cases[] = {
    /* Linux 5.10 to 7.2 */
    { "wait-0x08", TI_PACED(DREQ_MAI0), 0, 0x08, false },
    { "wait-0x12", TI_PACED(DREQ_MAI0), 0, 0x12, false },
    { "wait-0x1c", TI_PACED(DREQ_MAI0), 0, 0x1c, false },
    { "posted-0x08", TI_POSTED, 0, 0x08, false },
    { "posted-0x10", TI_POSTED, 0, 0x10, true },
    { "posted-0x1c", TI_POSTED, 0, 0x1c, true },
    { "dma4-wait-0x1c", 0, DMA4_TI_PACED(DREQ_MAI0), 0x1c, false },
    { "dma4-posted-0x08", 0, DMA4_TI_POSTED, 0x08, false },
    { "dma4-posted-0x1c", 0, DMA4_TI_POSTED, 0x1c, true },
};

/* A ring at 48 kHz with two channels: what a threshold has to allow for */
static void test_play(const void *data)
{
    enum { RING_WORDS = 1920, PLAYED_MS = 100, WORDS_PER_MS = 96 };
    const PlayCase *play = data;
    const DMA4Block block = {
        .ti = play->dma4_ti,
        .source = SOURCE, .source_info = DMA4_INC, .dest = DMA4_MAI_DATA,
        .len = 4 * RING_WORDS, .next = BLOCK(0),
    };
    QTestState *qts = machine_start();

    fill_source(qts, RING_WORDS);
    qtest_writel(qts, MAI0_BASE + MAI_THR, play->dreq_low);
    qtest_writel(qts, MAI0_BASE + MAI_SMP, MAI_SMP_N_M(2250, 0));
    if (play->dma4_ti) {
        dma4_write_block(qts, 0, &block);
        dma4_start(qts, 0);
    } else {
        write_block(qts, 0, play->ti, SOURCE, BUS_MAI_DATA, 4 * RING_WORDS, 0,
                    BLOCK(0));
        start(qts, CHANNEL, 0);
    }
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_PLAY(2));
    qtest_clock_step(qts, PLAYED_MS * SCALE_MS);

    g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==,
                    PLAYED_MS * WORDS_PER_MS);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, 0);
    if (play->loses) {
        g_assert_cmpint(prop_int(qts, MAI0_PATH, "overruns"), >, PLAYED_MS);
        assert_violation(qts, MAI0_PATH, "mai-overrun");
    } else {
        g_assert_cmpint(prop_int(qts, MAI0_PATH, "overruns"), ==, 0);
        assert_no_violation(qts, MAI0_PATH);
    }
    qtest_quit(qts);
}

/*
 * Rows of tables in docs/emulator.md
 *
 * DMA: test_play
 * - writes in flight: without `WAIT_RESP`, 24 words (the property
 *   `writes-in-flight` of `dma`) arrive after a device dropped its request
 * - `bcm2835_dma_prep_dma_cyclic`, and `vc4_hdmi_audio_prepare` (5.10:
 *   `_hw_params`) with its `DREQLOW`
 * - with a `DREQLOW` of more than 8 words the FIFO, of 32, overflows: rule
 *   `mai-overrun`, the finding `N overruns of the FIFO`
 *
 * DMA: test_bursts
 * - bursts: a request is for `BURST_LENGTH` beats more than one, each of four
 *   words with the `WIDTH` of 128 bits; of DMA4, the paced side's
 *   `BURST_LENGTH` and `SIZE`
 * - `bcm2835_dma_prep_dma_cyclic` of Raspberry Pi's kernel, whose device trees
 *   ask for them; Linux 5.10 to 7.2 never do
 * - a FIFO with too little room above its `DREQLOW` overflows, as above
 */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2835/dma/flight/fill", test_fill);
    qtest_add_func("/bcm2835/dma/flight/bursts", test_bursts);
    qtest_add_func("/bcm2835/dma/flight/dma4-bursts", test_dma4_bursts);
    qtest_add_data_func("/bcm2835/dma/flight/burst-is-saved",
                        GINT_TO_POINTER(false), test_burst_is_saved);
    qtest_add_data_func("/bcm2835/dma/flight/burst-ends-at-a-pause",
                        GINT_TO_POINTER(true), test_burst_is_saved);
    qtest_add_func("/bcm2835/dma/flight/none-issued", test_none_issued);
    qtest_add_func("/bcm2835/dma/flight/save-and-load", test_save_and_load);
    for (int i = 0; i < ARRAY_SIZE(chain_cases); i++) {
        g_autofree char *path = g_strconcat("/bcm2835/dma/flight/chain/",
                                            chain_cases[i].name, NULL);

        qtest_add_data_func(path, &chain_cases[i], test_chain);
    }
    for (int i = 0; i < ARRAY_SIZE(play_cases); i++) {
        g_autofree char *path = g_strconcat("/bcm2835/dma/flight/play/",
                                            play_cases[i].name, NULL);

        qtest_add_data_func(path, &play_cases[i], test_play);
    }
    return g_test_run();
}
