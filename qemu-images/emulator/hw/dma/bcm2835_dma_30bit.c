/*
 * BCM2835 and BCM2711 DMA controller: registers and control blocks of the
 * channels 0 to 10 and 15
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

#define CS_STORED (R_CS_PRIORITY_MASK | R_CS_PANIC_PRIORITY_MASK | \
                   R_CS_WAIT_FOR_WRITES_MASK | R_CS_DISDEBUG_MASK)
#define DEBUG_ERROR_MASK (R_DEBUG_FIFO_ERROR_MASK | R_DEBUG_READ_ERROR_MASK)

#define LITE_LENGTH_MASK 0x0000ffff
#define LITE_TI_MASK (~(uint32_t)(R_TI_TDMODE_MASK | R_TI_DEST_IGNORE_MASK | \
                                  R_TI_SRC_IGNORE_MASK))

static uint32_t chan_read_cs(BCM2835DMAChan *ch)
{
    bool paced = bcm2835_dma_dreq_is_used(ch);
    bool requested = bcm2835_dma_dreq_is_high(ch);
    uint32_t cs = ch->cs;

    cs = FIELD_DP32(cs, CS, DREQ, paced && requested);
    cs = FIELD_DP32(cs, CS, DREQ_STOPS_DMA,
                    FIELD_EX32(cs, CS, ACTIVE) && paced && !requested);
    return FIELD_DP32(cs, CS, ERROR, ch->debug != 0);
}

static void chan_write_cs(BCM2835DMAChan *ch, uint32_t value)
{
    trace_bcm2835_dma_cs(chan_index(ch), value, ch->conblk_ad);
    if (FIELD_EX32(value, CS, RESET)) {
        bcm2835_dma_control_reset(ch);
        bcm2835_dma_irq_update(ch);
        return;
    }
    bcm2835_dma_control_write(ch, value, CS_STORED);
}

static uint64_t chan_read(BCM2835DMAChan *ch, hwaddr offset)
{
    switch (offset) {
    case A_CS:
        return chan_read_cs(ch);
    case A_CONBLK_AD:
        return ch->conblk_ad;
    case A_TI:
        return ch->ti;
    case A_SOURCE_AD:
        return ch->source_ad;
    case A_DEST_AD:
        return ch->dest_ad;
    case A_TXFR_LEN:
        return ch->txfr_len;
    case A_STRIDE:
        return ch->stride;
    case A_NEXTCONBK:
        return ch->nextconbk;
    case A_DEBUG:
        return FIELD_DP32(ch->debug, DEBUG, DMA_ID, chan_index(ch)) |
               FIELD_DP32(0, DEBUG, LITE, chan_is_lite(ch));
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: bad offset 0x%" HWADDR_PRIx "\n",
                      __func__, offset);
        return 0;
    }
}

static void chan_write(BCM2835DMAChan *ch, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_CS:
        chan_write_cs(ch, value);
        break;
    case A_CONBLK_AD:
        if (value % CONBLK_ALIGN) {
            qemu_log_mask(LOG_GUEST_ERROR,
                          "%s: control block 0x%08x is not aligned\n",
                          __func__, value);
        }
        bcm2835_dma_control_set_block(ch, ROUND_DOWN(value, CONBLK_ALIGN));
        break;
    case A_NEXTCONBK:
        bcm2835_dma_control_set_next(ch, ROUND_DOWN(value, CONBLK_ALIGN));
        break;
    case A_DEBUG:
        ch->debug &= ~(value & DEBUG_ERROR_MASK);
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: bad offset 0x%" HWADDR_PRIx "\n",
                      __func__, offset);
        break;
    }
}

/* The side that is paced asks for its bursts. */
static uint32_t chan_burst_words(uint32_t ti)
{
    bool wide = FIELD_EX32(ti, TI, DEST_DREQ) ? FIELD_EX32(ti, TI, DEST_WIDTH)
                                              : FIELD_EX32(ti, TI, SRC_WIDTH);

    return (FIELD_EX32(ti, TI, BURST_LENGTH) + 1) * (wide ? 4 : 1);
}

static void chan_take_block(BCM2835DMAChan *ch, const uint32_t *words)
{
    bool lite = chan_is_lite(ch);

    ch->ti = words[0] & (lite ? LITE_TI_MASK : UINT32_MAX);
    ch->source_ad = words[1];
    ch->dest_ad = words[2];
    ch->txfr_len = words[3] & (lite ? LITE_LENGTH_MASK : FULL_LENGTH_MASK);
    ch->stride = words[4];
    ch->nextconbk = words[5];
    ch->waits = FIELD_EX32(ch->ti, TI, WAITS);
    ch->burst_words = chan_burst_words(ch->ti);
}

/* The channel pauses at its current position. */
static bool chan_fail(BCM2835DMAChan *ch)
{
    bcm2835_dma_engine_stop(ch);
    return false;
}

const BCM2835DMAFormat bcm2835_dma_30bit = {
    .read = chan_read,
    .write = chan_write,
    .take_block = chan_take_block,
    .fail = chan_fail,
    .address_mask = UINT32_MAX,
    .block_error = R_DEBUG_READ_ERROR_MASK,
    .read_error = R_DEBUG_READ_ERROR_MASK,
    .write_error = R_DEBUG_FIFO_ERROR_MASK,
};
