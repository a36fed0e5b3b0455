/*
 * BCM2835 and BCM2711 DMA controller: a channel's interrupt
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DMA_BCM2835_DMA_IRQ_H
#define HW_DMA_BCM2835_DMA_IRQ_H

#include "hw/dma/bcm2835_dma.h"

/* lab { */
void bcm2835_dma_irq_init(BCM2835DMAChan *ch);
void bcm2835_dma_irq_add_properties(BCM2835DMAState *s);
void bcm2835_dma_irq_reset(BCM2835DMAChan *ch);
/* } lab */

/* Set the line to CS.INT */
void bcm2835_dma_irq_update(BCM2835DMAChan *ch);
/* Set CS.INT, at once */
void bcm2835_dma_irq_raise(BCM2835DMAChan *ch);
/* The end of a block with TI.INTEN */
void bcm2835_dma_irq_block_done(BCM2835DMAChan *ch);

#endif
