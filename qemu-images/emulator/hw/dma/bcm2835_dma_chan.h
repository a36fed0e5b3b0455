/*
 * BCM2835 and BCM2711 DMA controller: a channel's registers
 *
 * Registers: "BCM2835 ARM Peripherals" 4.2.1 and "BCM2711 ARM Peripherals"
 * 4.2.1; names are those of Linux drivers/dma/bcm2835-dma.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DMA_BCM2835_DMA_CHAN_H
#define HW_DMA_BCM2835_DMA_CHAN_H

#include "hw/dma/bcm2835_dma.h"
#include "hw/registerfields.h"

/* Registers of a channel, 0x100 apart. */
REG32(CS, 0x00)
    FIELD(CS, ACTIVE, 0, 1)
    FIELD(CS, END, 1, 1)                /* W1C: a block is complete */
    FIELD(CS, INT, 2, 1)                /* W1C */
    FIELD(CS, DREQ, 3, 1)               /* level of the selected input */
    FIELD(CS, PAUSED, 4, 1)
    FIELD(CS, DREQ_STOPS_DMA, 5, 1)     /* held by the selected input */
    FIELD(CS, ERROR, 8, 1)              /* any error flag of DEBUG */
    FIELD(CS, PRIORITY, 16, 4)
    FIELD(CS, PANIC_PRIORITY, 20, 4)
    FIELD(CS, WAIT_FOR_WRITES, 28, 1)
    FIELD(CS, DISDEBUG, 29, 1)
    FIELD(CS, ABORT, 30, 1)             /* abandon this block, take the next */
    FIELD(CS, RESET, 31, 1)
REG32(CONBLK_AD, 0x04)
/* The current block, read only but for NEXTCONBK. */
REG32(TI, 0x08)
    FIELD(TI, INTEN, 0, 1)
    FIELD(TI, TDMODE, 1, 1)
    FIELD(TI, WAIT_RESP, 3, 1)
    FIELD(TI, DEST_INC, 4, 1)
    FIELD(TI, DEST_WIDTH, 5, 1)         /* 128 bits a beat */
    FIELD(TI, DEST_DREQ, 6, 1)
    FIELD(TI, DEST_IGNORE, 7, 1)
    FIELD(TI, SRC_INC, 8, 1)
    FIELD(TI, SRC_WIDTH, 9, 1)
    FIELD(TI, SRC_DREQ, 10, 1)
    FIELD(TI, SRC_IGNORE, 11, 1)
    FIELD(TI, BURST_LENGTH, 12, 4)      /* beats, less one */
    FIELD(TI, PERMAP, 16, 5)
    FIELD(TI, WAITS, 21, 5)
REG32(SOURCE_AD, 0x0c)
REG32(DEST_AD, 0x10)
REG32(TXFR_LEN, 0x14)
    FIELD(TXFR_LEN, XLENGTH, 0, 16)
    FIELD(TXFR_LEN, YLENGTH, 16, 14)
REG32(STRIDE, 0x18)
    FIELD(STRIDE, SOURCE, 0, 16)
    FIELD(STRIDE, DEST, 16, 16)
REG32(NEXTCONBK, 0x1c)
REG32(DEBUG, 0x20)
    FIELD(DEBUG, FIFO_ERROR, 1, 1)      /* W1C; here: a write hit no device */
    FIELD(DEBUG, READ_ERROR, 2, 1)      /* W1C */
    FIELD(DEBUG, DMA_ID, 8, 8)
    FIELD(DEBUG, LITE, 28, 1)

#define FULL_LENGTH_MASK 0x3fffffff

/* A control block in memory is eight words, the last of them unused. */
#define CONBLK_ALIGN 32
#define CONBLK_WORDS 7

/*
 * Channels 7 to 10 are "lite" ones in both chips: lengths of 16 bits, no 2D
 * mode, no ignore bits.
 */
#define LITE_CHANNELS 0x0780

static inline unsigned chan_index(BCM2835DMAChan *ch)
{
    return ch - ch->dma->chan;
}

static inline bool chan_is_lite(BCM2835DMAChan *ch)
{
    return extract32(LITE_CHANNELS, chan_index(ch), 1);
}

/* What differs between the channels 0 to 10 and 15, and DMA4 */
struct BCM2835DMAFormat {
    uint64_t (*read)(BCM2835DMAChan *ch, hwaddr offset);
    void (*write)(BCM2835DMAChan *ch, hwaddr offset, uint32_t value);
    /* Take the block that these words of memory are */
    void (*take_block)(BCM2835DMAChan *ch, const uint32_t *words);
    /* After an error; returns whether the transfer goes on all the same */
    bool (*fail)(BCM2835DMAChan *ch);
    uint64_t address_mask;
    /* Flags of DEBUG */
    uint32_t block_error;
    uint32_t read_error;
    uint32_t write_error;
    uint32_t on_error;                  /* after a reset */
};

extern const BCM2835DMAFormat bcm2835_dma_30bit;
extern const BCM2835DMAFormat bcm2835_dma_40bit;

enum { BCM2835_DMA_RULE_UNMAPPED, BCM2835_DMA_RULE_NEXT_WHILE_ACTIVE };

#endif
