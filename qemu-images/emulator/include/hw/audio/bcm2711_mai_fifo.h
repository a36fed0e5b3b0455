/*
 * FIFO of a BCM2711 MAI, and the DREQ by which it asks DMA for words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_FIFO_H
#define HW_AUDIO_BCM2711_MAI_FIFO_H

#include "hw/irq.h"
#include "migration/vmstate.h"
#include "qemu/fifo32.h"
#include "qemu/timer.h"

#define BCM2711_MAI_FIFO_WORDS 32

typedef struct BCM2711MAIFifo {
    Fifo32 words;
    qemu_irq dreq;
    const char *name;

    /* MAI_THR.DREQLOW, and how many words leave at a time */
    uint32_t dreq_low;
    uint32_t sample;

    bool dreq_level;
    bool raising_dreq;          /* inside the call that raises it */
    /* When DREQ rose or a word came, whichever was later */
    int64_t fed_ns;
    /* A fault: DREQ stays low until then */
    int64_t stalled_until_ns;
    QEMUTimer timer;

    /* Set from outside; neither reset nor migrated */
    bool dreq_exact;
} BCM2711MAIFifo;

extern const VMStateDescription vmstate_bcm2711_mai_fifo;

/* @dreq_timer is called where DREQ may have to rise; it updates it */
void bcm2711_mai_fifo_init(BCM2711MAIFifo *f, QEMUTimerCB *dreq_timer,
                           void *opaque);
void bcm2711_mai_fifo_finalize(BCM2711MAIFifo *f);

/* Forget the words, and DREQ's level without telling anybody */
void bcm2711_mai_fifo_reset(BCM2711MAIFifo *f);

uint32_t bcm2711_mai_fifo_level(BCM2711MAIFifo *f);
void bcm2711_mai_fifo_flush(BCM2711MAIFifo *f);

/* Returns false where the FIFO is full: the word is lost then */
bool bcm2711_mai_fifo_push(BCM2711MAIFifo *f, uint32_t word, int64_t now);

/* Whether there is a whole sample, and the next word of it */
bool bcm2711_mai_fifo_has_sample(BCM2711MAIFifo *f);
uint32_t bcm2711_mai_fifo_pop(BCM2711MAIFifo *f);

/* Whether DREQ should be high */
bool bcm2711_mai_fifo_wants_words(BCM2711MAIFifo *f, int64_t now);

/* How many samples may leave before the one that makes DREQ rise */
uint32_t bcm2711_mai_fifo_samples_to_dreq(BCM2711MAIFifo *f);

/* DREQ stays low for @ns from @now on; 0 ends it */
void bcm2711_mai_fifo_stall(BCM2711MAIFifo *f, uint64_t ns, int64_t now);

/**
 * bcm2711_mai_fifo_update_dreq: make DREQ's level right
 *
 * It may fall at any time, but a rise can make DMA write here at once, so that
 * it waits for the timer unless @in_timer says that this is called from one.
 */
void bcm2711_mai_fifo_update_dreq(BCM2711MAIFifo *f, int64_t now,
                                  bool in_timer);

#endif
