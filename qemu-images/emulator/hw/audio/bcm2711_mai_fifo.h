/*
 * FIFO of a BCM2711 MAI, and when it requests words from DMA
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_AUDIO_BCM2711_MAI_FIFO_H
#define HW_AUDIO_BCM2711_MAI_FIFO_H

#include "migration/vmstate.h"

#define BCM2711_MAI_FIFO_WORDS 32

typedef struct BCM2711MAIFifo {
    uint32_t words[BCM2711_MAI_FIFO_WORDS];
    uint32_t head;              /* index of the oldest word */
    uint32_t level;

    /* From the registers, which migrate: set before anything else after that */
    uint32_t dreq_low;          /* MAI_THR.DREQLOW */
    uint32_t sample;            /* words that leave at a time */

    bool dreq;                  /* level of the output */
    /* lab { */
    int64_t stalled_until_ns;   /* a fault: DREQ stays low until then */

    /* Property; no reset touches it */
    bool dreq_exact;
    /* } lab */
} BCM2711MAIFifo;

extern const VMStateDescription vmstate_bcm2711_mai_fifo;

void bcm2711_mai_fifo_reset(BCM2711MAIFifo *fifo);
void bcm2711_mai_fifo_flush(BCM2711MAIFifo *fifo);

/* Returns false and drops the word if the FIFO is full */
bool bcm2711_mai_fifo_push(BCM2711MAIFifo *fifo, uint32_t word);

bool bcm2711_mai_fifo_has_sample(const BCM2711MAIFifo *fifo);
/* The FIFO must hold a word */
uint32_t bcm2711_mai_fifo_pop(BCM2711MAIFifo *fifo);

/* Whether DREQ should be high */
bool bcm2711_mai_fifo_wants_words(const BCM2711MAIFifo *fifo, int64_t now);

/* How many samples may leave before the one that makes DREQ rise */
uint32_t bcm2711_mai_fifo_samples_to_dreq(const BCM2711MAIFifo *fifo);

/* When DREQ has to rise without a sample leaving; INT64_MAX: never */
int64_t bcm2711_mai_fifo_dreq_due_ns(const BCM2711MAIFifo *fifo, int64_t now);

/* lab { */
/* Hold DREQ low for @ns from @now; 0 ends a stall */
void bcm2711_mai_fifo_stall(BCM2711MAIFifo *fifo, uint64_t ns, int64_t now);
/* } lab */

#endif
