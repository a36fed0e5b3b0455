/*
 * BCM2835 and BCM2711 DMA controller: flow control of a channel
 *
 * TI.PERMAP selects one of the "dreq" inputs, and a channel whose block has
 * S_DREQ or D_DREQ stops between two words while that input is low. An
 * unconnected input is high.
 *
 * Bursts: a request is looked at when a burst begins, and all of its beats
 * follow. So a device needs room for TI.BURST_LENGTH more beats than one, of
 * four words each if its side has the WIDTH of 128 bits (Raspberry Pi's kernel
 * has device trees ask for both, see bcm2835-dma.c there). A burst ends with
 * its block.
 *
 * Writes in flight: a write takes its time from the channel to the device. When
 * the device drops its request, the channel has issued more words. Without
 * TI.WAIT_RESP as many as "writes-in-flight" still arrive; the device must have
 * room for them. With it the channel waits for each write, and none does. The
 * default is from raspberrypi/linux pull request 5458 ("unknown by something
 * like 24"). They arrive at the time at which the request falls, and may be
 * those of the next block if that posts its writes to the same device.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/dma/bcm2835_dma_chan.h"
#include "hw/dma/bcm2835_dma_dreq.h"

bool bcm2835_dma_dreq_is_used(BCM2835DMAChan *ch)
{
    return ch->loaded &&
           (ch->ti & (R_TI_SRC_DREQ_MASK | R_TI_DEST_DREQ_MASK));
}

bool bcm2835_dma_dreq_is_high(BCM2835DMAChan *ch)
{
    return extract32(ch->dma->dreq, FIELD_EX32(ch->ti, TI, PERMAP), 1);
}

static bool chan_posts_writes(BCM2835DMAChan *ch)
{
    return FIELD_EX32(ch->ti, TI, DEST_DREQ) &&
           !FIELD_EX32(ch->ti, TI, WAIT_RESP);
}

bool bcm2835_dma_dreq_holds(BCM2835DMAChan *ch)
{
    return bcm2835_dma_dreq_is_used(ch) && !bcm2835_dma_dreq_is_high(ch) &&
           !ch->burst_left && !(chan_posts_writes(ch) && ch->in_flight);
}

void bcm2835_dma_dreq_block_loaded(BCM2835DMAChan *ch, uint32_t last_ti)
{
    ch->burst_left = 0;
    if (!chan_posts_writes(ch) ||
        FIELD_EX32(ch->ti, TI, PERMAP) != FIELD_EX32(last_ti, TI, PERMAP)) {
        ch->in_flight = 0;
    }
}

void bcm2835_dma_dreq_word_issued(BCM2835DMAChan *ch)
{
    bool high = bcm2835_dma_dreq_is_high(ch);

    if (ch->burst_left) {
        ch->burst_left--;
    } else if (high) {
        ch->burst_left = ch->burst_words - 1;
    }
    if (!chan_posts_writes(ch)) {
        return;
    }
    if (high) {
        ch->in_flight = ch->dma->writes_in_flight;
    } else if (ch->in_flight) {
        ch->in_flight--;
    }
}
