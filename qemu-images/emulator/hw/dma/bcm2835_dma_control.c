/*
 * BCM2835 and BCM2711 DMA controller: how software controls a channel, of
 * whatever layout
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/dma/bcm2835_dma_chan.h"
#include "hw/dma/bcm2835_dma_control.h"
#include "hw/dma/bcm2835_dma_engine.h"
#include "hw/dma/bcm2835_dma_irq.h"
#include "qemu/log.h"

void bcm2835_dma_control_reset(BCM2835DMAChan *ch)
{
    bcm2835_dma_engine_reset(ch);
    /* lab { */
    bcm2835_dma_irq_reset(ch);
    /* } lab */
    ch->cs = 0;
    ch->conblk_ad = 0;
    ch->ti = 0;
    ch->source_ad = 0;
    ch->dest_ad = 0;
    ch->txfr_len = 0;
    ch->stride = 0;
    ch->nextconbk = 0;
    ch->debug = 0;
    ch->waits = 0;
    ch->burst_words = 1;
    ch->dma4_on_error = ch->format->on_error;
    ch->dma4_ti = 0;
    ch->dma4_source_info = 0;
    ch->dma4_dest_info = 0;
}

void bcm2835_dma_control_write(BCM2835DMAChan *ch, uint32_t value,
                               uint32_t stored)
{
    ch->cs &= ~(value & (R_CS_END_MASK | R_CS_INT_MASK));
    ch->cs = (ch->cs & ~stored) | (value & stored);
    bcm2835_dma_irq_update(ch);

    if (FIELD_EX32(value, CS, ABORT)) {
        bcm2835_dma_engine_abort(ch);
        bcm2835_dma_engine_kick(ch);
    }
    if (!FIELD_EX32(value, CS, ACTIVE)) {
        if (FIELD_EX32(ch->cs, CS, ACTIVE)) {
            bcm2835_dma_engine_stop(ch);
        }
    } else if (!FIELD_EX32(ch->cs, CS, ACTIVE) && ch->conblk_ad) {
        ch->cs |= R_CS_ACTIVE_MASK;
        ch->cs &= ~R_CS_PAUSED_MASK;
        bcm2835_dma_engine_run(ch);
    }
}

void bcm2835_dma_control_set_block(BCM2835DMAChan *ch, uint64_t conblk_ad)
{
    ch->conblk_ad = conblk_ad;
    ch->loaded = false;
    bcm2835_dma_engine_kick(ch);
}

/*
 * Only safe while the channel is paused, according to the manual: it may have
 * taken the old address already. Here it never has.
 */
void bcm2835_dma_control_set_next(BCM2835DMAChan *ch, uint64_t nextconbk)
{
    if (FIELD_EX32(ch->cs, CS, ACTIVE)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: channel %u: next block set while "
                      "it is active\n", TYPE_BCM2835_DMA, chan_index(ch));
        bcm2711_rules_broken(&ch->dma->rules,
                             BCM2835_DMA_RULE_NEXT_WHILE_ACTIVE);
    }
    ch->nextconbk = nextconbk;
}
