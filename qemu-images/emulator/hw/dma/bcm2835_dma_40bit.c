/*
 * BCM2711 DMA controller: registers and control blocks of DMA4, the channels
 * 11 to 14
 *
 * They see all of the chip's memory with addresses of 40 bits, and have a
 * layout of their own. Addresses of control blocks are in units of 32 bytes. A
 * block is translated to the layout of the other channels when it is loaded, so
 * that bcm2835_dma_engine.c runs both.
 *
 * Errors: the channel abandons the block, and takes the next one (ABORT_ON_ERR)
 * or stops (HALT_ON_ERR, which comes first). With neither it goes on, and the
 * words that could not be read are 0. After a block that could not be read it
 * always stops. INT_ON_ERR raises CS.INT besides.
 *
 * Not modelled: the states of the two state machines, and counts of outstanding
 * accesses. SIZE and BURST_LENGTH are those of the side that is paced, see
 * bcm2835_dma_dreq.c.
 *
 * Sources: "BCM2711 ARM Peripherals" 4.2.1 and, of raspberrypi/linux,
 * drivers/dma/bcm2835-dma.c (BCM2711_DMA40_*).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/dma/bcm2835_dma_chan.h"
#include "hw/dma/bcm2835_dma_control.h"
#include "hw/dma/bcm2835_dma_dreq.h"
#include "hw/dma/bcm2835_dma_engine.h"
#include "hw/dma/bcm2835_dma_irq.h"
#include "qemu/log.h"
#include "trace.h"

/* ACTIVE, END, INT, DREQ, WAIT_FOR_WRITES, DISDEBUG and ABORT are as in CS. */
REG32(DMA4_CS, 0x00)
    FIELD(DMA4_CS, RD_PAUSED, 4, 1)
    FIELD(DMA4_CS, WR_PAUSED, 5, 1)
    FIELD(DMA4_CS, DREQ_STOPS_DMA, 6, 1)
    FIELD(DMA4_CS, ERROR, 10, 1)
    FIELD(DMA4_CS, PROT, 13, 2)
    FIELD(DMA4_CS, QOS, 16, 4)
    FIELD(DMA4_CS, PANIC_QOS, 20, 4)
    FIELD(DMA4_CS, DMA_BUSY, 24, 1)
    FIELD(DMA4_CS, HALT, 31, 1)         /* abandon this block, and stop */
REG32(DMA4_CB, 0x04)
REG32(DMA4_DEBUG, 0x0c)
    FIELD(DMA4_DEBUG, WRITE_ERROR, 0, 1)        /* cleared by a read */
    FIELD(DMA4_DEBUG, READ_ERROR, 2, 1)
    FIELD(DMA4_DEBUG, READ_CB_ERROR, 3, 1)
    FIELD(DMA4_DEBUG, INT_ON_ERR, 8, 1)
    FIELD(DMA4_DEBUG, HALT_ON_ERR, 9, 1)
    FIELD(DMA4_DEBUG, ABORT_ON_ERR, 10, 1)
    FIELD(DMA4_DEBUG, DISABLE_CLK_GATE, 11, 1)
    FIELD(DMA4_DEBUG, RESET, 23, 1)
    FIELD(DMA4_DEBUG, ID, 24, 4)
    FIELD(DMA4_DEBUG, VERSION, 28, 4)
/*
 * The current block, as its words are in memory, and read only but for NEXT_CB.
 */
REG32(DMA4_TI, 0x10)
    FIELD(DMA4_TI, INTEN, 0, 1)
    FIELD(DMA4_TI, TDMODE, 1, 1)
    FIELD(DMA4_TI, WAIT_RESP, 2, 1)
    FIELD(DMA4_TI, PERMAP, 9, 5)
    FIELD(DMA4_TI, S_DREQ, 14, 1)
    FIELD(DMA4_TI, D_DREQ, 15, 1)
    FIELD(DMA4_TI, S_WAITS, 16, 8)
    FIELD(DMA4_TI, D_WAITS, 24, 8)
REG32(DMA4_SRC, 0x14)
REG32(DMA4_SRCI, 0x18)
REG32(DMA4_DEST, 0x1c)
REG32(DMA4_DESTI, 0x20)
    /* In both */
    FIELD(DMA4_INFO, ADDR, 0, 8)
    FIELD(DMA4_INFO, BURST_LENGTH, 8, 4)        /* beats, less one */
    FIELD(DMA4_INFO, INC, 12, 1)
    FIELD(DMA4_INFO, SIZE, 13, 2)       /* of a beat: 1, 2, 4 or 8 words */
    FIELD(DMA4_INFO, IGNORE, 15, 1)
    FIELD(DMA4_INFO, STRIDE, 16, 16)
REG32(DMA4_LEN, 0x24)
REG32(DMA4_NEXT_CB, 0x28)
REG32(DMA4_DEBUG2, 0x2c)

#define CS_STORED (R_DMA4_CS_PROT_MASK | R_DMA4_CS_QOS_MASK | \
                   R_DMA4_CS_PANIC_QOS_MASK | R_CS_WAIT_FOR_WRITES_MASK | \
                   R_CS_DISDEBUG_MASK)
#define ON_ERROR_MASK (R_DMA4_DEBUG_INT_ON_ERR_MASK | \
                       R_DMA4_DEBUG_HALT_ON_ERR_MASK | \
                       R_DMA4_DEBUG_ABORT_ON_ERR_MASK | \
                       R_DMA4_DEBUG_DISABLE_CLK_GATE_MASK)
#define ERROR_MASK (R_DMA4_DEBUG_WRITE_ERROR_MASK | \
                    R_DMA4_DEBUG_READ_ERROR_MASK | \
                    R_DMA4_DEBUG_READ_CB_ERROR_MASK)
#define VERSION 1

static uint32_t dma4_read_cs(BCM2835DMAChan *ch)
{
    bool paced = bcm2835_dma_dreq_is_used(ch);
    bool requested = bcm2835_dma_dreq_is_high(ch);
    bool active = FIELD_EX32(ch->cs, CS, ACTIVE);
    bool paused = FIELD_EX32(ch->cs, CS, PAUSED);
    uint32_t cs = ch->cs;

    cs = FIELD_DP32(cs, CS, DREQ, paced && requested);
    cs = FIELD_DP32(cs, DMA4_CS, RD_PAUSED, paused);
    cs = FIELD_DP32(cs, DMA4_CS, WR_PAUSED, paused);
    cs = FIELD_DP32(cs, DMA4_CS, DREQ_STOPS_DMA,
                    active && paced && !requested);
    cs = FIELD_DP32(cs, DMA4_CS, ERROR, ch->debug != 0);
    return FIELD_DP32(cs, DMA4_CS, DMA_BUSY, active);
}

static void dma4_write_cs(BCM2835DMAChan *ch, uint32_t value)
{
    trace_bcm2835_dma_cs(chan_index(ch), value, ch->conblk_ad);
    if (FIELD_EX32(value, DMA4_CS, HALT)) {
        bcm2835_dma_engine_halt(ch);
        value &= ~(R_CS_ABORT_MASK | R_CS_ACTIVE_MASK);
    }
    bcm2835_dma_control_write(ch, value, CS_STORED);
}

static uint32_t dma4_read_debug(BCM2835DMAChan *ch)
{
    uint32_t debug = ch->debug | ch->dma4_on_error;

    ch->debug = 0;
    debug = FIELD_DP32(debug, DMA4_DEBUG, ID,
                       chan_index(ch) - BCM2711_DMA4_FIRST);
    return FIELD_DP32(debug, DMA4_DEBUG, VERSION, VERSION);
}

static void dma4_write_debug(BCM2835DMAChan *ch, uint32_t value)
{
    if (FIELD_EX32(value, DMA4_DEBUG, RESET)) {
        bcm2835_dma_control_reset(ch);
        bcm2835_dma_irq_update(ch);
        return;
    }
    ch->debug &= ~(value & ERROR_MASK);
    ch->dma4_on_error = value & ON_ERROR_MASK;
}

static uint64_t dma4_read(BCM2835DMAChan *ch, hwaddr offset)
{
    switch (offset) {
    case A_DMA4_CS:
        return dma4_read_cs(ch);
    case A_DMA4_CB:
        return ch->conblk_ad / CONBLK_ALIGN;
    case A_DMA4_DEBUG:
        return dma4_read_debug(ch);
    case A_DMA4_TI:
        return ch->dma4_ti;
    case A_DMA4_SRC:
        return (uint32_t)ch->source_ad;
    case A_DMA4_SRCI:
        return FIELD_DP32(ch->dma4_source_info, DMA4_INFO, ADDR,
                          ch->source_ad >> 32);
    case A_DMA4_DEST:
        return (uint32_t)ch->dest_ad;
    case A_DMA4_DESTI:
        return FIELD_DP32(ch->dma4_dest_info, DMA4_INFO, ADDR,
                          ch->dest_ad >> 32);
    case A_DMA4_LEN:
        return ch->txfr_len;
    case A_DMA4_NEXT_CB:
        return ch->nextconbk / CONBLK_ALIGN;
    case A_DMA4_DEBUG2:
        return 0;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: bad offset 0x%" HWADDR_PRIx "\n",
                      __func__, offset);
        return 0;
    }
}

static void dma4_write(BCM2835DMAChan *ch, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_DMA4_CS:
        dma4_write_cs(ch, value);
        break;
    case A_DMA4_CB:
        bcm2835_dma_control_set_block(ch, (uint64_t)value * CONBLK_ALIGN);
        break;
    case A_DMA4_DEBUG:
        dma4_write_debug(ch, value);
        break;
    case A_DMA4_NEXT_CB:
        bcm2835_dma_control_set_next(ch, (uint64_t)value * CONBLK_ALIGN);
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: bad offset 0x%" HWADDR_PRIx "\n",
                      __func__, offset);
        break;
    }
}

/* What the other channels have in TI */
static uint32_t dma4_ti(uint32_t dma4, uint32_t source, uint32_t dest)
{
    uint32_t ti = 0;

    ti = FIELD_DP32(ti, TI, INTEN, FIELD_EX32(dma4, DMA4_TI, INTEN));
    ti = FIELD_DP32(ti, TI, TDMODE, FIELD_EX32(dma4, DMA4_TI, TDMODE));
    ti = FIELD_DP32(ti, TI, WAIT_RESP, FIELD_EX32(dma4, DMA4_TI, WAIT_RESP));
    ti = FIELD_DP32(ti, TI, PERMAP, FIELD_EX32(dma4, DMA4_TI, PERMAP));
    ti = FIELD_DP32(ti, TI, SRC_DREQ, FIELD_EX32(dma4, DMA4_TI, S_DREQ));
    ti = FIELD_DP32(ti, TI, SRC_INC, FIELD_EX32(source, DMA4_INFO, INC));
    ti = FIELD_DP32(ti, TI, SRC_IGNORE, FIELD_EX32(source, DMA4_INFO, IGNORE));
    ti = FIELD_DP32(ti, TI, DEST_DREQ, FIELD_EX32(dma4, DMA4_TI, D_DREQ));
    ti = FIELD_DP32(ti, TI, DEST_INC, FIELD_EX32(dest, DMA4_INFO, INC));
    return FIELD_DP32(ti, TI, DEST_IGNORE, FIELD_EX32(dest, DMA4_INFO, IGNORE));
}

static uint32_t dma4_burst_words(uint32_t info)
{
    return (FIELD_EX32(info, DMA4_INFO, BURST_LENGTH) + 1) <<
           FIELD_EX32(info, DMA4_INFO, SIZE);
}

static uint64_t dma4_address(uint32_t low, uint32_t info)
{
    return deposit64(low, 32, 8, FIELD_EX32(info, DMA4_INFO, ADDR));
}

static void dma4_take_block(BCM2835DMAChan *ch, const uint32_t *words)
{
    uint32_t source = words[2];
    uint32_t dest = words[4];

    ch->dma4_ti = words[0];
    ch->dma4_source_info = source;
    ch->dma4_dest_info = dest;
    ch->ti = dma4_ti(words[0], source, dest);
    ch->waits = FIELD_EX32(words[0], DMA4_TI, S_WAITS) +
                FIELD_EX32(words[0], DMA4_TI, D_WAITS);
    ch->burst_words = dma4_burst_words(FIELD_EX32(ch->ti, TI, DEST_DREQ)
                                       ? dest : source);
    ch->source_ad = dma4_address(words[1], source);
    ch->dest_ad = dma4_address(words[3], dest);
    ch->stride = FIELD_DP32(0, STRIDE, SOURCE,
                            FIELD_EX32(source, DMA4_INFO, STRIDE));
    ch->stride = FIELD_DP32(ch->stride, STRIDE, DEST,
                            FIELD_EX32(dest, DMA4_INFO, STRIDE));
    ch->txfr_len = words[5] & FULL_LENGTH_MASK;
    ch->nextconbk = (uint64_t)words[6] * CONBLK_ALIGN;
}

static bool dma4_fail(BCM2835DMAChan *ch)
{
    if (FIELD_EX32(ch->dma4_on_error, DMA4_DEBUG, INT_ON_ERR)) {
        bcm2835_dma_irq_raise(ch);
    }
    if (!ch->loaded ||
        FIELD_EX32(ch->dma4_on_error, DMA4_DEBUG, HALT_ON_ERR)) {
        bcm2835_dma_engine_halt(ch);
        return false;
    }
    if (FIELD_EX32(ch->dma4_on_error, DMA4_DEBUG, ABORT_ON_ERR)) {
        bcm2835_dma_engine_abort(ch);
        return false;
    }
    return true;
}

const BCM2835DMAFormat bcm2835_dma_40bit = {
    .read = dma4_read,
    .write = dma4_write,
    .take_block = dma4_take_block,
    .fail = dma4_fail,
    .address_mask = MAKE_64BIT_MASK(0, 40),
    .block_error = R_DMA4_DEBUG_READ_CB_ERROR_MASK,
    .read_error = R_DMA4_DEBUG_READ_ERROR_MASK,
    .write_error = R_DMA4_DEBUG_WRITE_ERROR_MASK,
    .on_error = R_DMA4_DEBUG_ABORT_ON_ERR_MASK,
};
