/*
 * QTest testcase for BCM2711's DMA4 channels, on raspi4b
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "bcm2711-hdmi-common.h"
#include "bcm2711-machine-common.h"
#include "bcm2711-dma4-common.h"

#define FIRST_CHANNEL 11
#define LAST_CHANNEL 14
#define FIRST_SPI_OF_DMA4 89

#define DREQ_MAI0 10
#define PAUSED (R_DMA4_CS_RD_PAUSED_MASK | R_DMA4_CS_WR_PAUSED_MASK)

static const DMA4Block copy_of_32_bytes = {
    .source = SOURCE, .source_info = DMA4_INC,
    .dest = DEST, .dest_info = DMA4_INC, .len = 32,
};

static void set_dreq(QTestState *qts, int level)
{
    qtest_set_irq_in(qts, DMA_PATH, "dreq", DREQ, level);
}

static void assert_words(QTestState *qts, uint64_t address, int words)
{
    for (int i = 0; i < words; i++) {
        g_assert_cmphex(qtest_readl(qts, address + 4 * i), ==, 0xa5000000 + i);
    }
}

static void test_registers(void)
{
    const uint32_t info = R_DMA4_INFO_SIZE_MASK | DMA4_INC | 0xf00;
    QTestState *qts = machine_start();
    DMA4Block block = copy_of_32_bytes;

    g_assert_cmphex(dma4_read(qts, A_DMA4_CS), ==, 0);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DEBUG) >> R_DMA4_DEBUG_VERSION_SHIFT,
                    ==, 1);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DEBUG) & 0xfff, ==,
                    R_DMA4_DEBUG_ABORT_ON_ERR_MASK);
    /* The offset of DEBUG and LITE on the other channels */
    g_assert_cmphex(dma4_read(qts, A_DEBUG), ==, 0);

    set_dreq(qts, 0);
    block.ti = DMA4_TI_PACED(DREQ);
    block.source = DMA4_HIGH_RAM;
    block.source_info = info;
    block.dest = DMA4_MAI_DATA;
    block.dest_info = 0;
    block.next = BLOCK(3);
    dma4_write_block(qts, 1, &block);
    dma4_start(qts, 1);
    dma4_write(qts, A_DMA4_CS, R_CS_ACTIVE_MASK | R_DMA4_CS_QOS_MASK);
    assert_dma4_cs(qts, R_CS_ACTIVE_MASK | R_DMA4_CS_DREQ_STOPS_DMA_MASK |
                   R_DMA4_CS_DMA_BUSY_MASK | R_DMA4_CS_QOS_MASK,
                   R_CS_DREQ_MASK | PAUSED | R_CS_END_MASK);
    g_assert_cmphex(dma4_read(qts, A_DMA4_CB), ==, BLOCK(1) >> 5);
    g_assert_cmphex(dma4_read(qts, A_DMA4_TI), ==, block.ti);
    g_assert_cmphex(dma4_read(qts, A_DMA4_SRC), ==, DMA4_HIGH_RAM);
    g_assert_cmphex(dma4_read(qts, A_DMA4_SRCI), ==, info);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DEST), ==, (uint32_t)DMA4_MAI_DATA);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DESTI), ==, 4);
    g_assert_cmphex(dma4_read(qts, A_DMA4_LEN), ==, 32);
    g_assert_cmphex(dma4_read(qts, A_DMA4_NEXT_CB), ==, BLOCK(3) >> 5);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DEBUG2), ==, 0);

    dma4_write(qts, A_DMA4_DEBUG, R_DMA4_DEBUG_RESET_MASK);
    g_assert_cmphex(dma4_read(qts, A_DMA4_CS), ==, 0);
    g_assert_cmphex(dma4_read(qts, A_DMA4_CB), ==, 0);
    g_assert_cmphex(dma4_read(qts, A_DMA4_SRCI), ==, 0);
    qtest_quit(qts);
}

/*
 * Another channel would take CB for the address of a block of its own layout,
 * here one that overwrites RAM.
 */
static void test_copy(void)
{
    const uint32_t other_block[] = { TI_COPY, SOURCE, DEST, 0x2000, 0, 0 };
    const DMA4Block block = {
        .source = SOURCE, .source_info = DMA4_INC,
        .dest = DMA4_HIGH_RAM, .dest_info = DMA4_INC, .len = 32,
    };
    QTestState *qts = machine_start();

    for (int i = 0; i < ARRAY_SIZE(other_block); i++) {
        qtest_writel(qts, (BLOCK(0) >> 5) + 4 * i, other_block[i]);
    }
    fill_source(qts, 16);
    qtest_writel(qts, DMA4_HIGH_RAM + 32, 0x600d600d);
    qtest_memset(qts, DEST, 0x5a, 0x2000);
    dma4_write_block(qts, 0, &block);
    dma4_start(qts, 0);
    qtest_clock_step(qts, LONG_NS);
    for (int i = 0; i < 0x2000; i += 4) {
        g_assert_cmphex(qtest_readl(qts, DEST + i), ==, 0x5a5a5a5a);
    }
    assert_dma4_cs(qts, R_CS_END_MASK | PAUSED,
                   R_CS_ACTIVE_MASK | R_CS_INT_MASK | R_DMA4_CS_ERROR_MASK);
    assert_words(qts, DMA4_HIGH_RAM, 8);
    g_assert_cmphex(qtest_readl(qts, DMA4_HIGH_RAM + 32), ==, 0x600d600d);
    g_assert_cmphex(dma4_read(qts, A_DMA4_SRC), ==, SOURCE + 32);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DEST), ==, DMA4_HIGH_RAM + 32);
    g_assert_cmphex(dma4_read(qts, A_DMA4_LEN), ==, 0);
    g_assert_cmphex(dma4_read(qts, A_DMA4_CB), ==, 0);
    assert_no_violation(qts, DMA_PATH);
    qtest_quit(qts);
}

/* Each channel has its own interrupt; both blocks of a chain raise it. */
static void test_chain_and_interrupts(void)
{
    QTestState *qts = machine_start();
    DMA4Block block = copy_of_32_bytes;

    fill_source(qts, 16);
    block.ti = R_DMA4_TI_INTEN_MASK;
    block.next = BLOCK(1);
    dma4_write_block(qts, 0, &block);
    block.source += 32;
    block.dest += 32;
    block.next = 0;
    dma4_write_block(qts, 1, &block);
    for (int channel = FIRST_CHANNEL; channel <= LAST_CHANNEL; channel++) {
        int spi = FIRST_SPI_OF_DMA4 + channel - FIRST_CHANNEL;

        qtest_memset(qts, DEST, 0, 64);
        g_assert_false(spi_level(qts, spi));
        dma4_start_channel(qts, channel, 0);
        qtest_clock_step(qts, LONG_NS);
        assert_words(qts, DEST, 16);
        g_assert_true(spi_level(qts, spi));
        g_assert_cmphex(qtest_readl(qts, DMA_BASE + A_INT_STATUS), ==,
                        1 << channel);
        dma_write(qts, channel, A_DMA4_CS, R_CS_INT_MASK | R_CS_ACTIVE_MASK);
        g_assert_cmphex(dma_read(qts, channel, A_DMA4_CS) & R_CS_INT_MASK, ==,
                        0);
        g_assert_false(spi_level(qts, spi));
    }
    g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts"), ==,
                    2 * (LAST_CHANNEL - FIRST_CHANNEL + 1));
    qtest_quit(qts);
}

/* From the last row of the source to its first, and without a source */
static void test_rows(void)
{
    enum { ROWS = 3, BYTES = 8, PITCH = 64 };
    QTestState *qts = machine_start();
    DMA4Block block = {
        .ti = R_DMA4_TI_TDMODE_MASK,
        .source = SOURCE + (ROWS - 1) * PITCH,
        .source_info = DMA4_INC |
                       (uint32_t)(uint16_t)(-PITCH - BYTES) << 16,
        .dest = DEST, .dest_info = DMA4_INC,
        .len = (ROWS - 1) << 16 | BYTES,
    };

    fill_source(qts, ROWS * PITCH / 4);
    dma4_write_block(qts, 0, &block);
    dma4_start(qts, 0);
    qtest_clock_step(qts, LONG_NS);
    for (int row = 0; row < ROWS; row++) {
        g_assert_cmphex(qtest_readl(qts, DEST + row * BYTES), ==,
                        0xa5000000 + (ROWS - 1 - row) * PITCH / 4);
    }

    block.source_info |= R_DMA4_INFO_IGNORE_MASK;
    dma4_write_block(qts, 0, &block);
    dma4_start(qts, 0);
    qtest_clock_step(qts, LONG_NS);
    for (int i = 0; i < ROWS * BYTES; i += 4) {
        g_assert_cmphex(qtest_readl(qts, DEST + i), ==, 0);
    }
    qtest_quit(qts);
}

static void test_pause_and_resume(void)
{
    enum { BYTES = 64 * 1024 };
    QTestState *qts = machine_start();
    DMA4Block block = copy_of_32_bytes;
    uint32_t here;

    block.len = BYTES;
    qtest_writel(qts, SOURCE + BYTES - 4, 0x600d600d);
    dma4_write_block(qts, 0, &block);
    dma4_start(qts, 0);
    qtest_clock_step(qts, 20000);
    dma4_write(qts, A_DMA4_CS, 0);
    assert_dma4_cs(qts, PAUSED, R_CS_ACTIVE_MASK | R_DMA4_CS_DMA_BUSY_MASK);
    here = dma4_read(qts, A_DMA4_SRC);
    g_assert_cmphex(here, >, SOURCE);
    g_assert_cmphex(here, <, SOURCE + BYTES);
    g_assert_cmphex(dma4_read(qts, A_DMA4_LEN), ==, SOURCE + BYTES - here);
    qtest_clock_step(qts, LONG_NS);
    g_assert_cmphex(dma4_read(qts, A_DMA4_SRC), ==, here);

    dma4_write(qts, A_DMA4_CS, R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    assert_dma4_cs(qts, R_CS_END_MASK, R_CS_ACTIVE_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST + BYTES - 4), ==, 0x600d600d);
    qtest_quit(qts);
}

/* An abandoned block is followed by the next one, or by none. */
static void test_abort_and_halt(void)
{
    QTestState *qts = machine_start();
    DMA4Block block = copy_of_32_bytes;

    set_dreq(qts, 0);
    fill_source(qts, 8);
    block.ti = DMA4_TI_PACED(DREQ);
    block.next = BLOCK(1);
    dma4_write_block(qts, 0, &block);
    block = copy_of_32_bytes;
    block.dest += 0x100;
    dma4_write_block(qts, 1, &block);
    qtest_memset(qts, DEST, 0, 0x200);

    dma4_start(qts, 0);
    dma4_write(qts, A_DMA4_CS, R_CS_ABORT_MASK | R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    assert_dma4_cs(qts, R_CS_END_MASK, R_CS_ACTIVE_MASK | R_CS_ABORT_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0);
    assert_words(qts, DEST + 0x100, 8);

    dma4_write(qts, A_DMA4_CS, R_CS_END_MASK);
    dma4_start(qts, 0);
    dma4_write(qts, A_DMA4_CS, R_DMA4_CS_HALT_MASK | R_CS_ACTIVE_MASK);
    set_dreq(qts, 1);
    qtest_clock_step(qts, LONG_NS);
    assert_dma4_cs(qts, PAUSED, R_CS_ACTIVE_MASK | R_CS_END_MASK |
                   R_DMA4_CS_HALT_MASK);
    g_assert_cmphex(qtest_readl(qts, DEST), ==, 0);
    g_assert_cmphex(dma4_read(qts, A_DMA4_CB), ==, BLOCK(0) >> 5);
    g_assert_cmphex(dma4_read(qts, A_DMA4_LEN), ==, 0);

    dma4_write(qts, A_DMA4_CS, R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    assert_words(qts, DEST, 8);
    assert_dma4_cs(qts, R_CS_END_MASK, R_CS_ACTIVE_MASK);
    qtest_quit(qts);
}

static void test_next_while_paused(void)
{
    QTestState *qts = machine_start();
    DMA4Block block = copy_of_32_bytes;

    set_dreq(qts, 0);
    fill_source(qts, 8);
    block.ti = DMA4_TI_PACED(DREQ);
    dma4_write_block(qts, 0, &block);
    block.ti = 0;
    block.dest += 0x100;
    dma4_write_block(qts, 1, &block);
    dma4_start(qts, 0);
    dma4_write(qts, A_DMA4_CS, 0);
    dma4_write(qts, A_DMA4_NEXT_CB, BLOCK(1) >> 5);
    dma4_write(qts, A_DMA4_CS, R_CS_ACTIVE_MASK);
    set_dreq(qts, 1);
    qtest_clock_step(qts, LONG_NS);
    assert_words(qts, DEST, 8);
    assert_words(qts, DEST + 0x100, 8);
    assert_no_violation(qts, DMA_PATH);

    set_dreq(qts, 0);
    dma4_start(qts, 0);
    dma4_write(qts, A_DMA4_NEXT_CB, BLOCK(1) >> 5);
    assert_violation(qts, DMA_PATH, "dma-next-while-active count=1 ");
    qtest_quit(qts);
}

typedef struct ErrorCase {
    const char *name;
    uint64_t source;
    uint64_t dest;
    uint32_t flag;
} ErrorCase;

static const ErrorCase error_cases[] = {
    { "source", DMA4_HOLE, DEST, R_DMA4_DEBUG_READ_ERROR_MASK },
    { "dest", SOURCE, DMA4_HOLE + DEST, R_DMA4_DEBUG_WRITE_ERROR_MASK },
    /* A transfer must not reach the registers of its own controller. */
    { "own-registers", SOURCE, DMA4_DMA, R_DMA4_DEBUG_WRITE_ERROR_MASK },
};

/*
 * What an error does to its block and to the next one, with each setting; the
 * flag stays until it is read.
 */
static void test_error(const void *data)
{
    const ErrorCase *error = data;
    static const struct {
        uint32_t on_error;
        bool next;              /* the next block runs */
        bool interrupt;
    } settings[] = {
        { R_DMA4_DEBUG_ABORT_ON_ERR_MASK, true, false },
        { R_DMA4_DEBUG_HALT_ON_ERR_MASK, false, false },
        { R_DMA4_DEBUG_HALT_ON_ERR_MASK | R_DMA4_DEBUG_INT_ON_ERR_MASK, false,
          true },
        { 0, true, false },
    };
    DMA4Block block = copy_of_32_bytes;
    QTestState *qts = machine_start();

    fill_source(qts, 8);
    dma4_write_block(qts, 1, &block);
    block.source = error->source;
    block.dest = error->dest;
    block.next = BLOCK(1);
    dma4_write_block(qts, 0, &block);
    for (int i = 0; i < ARRAY_SIZE(settings); i++) {
        qtest_memset(qts, DEST, 0, 32);
        dma4_write(qts, A_DMA4_CS, R_CS_END_MASK | R_CS_INT_MASK);
        dma4_write(qts, A_DMA4_DEBUG, settings[i].on_error);
        dma4_start(qts, 0);
        qtest_clock_step(qts, LONG_NS);
        assert_dma4_cs(qts, R_DMA4_CS_ERROR_MASK, R_CS_ACTIVE_MASK);
        g_assert_cmpint(spi_level(qts, FIRST_SPI_OF_DMA4 + DMA4_CHANNEL -
                                  FIRST_CHANNEL), ==, settings[i].interrupt);
        g_assert_cmphex(qtest_readl(qts, DEST), ==,
                        settings[i].next ? 0xa5000000 : 0);
        g_assert_cmphex(dma4_read(qts, A_DMA4_CB), ==,
                        settings[i].next ? 0 : BLOCK(0) >> 5);
        g_assert_cmphex(dma4_read(qts, A_DMA4_DEBUG) & 0xfff, ==,
                        error->flag | settings[i].on_error);
        assert_dma4_cs(qts, 0, R_DMA4_CS_ERROR_MASK);
    }
    qtest_quit(qts);
}

/* Blocks with an error cost time, and many of them are one slice. */
static void test_error_ring(void)
{
    enum { COST_NS = 90, SLICE_BLOCKS = 113, BLOCKS_FAILED = 10000 };
    QTestState *qts = machine_start();
    DMA4Block block = copy_of_32_bytes;
    g_autofree char *violation = NULL;
    g_autofree char *first_slice = g_strdup_printf(
        "dma-unmapped count=%d ", SLICE_BLOCKS);
    uint64_t failed;

    block.source = DMA4_HOLE;
    block.next = BLOCK(0);
    dma4_write_block(qts, 0, &block);
    dma4_start(qts, 0);
    assert_violation(qts, DMA_PATH, first_slice);
    qtest_clock_step(qts, BLOCKS_FAILED * COST_NS);
    violation = only_violation(qts, DMA_PATH);
    g_assert_cmpint(sscanf(violation, "dma-unmapped count=%" SCNu64, &failed),
                    ==, 1);
    g_assert_cmpint(failed, >=, BLOCKS_FAILED);
    g_assert_cmpint(failed, <=, BLOCKS_FAILED + SLICE_BLOCKS + 1);
    assert_dma4_cs(qts, R_CS_ACTIVE_MASK | R_DMA4_CS_ERROR_MASK, R_CS_END_MASK);
    qtest_quit(qts);
}

static void test_unreadable_block(void)
{
    QTestState *qts = machine_start();

    dma4_write(qts, A_DMA4_CB, DMA4_HOLE >> 5);
    dma4_write(qts, A_DMA4_CS, R_CS_ACTIVE_MASK);
    qtest_clock_step(qts, LONG_NS);
    assert_dma4_cs(qts, R_DMA4_CS_ERROR_MASK | PAUSED,
                   R_CS_ACTIVE_MASK | R_CS_END_MASK);
    dma4_write(qts, A_DMA4_DEBUG, R_DMA4_DEBUG_READ_CB_ERROR_MASK);
    assert_dma4_cs(qts, 0, R_DMA4_CS_ERROR_MASK);
    qtest_quit(qts);
}

/* A ring into the FIFO of HDMI0: 48 kHz, two channels, for a second */
static void test_mai(void)
{
    enum { PERIODS = 4, PERIOD_WORDS = 960, PERIODS_PLAYED = 100 };
    QTestState *qts = machine_start();
    DMA4Block block = {
        .ti = DMA4_TI_PACED(DREQ_MAI0) | R_DMA4_TI_INTEN_MASK,
        .source_info = DMA4_INC, .dest = DMA4_MAI_DATA,
        .len = 4 * PERIOD_WORDS,
    };

    fill_source(qts, PERIODS * PERIOD_WORDS);
    for (int i = 0; i < PERIODS; i++) {
        block.source = SOURCE + i * PERIOD_WORDS * 4;
        block.next = BLOCK((i + 1) % PERIODS);
        dma4_write_block(qts, i, &block);
    }
    qtest_writel(qts, MAI0_BASE + MAI_THR, 0x10101c1c);
    qtest_writel(qts, MAI0_BASE + MAI_SMP, MAI_SMP_N_M(2250, 0));
    dma4_start(qts, 0);
    qtest_writel(qts, MAI0_BASE + MAI_CTL, MAI_CTL_PLAY(2));
    for (int i = 0; i < PERIODS_PLAYED; i++) {
        g_assert_cmpint(prop_int(qts, DMA_PATH, "interrupts"), ==, i);
        qtest_clock_step(qts, 10 * SCALE_MS);
        assert_dma4_cs(qts, R_CS_INT_MASK | R_CS_ACTIVE_MASK, 0);
        dma4_write(qts, A_DMA4_CS, R_CS_INT_MASK | R_CS_ACTIVE_MASK);
    }
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "words-played"), ==,
                    PERIODS_PLAYED * PERIOD_WORDS);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "underruns"), ==, 0);
    g_assert_cmpint(prop_int(qts, MAI0_PATH, "overruns"), ==, 0);
    assert_no_violation(qts, MAI0_PATH);
    assert_no_violation(qts, DMA_PATH);
    qtest_quit(qts);
}

/* A machine that migrates in the middle of a block */
static void test_save_and_load(void)
{
    enum { BYTES = 64 * 1024 };
    QTestState *qts = machine_start();
    DMA4Block block = copy_of_32_bytes;
    uint32_t here;
    int64_t now;

    block.len = BYTES;
    block.ti = R_DMA4_TI_INTEN_MASK;
    block.dest = DMA4_HIGH_RAM;
    qtest_writel(qts, SOURCE + BYTES - 4, 0x600d600d);
    dma4_write_block(qts, 0, &block);
    dma4_write(qts, A_DMA4_DEBUG, R_DMA4_DEBUG_HALT_ON_ERR_MASK);
    dma4_start(qts, 0);
    now = qtest_clock_step(qts, 20000);
    here = dma4_read(qts, A_DMA4_DEST);
    g_assert_cmphex(here, >, DMA4_HIGH_RAM);
    g_assert_cmphex(here, <, DMA4_HIGH_RAM + BYTES);

    qts = machine_move(qts, now);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DEST), ==, here);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DESTI), ==, DMA4_INC);
    g_assert_cmphex(dma4_read(qts, A_DMA4_DEBUG) & 0xfff, ==,
                    R_DMA4_DEBUG_HALT_ON_ERR_MASK);
    qtest_clock_step(qts, LONG_NS);
    assert_dma4_cs(qts, R_CS_END_MASK | R_CS_INT_MASK, R_CS_ACTIVE_MASK);
    g_assert_cmphex(qtest_readl(qts, DMA4_HIGH_RAM + BYTES - 4), ==,
                    0x600d600d);
    qtest_quit(qts);
}

/*
 * Rows of tables in docs/emulator.md
 *
 * DMA: test_error_ring
 * - control blocks of a DMA4 channel, in units of 32 bytes, linked into a ring
 * - `bcm2835_dma_start_desc`
 * - the block is run; it is not taken for one of another channel
 *
 * DMA: test_pause_and_resume
 * - position in a block, `SRC` and the upper bits in `SRCI`
 * - `bcm2835_dma_tx_status`
 * - moves with each word
 *
 * DMA: test_chain_and_interrupts
 * - `INT` and its SPI at each block with `INTEN`
 * - `bcm2835_dma_callback`
 * - an interrupt for each period, until `INT` is written
 *
 * DMA: test_pause_and_resume
 * - `ACTIVE` cleared
 * - `bcm2835_dma_abort`
 * - the channel pauses, nothing is outstanding, and `DEBUG.RESET`
 *   (raspberrypi/linux pull request 5482) clears it
 *
 * DMA: test_abort_and_halt
 * - `HALT`
 * - `bcm2835_dma_abort` before pull request 5482; it wrote bit 31, which is
 *   `RESET` on the other channels
 * - the block is abandoned, its address stays in `CB`
 *
 * DMA: test_error
 * - an error of the bus, in `DEBUG` and `CS.ERROR`
 * - no driver reads it
 * - by default (`ABORT_ON_ERR`) the channel goes on with the next block; with
 *   `HALT_ON_ERR` audio stops; with neither the transfer goes on
 *
 * DMA: test_next_while_paused
 * - the next block of a paused channel changed, then `ABORT`
 * - `bcm2835_dma_abort` of Linux before 5.0
 * - the chain ends there; of a channel that is active it breaks the rule
 *   `dma-next-while-active`
 */

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qtest_add_func("/bcm2711/dma4/registers", test_registers);
    qtest_add_func("/bcm2711/dma4/copy", test_copy);
    qtest_add_func("/bcm2711/dma4/chain-and-interrupts",
                   test_chain_and_interrupts);
    qtest_add_func("/bcm2711/dma4/rows", test_rows);
    qtest_add_func("/bcm2711/dma4/pause-and-resume", test_pause_and_resume);
    qtest_add_func("/bcm2711/dma4/abort-and-halt", test_abort_and_halt);
    qtest_add_func("/bcm2711/dma4/next-while-paused", test_next_while_paused);
    for (int i = 0; i < ARRAY_SIZE(error_cases); i++) {
        g_autofree char *path = g_strconcat("/bcm2711/dma4/error/",
                                            error_cases[i].name, NULL);

        qtest_add_data_func(path, &error_cases[i], test_error);
    }
    qtest_add_func("/bcm2711/dma4/error/ring", test_error_ring);
    qtest_add_func("/bcm2711/dma4/error/unreadable-block",
                   test_unreadable_block);
    qtest_add_func("/bcm2711/dma4/mai", test_mai);
    qtest_add_func("/bcm2711/dma4/save-and-load", test_save_and_load);
    return g_test_run();
}
