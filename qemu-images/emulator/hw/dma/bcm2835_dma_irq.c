/*
 * BCM2835 and BCM2711 DMA controller: interrupts
 *
 * The end of a block with TI.INTEN sets CS.INT, which is the channel's line
 * until software clears it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/dma/bcm2835_dma_chan.h"
#include "hw/irq.h"
#include "trace.h"

void bcm2835_dma_irq_update(BCM2835DMAChan *ch)
{
    bool level = FIELD_EX32(ch->cs, CS, INT);

    ch->dma->int_status = deposit32(ch->dma->int_status, chan_index(ch), 1,
                                    level);
    qemu_set_irq(ch->irq, level);
}

void bcm2835_dma_irq_block_done(BCM2835DMAChan *ch)
{
    ch->cs |= R_CS_INT_MASK;
    trace_bcm2835_dma_interrupt(chan_index(ch), ch->conblk_ad);
    bcm2835_dma_irq_update(ch);
}
