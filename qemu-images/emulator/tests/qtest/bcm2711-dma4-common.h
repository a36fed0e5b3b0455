/*
 * Shared by the tests of BCM2711's DMA4 channels
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_DMA4_COMMON_H
#define TESTS_QTEST_BCM2711_DMA4_COMMON_H

#include "bcm2835-dma-common.h"

#define DMA4_CHANNEL 13

/* "BCM2711 ARM Peripherals" 4.2.1 */
REG32(DMA4_CS, 0x00)
    FIELD(DMA4_CS, RD_PAUSED, 4, 1)
    FIELD(DMA4_CS, WR_PAUSED, 5, 1)
    FIELD(DMA4_CS, DREQ_STOPS_DMA, 6, 1)
    FIELD(DMA4_CS, ERROR, 10, 1)
    FIELD(DMA4_CS, QOS, 16, 4)
    FIELD(DMA4_CS, DMA_BUSY, 24, 1)
    FIELD(DMA4_CS, HALT, 31, 1)
REG32(DMA4_CB, 0x04)
REG32(DMA4_DEBUG, 0x0c)
    FIELD(DMA4_DEBUG, WRITE_ERROR, 0, 1)
    FIELD(DMA4_DEBUG, READ_ERROR, 2, 1)
    FIELD(DMA4_DEBUG, READ_CB_ERROR, 3, 1)
    FIELD(DMA4_DEBUG, INT_ON_ERR, 8, 1)
    FIELD(DMA4_DEBUG, HALT_ON_ERR, 9, 1)
    FIELD(DMA4_DEBUG, ABORT_ON_ERR, 10, 1)
    FIELD(DMA4_DEBUG, RESET, 23, 1)
    FIELD(DMA4_DEBUG, VERSION, 28, 4)
REG32(DMA4_TI, 0x10)
    FIELD(DMA4_TI, INTEN, 0, 1)
    FIELD(DMA4_TI, TDMODE, 1, 1)
    FIELD(DMA4_TI, WAIT_RESP, 2, 1)
    FIELD(DMA4_TI, PERMAP, 9, 5)
    FIELD(DMA4_TI, D_DREQ, 15, 1)
REG32(DMA4_SRC, 0x14)
REG32(DMA4_SRCI, 0x18)
REG32(DMA4_DEST, 0x1c)
REG32(DMA4_DESTI, 0x20)
    FIELD(DMA4_INFO, ADDR, 0, 8)
    FIELD(DMA4_INFO, BURST_LENGTH, 8, 4)
    FIELD(DMA4_INFO, INC, 12, 1)
    FIELD(DMA4_INFO, SIZE, 13, 2)
    FIELD(DMA4_INFO, IGNORE, 15, 1)
    FIELD(DMA4_INFO, STRIDE, 16, 16)
REG32(DMA4_LEN, 0x24)
REG32(DMA4_NEXT_CB, 0x28)
REG32(DMA4_DEBUG2, 0x2c)

/* In the full address map */
#define DMA4_HIGH_RAM 0x60000000
#define DMA4_HOLE 0x100000000ULL
#define DMA4_DMA 0x47e007000ULL
#define DMA4_MAI_DATA 0x47ef2001cULL

#define DMA4_INC R_DMA4_INFO_INC_MASK
#define DMA4_TI_PACED(dreq) \
    (R_DMA4_TI_D_DREQ_MASK | R_DMA4_TI_WAIT_RESP_MASK | \
     (dreq) << R_DMA4_TI_PERMAP_SHIFT)

/* A block in memory; 0 for no field */
typedef struct DMA4Block {
    uint32_t ti;
    uint64_t source;
    uint32_t source_info;
    uint64_t dest;
    uint32_t dest_info;
    uint32_t len;
    uint32_t next;              /* address */
} DMA4Block;

static inline void dma4_write_block(QTestState *qts, int number,
                                    const DMA4Block *block)
{
    uint32_t words[8] = {
        cpu_to_le32(block->ti),
        cpu_to_le32(block->source),
        cpu_to_le32(block->source >> 32 | block->source_info),
        cpu_to_le32(block->dest),
        cpu_to_le32(block->dest >> 32 | block->dest_info),
        cpu_to_le32(block->len),
        cpu_to_le32(block->next >> 5),
    };

    qtest_memwrite(qts, BLOCK(number), words, sizeof(words));
}

static inline uint32_t dma4_read(QTestState *qts, uint32_t reg)
{
    return dma_read(qts, DMA4_CHANNEL, reg);
}

static inline void dma4_write(QTestState *qts, uint32_t reg, uint32_t value)
{
    dma_write(qts, DMA4_CHANNEL, reg, value);
}

static inline void dma4_start_channel(QTestState *qts, int channel, int block)
{
    dma_write(qts, channel, A_DMA4_CB, BLOCK(block) >> 5);
    dma_write(qts, channel, A_DMA4_CS, R_CS_ACTIVE_MASK);
}

static inline void dma4_start(QTestState *qts, int block)
{
    dma4_start_channel(qts, DMA4_CHANNEL, block);
}

static inline void assert_dma4_cs(QTestState *qts, uint32_t set, uint32_t clear)
{
    uint32_t cs = dma4_read(qts, A_DMA4_CS);

    g_assert_cmphex(cs & set, ==, set);
    g_assert_cmphex(cs & clear, ==, 0);
}

#endif
