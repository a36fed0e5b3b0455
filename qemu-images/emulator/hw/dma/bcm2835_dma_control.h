/*
 * BCM2835 and BCM2711 DMA controller: how software controls a channel
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DMA_BCM2835_DMA_CONTROL_H
#define HW_DMA_BCM2835_DMA_CONTROL_H

#include "hw/dma/bcm2835_dma.h"

void bcm2835_dma_control_reset(BCM2835DMAChan *ch);
/* A write to CS; @stored are the bits that software reads back */
void bcm2835_dma_control_write(BCM2835DMAChan *ch, uint32_t value,
                               uint32_t stored);
void bcm2835_dma_control_set_block(BCM2835DMAChan *ch, uint64_t conblk_ad);
/* Change what follows the current block */
void bcm2835_dma_control_set_next(BCM2835DMAChan *ch, uint64_t nextconbk);

#endif
