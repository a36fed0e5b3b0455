/*
 * BCM2835 and BCM2711 DMA controller: flow control of a channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DMA_BCM2835_DMA_DREQ_H
#define HW_DMA_BCM2835_DMA_DREQ_H

#include "hw/dma/bcm2835_dma.h"

/* Whether the block is subject to flow control */
bool bcm2835_dma_dreq_is_used(BCM2835DMAChan *ch);
bool bcm2835_dma_dreq_is_high(BCM2835DMAChan *ch);
/* Whether the next word has to wait for the request */
bool bcm2835_dma_dreq_holds(BCM2835DMAChan *ch);
/* To be called for each block; @last_ti is the TI of the one before */
void bcm2835_dma_dreq_block_loaded(BCM2835DMAChan *ch, uint32_t last_ti);
/* To be called for each word, before it is written */
void bcm2835_dma_dreq_word_issued(BCM2835DMAChan *ch);

#endif
