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

/*
 * BCM2711's DMA4 channels. They exist if the controller has the link "dma4-mr",
 * to what they see with their 40-bit addresses.
 */
#define BCM2711_DMA4_FIRST 11
#define BCM2711_DMA4_NCHANS 4
#define BCM2711_DMA4_MR "dma4-mr"

/* The named GPIO inputs, one for each value of TI.PERMAP. */
#define BCM2835_DMA_DREQ "dreq"
#define BCM2835_DMA_NDREQS 32

typedef struct BCM2835DMAFormat BCM2835DMAFormat;

typedef struct BCM2835DMAChan {
    BCM2835DMAState *dma;
    const BCM2835DMAFormat *format;
    AddressSpace *as;
    qemu_irq irq;
    QEMUTimer timer;            /* when the next slice is due */

    /* In the layout of channels 0 to 6, whatever the channel's own one is */
    uint32_t cs;                /* only the stored bits, see the .c */
    uint64_t conblk_ad;
    uint32_t ti;
    uint64_t source_ad;
    uint64_t dest_ad;
    uint32_t txfr_len;
    uint32_t stride;
    uint64_t nextconbk;
    uint32_t debug;             /* only the error flags, in its own layout */
    uint32_t waits;             /* additional cycles of a word */
    uint32_t burst_words;       /* that one request is for */

    /* What a DMA4 channel has besides */
    uint32_t dma4_on_error;
    uint32_t dma4_ti;
    uint32_t dma4_source_info;
    uint32_t dma4_dest_info;

    bool loaded;                /* the registers hold the block at conblk_ad */
    uint32_t in_flight;         /* writes that still arrive after DREQ fell */
    uint32_t burst_left;        /* words of the burst that has begun */
    uint32_t row_len;           /* bytes of a row in 2D mode */
    int64_t busy_until_ns;      /* when the last slice's work is done */

    /* lab { */
    QEMUTimer irq_timer;        /* when a late interrupt comes */
    uint32_t irqs_since_lost;
    /* } lab */
} BCM2835DMAChan;

struct BCM2835DMAState {
    SysBusDevice parent_obj;

    MemoryRegion iomem0;        /* channels 0 to 14, and the common registers */
    MemoryRegion iomem15;
    MemoryRegion *dma_mr;
    AddressSpace dma_as;
    AddressSpace dma4_as;

    BCM2835DMAChan chan[BCM2835_DMA_NCHANS];
    uint32_t int_status;
    uint32_t enable;
    uint32_t dreq;              /* levels of the inputs */
    uint32_t writes_in_flight;

    /* lab { */
    /* Faults, see bcm2835_dma_irq.c; no reset touches them */
    uint64_t irq_delay_ns;
    uint64_t irq_jitter_ns;
    uint32_t irq_lose_every;
    uint64_t read_error_after;  /* words until the error; 0 = no fault */

    /* Observations */
    uint64_t interrupts;
    uint64_t interrupts_lost;
    /* } lab */
    BCM2711Rules rules;
};

#endif
