/*
 * Shared by the tests of the BCM2835 DMA controller
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2835_DMA_COMMON_H
#define TESTS_QTEST_BCM2835_DMA_COMMON_H

#include "hw/registerfields.h"
#include "libqtest.h"

#define DMA_BASE 0xfe007000
#define DMA_PATH "/machine/soc/peripherals/dma"
#define CHANNEL 4
#define LITE_CHANNEL 7

/* No device drives this request, so the test can. */
#define DREQ 5

/* "BCM2835 ARM Peripherals", 4.2.1.2 */
REG32(CS, 0x00)
    FIELD(CS, ACTIVE, 0, 1)
    FIELD(CS, END, 1, 1)
    FIELD(CS, INT, 2, 1)
    FIELD(CS, DREQ, 3, 1)
    FIELD(CS, PAUSED, 4, 1)
    FIELD(CS, DREQ_STOPS_DMA, 5, 1)
    FIELD(CS, WAITING, 6, 1)
    FIELD(CS, ERROR, 8, 1)
    FIELD(CS, ABORT, 30, 1)
    FIELD(CS, RESET, 31, 1)
REG32(CONBLK_AD, 0x04)
REG32(TI, 0x08)
    FIELD(TI, INTEN, 0, 1)
    FIELD(TI, TDMODE, 1, 1)
    FIELD(TI, WAIT_RESP, 3, 1)
    FIELD(TI, DEST_INC, 4, 1)
    FIELD(TI, DEST_WIDTH, 5, 1)
    FIELD(TI, DEST_DREQ, 6, 1)
    FIELD(TI, SRC_INC, 8, 1)
    FIELD(TI, SRC_WIDTH, 9, 1)
    FIELD(TI, SRC_DREQ, 10, 1)
    FIELD(TI, BURST_LENGTH, 12, 4)
    FIELD(TI, PERMAP, 16, 5)
REG32(SOURCE_AD, 0x0c)
REG32(DEST_AD, 0x10)
REG32(TXFR_LEN, 0x14)
REG32(NEXTCONBK, 0x1c)
REG32(DEBUG, 0x20)
    FIELD(DEBUG, FIFO_ERROR, 1, 1)
    FIELD(DEBUG, READ_ERROR, 2, 1)
    FIELD(DEBUG, LITE, 28, 1)
REG32(INT_STATUS, 0xfe0)
REG32(ENABLE, 0xff0)

/* In memory */
#define BLOCKS 0x10000
#define BLOCK(number) (BLOCKS + 0x20 * (number))
#define SOURCE 0x20000
#define DEST 0x40000

/* On the DMA controller's bus */
#define BUS_HOLE 0x7e700000
#define BUS_DMA 0x7e007000
#define BUS_MAI_DATA 0x7ef2001c

/* As in Linux */
#define TI_PACED(dreq) \
    (R_TI_SRC_INC_MASK | R_TI_DEST_DREQ_MASK | R_TI_WAIT_RESP_MASK | \
     (dreq) << R_TI_PERMAP_SHIFT)
#define TI_COPY (R_TI_SRC_INC_MASK | R_TI_DEST_INC_MASK)

/* Longer than any of the transfers here. */
#define LONG_NS 1000000

static inline uint32_t dma_read(QTestState *qts, int chan, uint32_t reg)
{
    return qtest_readl(qts, DMA_BASE + chan * 0x100 + reg);
}

static inline void dma_write(QTestState *qts, int chan, uint32_t reg,
                             uint32_t value)
{
    qtest_writel(qts, DMA_BASE + chan * 0x100 + reg, value);
}

static inline void write_block(QTestState *qts, int number, uint32_t ti,
                               uint32_t source, uint32_t dest, uint32_t len,
                               uint32_t stride, uint32_t next)
{
    uint32_t words[8] = {
        cpu_to_le32(ti), cpu_to_le32(source), cpu_to_le32(dest),
        cpu_to_le32(len), cpu_to_le32(stride), cpu_to_le32(next),
    };

    qtest_memwrite(qts, BLOCK(number), words, sizeof(words));
}

static inline void start(QTestState *qts, int chan, int block)
{
    dma_write(qts, chan, A_CONBLK_AD, BLOCK(block));
    dma_write(qts, chan, A_CS, R_CS_ACTIVE_MASK);
}

static inline void fill_source(QTestState *qts, int words)
{
    for (int i = 0; i < words; i++) {
        qtest_writel(qts, SOURCE + 4 * i, 0xa5000000 + i);
    }
}

static inline void assert_cs(QTestState *qts, uint32_t set, uint32_t clear)
{
    uint32_t cs = dma_read(qts, CHANNEL, A_CS);

    g_assert_cmphex(cs & set, ==, set);
    g_assert_cmphex(cs & clear, ==, 0);
}

#endif
