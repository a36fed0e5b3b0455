/*
 * BCM2835 and BCM2711 DMA controller: how a channel moves data
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DMA_BCM2835_DMA_ENGINE_H
#define HW_DMA_BCM2835_DMA_ENGINE_H

#include "hw/dma/bcm2835_dma.h"

void bcm2835_dma_engine_init(BCM2835DMAChan *ch);
void bcm2835_dma_engine_reset(BCM2835DMAChan *ch);

/* Run a slice: for the register write that starts @ch */
void bcm2835_dma_engine_run(BCM2835DMAChan *ch);
/* Run a slice from a timer, if @ch can run */
void bcm2835_dma_engine_kick(BCM2835DMAChan *ch);
void bcm2835_dma_engine_stop(BCM2835DMAChan *ch);
/* Abandon the current block of @ch; the next step takes the next one */
void bcm2835_dma_engine_abort(BCM2835DMAChan *ch);
/* Abandon the current block of @ch, and stop with its address */
void bcm2835_dma_engine_halt(BCM2835DMAChan *ch);

/* GPIO handler of the requests */
void bcm2835_dma_engine_set_dreq(void *opaque, int n, int level);

#endif
