/*
 * BCM2835 and BCM2711 DMA controller
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef BCM2835_DMA_H
#define BCM2835_DMA_H

#include "hw/misc/bcm2711_rules.h"
#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

#define TYPE_BCM2835_DMA "bcm2835-dma"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2835DMAState, BCM2835_DMA)

#define BCM2835_DMA_NCHANS 16

/* The named GPIO inputs, one for each value of TI.PERMAP. */
#define BCM2835_DMA_DREQ "dreq"
#define BCM2835_DMA_NDREQS 32

typedef struct BCM2835DMAChan {
    BCM2835DMAState *dma;
    qemu_irq irq;
    QEMUTimer timer;            /* when the next slice is due */

    uint32_t cs;                /* only the stored bits, see the .c */
    uint32_t conblk_ad;
    uint32_t ti;
    uint32_t source_ad;
    uint32_t dest_ad;
    uint32_t txfr_len;
    uint32_t stride;
    uint32_t nextconbk;
    uint32_t debug;             /* only the error flags */

    bool loaded;                /* the registers hold the block at conblk_ad */
    uint32_t row_len;           /* bytes of a row in 2D mode */
    int64_t busy_until_ns;      /* when the last slice's work is done */

    QEMUTimer irq_timer;        /* when a late interrupt comes */
    uint32_t irqs_since_lost;
} BCM2835DMAChan;

struct BCM2835DMAState {
    SysBusDevice parent_obj;

    MemoryRegion iomem0;        /* channels 0 to 14, and the common registers */
    MemoryRegion iomem15;
    MemoryRegion *dma_mr;
    AddressSpace dma_as;

    BCM2835DMAChan chan[BCM2835_DMA_NCHANS];
    uint32_t int_status;
    uint32_t enable;
    uint32_t dreq;              /* levels of the inputs */

    /* Faults, see bcm2835_dma_irq.c; no reset touches them */
    uint64_t irq_delay_ns;
    uint64_t irq_jitter_ns;
    uint32_t irq_lose_every;
    uint64_t read_error_after;  /* words until the error; 0 = no fault */

    /* Observations */
    uint64_t interrupts;
    uint64_t interrupts_lost;
    BCM2711Rules rules;
};

#endif
