/*
 * BCM2835 and BCM2711 DMA controller: how a channel moves data
 *
 * A channel works in slices. A slice moves at most SLICE_CYCLES worth of words
 * and control blocks; the rest waits for a timer on the virtual clock, for as
 * long as the slice's work takes on hardware. So an endless chain does not loop
 * inside QEMU, and timing is the same in each run. The first slice runs inside
 * the register write that starts the channel. A slice that flow control ends
 * early costs its time too: the channel does not continue before that has
 * passed.
 *
 * Flow control (bcm2835_dma_dreq.c): a channel stops between two words. When
 * its request rises the channel continues inside that call, so a device must
 * raise it from a timer and not while it serves an access: the next word goes
 * to its own registers. (A timer for each rise would decouple the two, but with
 * -icount every timer costs two switches between QEMU's threads, and audio has
 * 44100 rises a second.)
 *
 * Errors: a channel sets the flag of DEBUG, and so CS.ERROR, and pauses at the
 * word or block that it could not read or write. It does not interrupt, and
 * CS.END and INT do not change: "BCM2835 ARM Peripherals" has no interrupt for
 * errors. If software sets CS.ACTIVE again, the channel retries. What DMA4 does
 * is up to its software, see bcm2835_dma_40bit.c.
 *
 * The odd bytes at the end of a row are strobed: memory keeps the others of
 * that word. A device without byte lanes has a whole word of its read or
 * written, and what is written has 0 in the other bytes.
 *
 * Not modelled: AXI priorities, that wide beats are faster, and that WAIT_RESP
 * costs time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/dma/bcm2835_dma_chan.h"
#include "hw/dma/bcm2835_dma_dreq.h"
#include "hw/dma/bcm2835_dma_engine.h"
#include "hw/dma/bcm2835_dma_irq.h"
#include "qemu/log.h"
#include "trace.h"

/*
 * Cost in cycles, and length of a cycle. The figures are assumed, not measured:
 * they give 400 MB/s, a plausible order for these channels, and keep a slice at
 * about 10 us. No driver depends on them.
 */
#define SLICE_CYCLES 1024
#define CONBLK_CYCLES 8
#define CYCLE_NS 10

#define WORD_BYTES 4

static bool chan_is_2d(BCM2835DMAChan *ch)
{
    return FIELD_EX32(ch->ti, TI, TDMODE);
}

static bool chan_can_run(BCM2835DMAChan *ch)
{
    return FIELD_EX32(ch->cs, CS, ACTIVE) &&
           extract32(ch->dma->enable, chan_index(ch), 1);
}

void bcm2835_dma_engine_stop(BCM2835DMAChan *ch)
{
    ch->cs &= ~R_CS_ACTIVE_MASK;
    ch->cs |= R_CS_PAUSED_MASK;
    ch->in_flight = 0;
    ch->burst_left = 0;
    timer_del(&ch->timer);
}

/* Returns whether the transfer goes on all the same. */
static bool chan_fail(BCM2835DMAChan *ch, uint64_t addr, uint32_t flag)
{
    trace_bcm2835_dma_error(chan_index(ch), addr, flag);
    ch->debug |= flag;
    return ch->format->fail(ch);
}

/* No device or memory at @addr. */
static bool chan_unmapped(BCM2835DMAChan *ch, uint64_t addr, uint32_t flag)
{
    qemu_log_mask(LOG_GUEST_ERROR, "%s: channel %u: nothing at 0x%08" PRIx64
                  "\n", TYPE_BCM2835_DMA, chan_index(ch), addr);
    bcm2711_rules_broken(&ch->dma->rules, BCM2835_DMA_RULE_UNMAPPED);
    return chan_fail(ch, addr, flag);
}

static bool chan_load_block(BCM2835DMAChan *ch)
{
    uint32_t words[CONBLK_WORDS];
    uint32_t last_ti = ch->ti;

    if (address_space_read(ch->as, ch->conblk_ad, MEMTXATTRS_UNSPECIFIED,
                           words, sizeof(words)) != MEMTX_OK) {
        chan_unmapped(ch, ch->conblk_ad, ch->format->block_error);
        return false;
    }
    for (int i = 0; i < CONBLK_WORDS; i++) {
        words[i] = le32_to_cpu(words[i]);
    }
    ch->format->take_block(ch, words);
    bcm2835_dma_dreq_block_loaded(ch, last_ti);
    ch->row_len = FIELD_EX32(ch->txfr_len, TXFR_LEN, XLENGTH);
    ch->loaded = true;
    trace_bcm2835_dma_block(chan_index(ch), ch->conblk_ad, ch->ti,
                            ch->source_ad, ch->dest_ad, ch->txfr_len,
                            ch->nextconbk);
    return true;
}

/* The next block, or the end of the chain. */
static void chan_next_block(BCM2835DMAChan *ch)
{
    ch->loaded = false;
    ch->conblk_ad = ch->nextconbk;
    if (!ch->conblk_ad) {
        bcm2835_dma_engine_stop(ch);
    }
}

static void chan_finish_block(BCM2835DMAChan *ch)
{
    ch->cs |= R_CS_END_MASK;
    if (FIELD_EX32(ch->ti, TI, INTEN)) {
        bcm2835_dma_irq_block_done(ch);
    }
    chan_next_block(ch);
}

/* Bytes left of this row, or of the whole block if it has no rows. */
static uint32_t chan_row_left(BCM2835DMAChan *ch)
{
    return chan_is_2d(ch) ? FIELD_EX32(ch->txfr_len, TXFR_LEN, XLENGTH)
                          : ch->txfr_len;
}

static void chan_move_address(BCM2835DMAChan *ch, uint64_t *address,
                              int32_t bytes)
{
    *address = (*address + bytes) & ch->format->address_mask;
}

/* YLENGTH counts the rows that follow this one. */
static bool chan_next_row(BCM2835DMAChan *ch)
{
    uint32_t rows = FIELD_EX32(ch->txfr_len, TXFR_LEN, YLENGTH);

    if (!chan_is_2d(ch) || !rows) {
        return false;
    }
    chan_move_address(ch, &ch->source_ad,
                      (int16_t)FIELD_EX32(ch->stride, STRIDE, SOURCE));
    chan_move_address(ch, &ch->dest_ad,
                      (int16_t)FIELD_EX32(ch->stride, STRIDE, DEST));
    ch->txfr_len = FIELD_DP32(ch->txfr_len, TXFR_LEN, YLENGTH, rows - 1);
    ch->txfr_len = FIELD_DP32(ch->txfr_len, TXFR_LEN, XLENGTH, ch->row_len);
    return true;
}

/* lab { */
/* Whether the fault "read-error-after" hits the word that is read now. */
static bool chan_meets_fault(BCM2835DMAChan *ch)
{
    BCM2835DMAState *s = ch->dma;

    return s->read_error_after && --s->read_error_after == 0;
}
/* } lab */

static bool chan_access_word(BCM2835DMAChan *ch, uint64_t addr, uint8_t *bytes,
                             uint32_t size, bool write)
{
    uint32_t lane = addr % WORD_BYTES;
    uint8_t word[WORD_BYTES] = { 0 };

    if (lane + size > WORD_BYTES) {
        return false;
    }
    if (write) {
        memcpy(word + lane, bytes, size);
    }
    if (address_space_rw(ch->as, addr - lane, MEMTXATTRS_UNSPECIFIED, word,
                         WORD_BYTES, write) != MEMTX_OK) {
        return false;
    }
    if (!write) {
        memcpy(bytes, word + lane, size);
    }
    return true;
}

static bool chan_access(BCM2835DMAChan *ch, uint64_t addr, uint8_t *bytes,
                        uint32_t size, bool write)
{
    return address_space_rw(ch->as, addr, MEMTXATTRS_UNSPECIFIED, bytes, size,
                            write) == MEMTX_OK ||
           (size < WORD_BYTES &&
            chan_access_word(ch, addr, bytes, size, write));
}

static bool chan_read_word(BCM2835DMAChan *ch, uint8_t *bytes, uint32_t size)
{
    if (FIELD_EX32(ch->ti, TI, SRC_IGNORE)) {
        return true;
    }
    /* lab { */
    if (chan_meets_fault(ch)) {
        return chan_fail(ch, ch->source_ad, ch->format->read_error);
    }
    /* } lab */
    if (!chan_access(ch, ch->source_ad, bytes, size, false)) {
        return chan_unmapped(ch, ch->source_ad, ch->format->read_error);
    }
    return true;
}

static bool chan_write_word(BCM2835DMAChan *ch, uint8_t *bytes, uint32_t size)
{
    if (FIELD_EX32(ch->ti, TI, DEST_IGNORE) ||
        chan_access(ch, ch->dest_ad, bytes, size, true)) {
        return true;
    }
    return chan_unmapped(ch, ch->dest_ad, ch->format->write_error);
}

/*
 * One word, or the odd bytes at the end of a row. After an error the channel is
 * where chan_fail() has brought it.
 */
static void chan_move_word(BCM2835DMAChan *ch)
{
    uint32_t size = MIN(chan_row_left(ch), WORD_BYTES);
    uint8_t bytes[WORD_BYTES] = { 0 };

    if (!chan_read_word(ch, bytes, size)) {
        return;
    }
    bcm2835_dma_dreq_word_issued(ch);
    if (!chan_write_word(ch, bytes, size)) {
        return;
    }
    if (FIELD_EX32(ch->ti, TI, SRC_INC)) {
        chan_move_address(ch, &ch->source_ad, size);
    }
    if (FIELD_EX32(ch->ti, TI, DEST_INC)) {
        chan_move_address(ch, &ch->dest_ad, size);
    }
    ch->txfr_len -= size;
}

/*
 * One step: load a block, move a word, or end a row or a block. Returns its
 * cost, or 0 if there is nothing to do now.
 */
static unsigned chan_step(BCM2835DMAChan *ch)
{
    if (!chan_can_run(ch)) {
        return 0;
    }
    if (!ch->loaded) {
        if (!ch->conblk_ad) {
            bcm2835_dma_engine_stop(ch);
            return 0;
        }
        return chan_load_block(ch) ? CONBLK_CYCLES : 0;
    }
    if (!chan_row_left(ch)) {
        if (!chan_next_row(ch)) {
            chan_finish_block(ch);
        }
        return 1;
    }
    if (bcm2835_dma_dreq_holds(ch)) {
        return 0;
    }
    chan_move_word(ch);
    return 1 + ch->waits;
}

void bcm2835_dma_engine_run(BCM2835DMAChan *ch)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    unsigned spent = 0;
    unsigned cost;

    do {
        cost = chan_step(ch);
        spent += cost;
    } while (cost && spent < SLICE_CYCLES);

    ch->busy_until_ns = now + (int64_t)spent * CYCLE_NS;
    if (cost) {
        timer_mod(&ch->timer, ch->busy_until_ns);
    } else if (chan_can_run(ch)) {
        trace_bcm2835_dma_held(chan_index(ch), ch->source_ad, ch->txfr_len);
    }
}

/*
 * For a slice outside of any access to this controller: QEMU's guard against
 * re-entrant accesses is not active, so it is set here to keep a transfer from
 * reaching the controller's own registers.
 */
static void chan_run_guarded(BCM2835DMAChan *ch)
{
    MemReentrancyGuard *guard = &DEVICE(ch->dma)->mem_reentrancy_guard;

    guard->engaged_in_io = true;
    bcm2835_dma_engine_run(ch);
    guard->engaged_in_io = false;
}

static void chan_timer(void *opaque)
{
    chan_run_guarded(opaque);
}

void bcm2835_dma_engine_kick(BCM2835DMAChan *ch)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (chan_can_run(ch) && !timer_pending(&ch->timer)) {
        timer_mod(&ch->timer, MAX(now, ch->busy_until_ns));
    }
}

/*
 * The request of a channel rose. If the channel's own work made it rise, or a
 * slice's time has not passed yet, the timer continues the work.
 */
static void chan_resume(BCM2835DMAChan *ch)
{
    if (DEVICE(ch->dma)->mem_reentrancy_guard.engaged_in_io ||
        qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) < ch->busy_until_ns) {
        bcm2835_dma_engine_kick(ch);
    } else if (chan_can_run(ch) && !timer_pending(&ch->timer)) {
        chan_run_guarded(ch);
    }
}

void bcm2835_dma_engine_set_dreq(void *opaque, int n, int level)
{
    BCM2835DMAState *s = opaque;
    uint32_t old = s->dreq;

    s->dreq = deposit32(s->dreq, n, 1, !!level);
    if (s->dreq == old) {
        return;
    }
    trace_bcm2835_dma_dreq(n, level);
    if (!level) {
        return;
    }
    for (int i = 0; i < BCM2835_DMA_NCHANS; i++) {
        BCM2835DMAChan *ch = &s->chan[i];

        if (bcm2835_dma_dreq_is_used(ch) &&
            FIELD_EX32(ch->ti, TI, PERMAP) == n) {
            chan_resume(ch);
        }
    }
}

void bcm2835_dma_engine_abort(BCM2835DMAChan *ch)
{
    if (ch->loaded) {
        ch->in_flight = 0;
        ch->burst_left = 0;
        chan_next_block(ch);
    }
}

void bcm2835_dma_engine_halt(BCM2835DMAChan *ch)
{
    bcm2835_dma_engine_stop(ch);
    ch->loaded = false;
    ch->txfr_len = 0;
}

void bcm2835_dma_engine_reset(BCM2835DMAChan *ch)
{
    timer_del(&ch->timer);
    ch->loaded = false;
    ch->in_flight = 0;
    ch->burst_left = 0;
    ch->row_len = 0;
    ch->busy_until_ns = 0;
}

void bcm2835_dma_engine_init(BCM2835DMAChan *ch)
{
    timer_init_ns(&ch->timer, QEMU_CLOCK_VIRTUAL, chan_timer, ch);
}
