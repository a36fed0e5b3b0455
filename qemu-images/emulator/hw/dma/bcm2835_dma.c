/*
 * BCM2835 and BCM2711 DMA controller
 *
 * Sixteen channels follow chains of control blocks in memory. Registers and
 * behaviour are those of "BCM2835 ARM Peripherals" chapter 4 and "BCM2711 ARM
 * Peripherals" chapter 4, and of the names in Linux drivers/dma/bcm2835-dma.c.
 * BCM2711's channels 11 to 14 (DMA4) are treated as ordinary ones.
 *
 * A channel works in slices. A slice moves at most SLICE_CYCLES worth of words
 * and control blocks; what is left waits for a timer on the virtual clock, and
 * that wait is as long as the slice's work would have taken. So a chain
 * without an end is no loop inside QEMU, and the same guest sees the same
 * timing each time. The first slice runs inside the register write that starts
 * the channel. A slice that ends early, held by flow control, costs its time as
 * well: the channel does not go on before that has passed.
 *
 * Flow control: TI.PERMAP chooses one of the "dreq" inputs, and a channel whose
 * block has S_DREQ or D_DREQ stops between two words while that input is low.
 * An input that nobody drives is high. When an input rises the channel goes on
 * inside that very call, so a device has to raise it from a timer and not while
 * it serves an access: the next word goes to its own registers. (One more timer
 * for each rise would keep both sides apart, but with -icount every timer costs
 * two switches between QEMU's threads, and audio has 44100 rises a second.)
 *
 * Not modelled: bursts, 128 bit transfers, AXI priorities and outstanding
 * writes (each write is finished before the next begins).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/dma/bcm2835_dma.h"
#include "hw/irq.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

/* Registers of a channel, 0x100 apart. */
REG32(CS, 0x00)
    FIELD(CS, ACTIVE, 0, 1)
    FIELD(CS, END, 1, 1)                /* W1C: a block is complete */
    FIELD(CS, INT, 2, 1)                /* W1C */
    FIELD(CS, DREQ, 3, 1)               /* the chosen input's level */
    FIELD(CS, PAUSED, 4, 1)
    FIELD(CS, DREQ_STOPS_DMA, 5, 1)     /* held by the chosen input */
    FIELD(CS, ERROR, 8, 1)              /* any error flag of DEBUG */
    FIELD(CS, PRIORITY, 16, 4)
    FIELD(CS, PANIC_PRIORITY, 20, 4)
    FIELD(CS, WAIT_FOR_WRITES, 28, 1)
    FIELD(CS, DISDEBUG, 29, 1)
    FIELD(CS, ABORT, 30, 1)             /* drop this block, take the next */
    FIELD(CS, RESET, 31, 1)
REG32(CONBLK_AD, 0x04)
/* The block being worked on, read only. */
REG32(TI, 0x08)
    FIELD(TI, INTEN, 0, 1)
    FIELD(TI, TDMODE, 1, 1)
    FIELD(TI, DEST_INC, 4, 1)
    FIELD(TI, DEST_DREQ, 6, 1)
    FIELD(TI, DEST_IGNORE, 7, 1)
    FIELD(TI, SRC_INC, 8, 1)
    FIELD(TI, SRC_DREQ, 10, 1)
    FIELD(TI, SRC_IGNORE, 11, 1)
    FIELD(TI, PERMAP, 16, 5)
    FIELD(TI, WAITS, 21, 5)
REG32(SOURCE_AD, 0x0c)
REG32(DEST_AD, 0x10)
REG32(TXFR_LEN, 0x14)
    FIELD(TXFR_LEN, XLENGTH, 0, 16)
    FIELD(TXFR_LEN, YLENGTH, 16, 14)
REG32(STRIDE, 0x18)
    FIELD(STRIDE, SOURCE, 0, 16)
    FIELD(STRIDE, DEST, 16, 16)
REG32(NEXTCONBK, 0x1c)
REG32(DEBUG, 0x20)
    FIELD(DEBUG, FIFO_ERROR, 1, 1)      /* W1C; here: a write went nowhere */
    FIELD(DEBUG, READ_ERROR, 2, 1)      /* W1C */
    FIELD(DEBUG, DMA_ID, 8, 8)
    FIELD(DEBUG, LITE, 28, 1)

/* Common registers, behind those of channel 14. */
REG32(INT_STATUS, 0xfe0)
REG32(ENABLE, 0xff0)

#define CHAN_SIZE 0x100
#define CHAN_END 0xf00

#define CS_RW_MASK (R_CS_PRIORITY_MASK | R_CS_PANIC_PRIORITY_MASK | \
                    R_CS_WAIT_FOR_WRITES_MASK | R_CS_DISDEBUG_MASK)
#define DEBUG_ERROR_MASK (R_DEBUG_FIFO_ERROR_MASK | R_DEBUG_READ_ERROR_MASK)

/*
 * Channels 7 to 10 are "lite" ones in both chips: lengths of 16 bits, no 2D
 * mode, no ignore bits.
 */
#define LITE_CHANNELS 0x0780
#define LITE_TI_MASK (~(uint32_t)(R_TI_TDMODE_MASK | R_TI_DEST_IGNORE_MASK | \
                                  R_TI_SRC_IGNORE_MASK))
#define FULL_LENGTH_MASK 0x3fffffff
#define LITE_LENGTH_MASK 0x0000ffff

/* A control block in memory: eight words, the last two unused. */
#define CONBLK_ALIGN 32
#define CONBLK_WORDS 6

/*
 * Cost in cycles, and how long a cycle takes. The figures are chosen, not
 * measured: they make 400 MB/s, a plausible order for these channels, and keep
 * a slice at about 10 us. No driver depends on them.
 */
#define SLICE_CYCLES 1024
#define CONBLK_CYCLES 8
#define CYCLE_NS 10

enum { RULE_UNMAPPED };

static const char *const rule_names[] = {
    [RULE_UNMAPPED] = "dma-unmapped",
};

static unsigned chan_index(BCM2835DMAChan *ch)
{
    return ch - ch->dma->chan;
}

static bool chan_is_lite(BCM2835DMAChan *ch)
{
    return extract32(LITE_CHANNELS, chan_index(ch), 1);
}

static bool chan_is_2d(BCM2835DMAChan *ch)
{
    return FIELD_EX32(ch->ti, TI, TDMODE);
}

static bool chan_is_paced(BCM2835DMAChan *ch)
{
    return ch->loaded &&
           (ch->ti & (R_TI_SRC_DREQ_MASK | R_TI_DEST_DREQ_MASK));
}

static bool chan_is_requested(BCM2835DMAChan *ch)
{
    return extract32(ch->dma->dreq, FIELD_EX32(ch->ti, TI, PERMAP), 1);
}

static bool chan_is_held(BCM2835DMAChan *ch)
{
    return chan_is_paced(ch) && !chan_is_requested(ch);
}

static bool chan_can_run(BCM2835DMAChan *ch)
{
    return FIELD_EX32(ch->cs, CS, ACTIVE) &&
           extract32(ch->dma->enable, chan_index(ch), 1);
}

static void chan_update_irq(BCM2835DMAChan *ch)
{
    bool level = FIELD_EX32(ch->cs, CS, INT);

    ch->dma->int_status = deposit32(ch->dma->int_status, chan_index(ch), 1,
                                    level);
    qemu_set_irq(ch->irq, level);
}

static void chan_stop(BCM2835DMAChan *ch)
{
    ch->cs &= ~R_CS_ACTIVE_MASK;
    ch->cs |= R_CS_PAUSED_MASK;
    timer_del(&ch->timer);
}

/* Nobody answered at @addr: the channel stops where it is. */
static void chan_fail(BCM2835DMAChan *ch, uint32_t addr, uint32_t flag)
{
    qemu_log_mask(LOG_GUEST_ERROR, "%s: channel %u: nothing at 0x%08x\n",
                  TYPE_BCM2835_DMA, chan_index(ch), addr);
    trace_bcm2835_dma_error(chan_index(ch), addr, flag);
    bcm2711_rules_broken(&ch->dma->rules, RULE_UNMAPPED);
    ch->debug |= flag;
    chan_stop(ch);
}

static bool chan_load_block(BCM2835DMAChan *ch)
{
    uint32_t cb[CONBLK_WORDS];
    MemTxResult res;

    res = address_space_read(&ch->dma->dma_as, ch->conblk_ad,
                             MEMTXATTRS_UNSPECIFIED, cb, sizeof(cb));
    if (res != MEMTX_OK) {
        chan_fail(ch, ch->conblk_ad, R_DEBUG_READ_ERROR_MASK);
        return false;
    }

    ch->ti = le32_to_cpu(cb[0]);
    ch->source_ad = le32_to_cpu(cb[1]);
    ch->dest_ad = le32_to_cpu(cb[2]);
    ch->txfr_len = le32_to_cpu(cb[3]);
    ch->stride = le32_to_cpu(cb[4]);
    ch->nextconbk = le32_to_cpu(cb[5]);
    if (chan_is_lite(ch)) {
        ch->ti &= LITE_TI_MASK;
        ch->txfr_len &= LITE_LENGTH_MASK;
    } else {
        ch->txfr_len &= FULL_LENGTH_MASK;
    }
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
        chan_stop(ch);
    }
}

static void chan_finish_block(BCM2835DMAChan *ch)
{
    ch->cs |= R_CS_END_MASK;
    if (FIELD_EX32(ch->ti, TI, INTEN)) {
        ch->cs |= R_CS_INT_MASK;
        trace_bcm2835_dma_interrupt(chan_index(ch), ch->conblk_ad);
        chan_update_irq(ch);
    }
    chan_next_block(ch);
}

/* Bytes left of this row, or of the whole block where there are no rows. */
static uint32_t chan_row_left(BCM2835DMAChan *ch)
{
    return chan_is_2d(ch) ? FIELD_EX32(ch->txfr_len, TXFR_LEN, XLENGTH)
                          : ch->txfr_len;
}

/* YLENGTH counts the rows that follow this one. */
static bool chan_next_row(BCM2835DMAChan *ch)
{
    uint32_t rows = FIELD_EX32(ch->txfr_len, TXFR_LEN, YLENGTH);

    if (!chan_is_2d(ch) || !rows) {
        return false;
    }
    ch->source_ad += (int16_t)FIELD_EX32(ch->stride, STRIDE, SOURCE);
    ch->dest_ad += (int16_t)FIELD_EX32(ch->stride, STRIDE, DEST);
    ch->txfr_len = FIELD_DP32(ch->txfr_len, TXFR_LEN, YLENGTH, rows - 1);
    ch->txfr_len = FIELD_DP32(ch->txfr_len, TXFR_LEN, XLENGTH, ch->row_len);
    return true;
}

/* One word, or the odd bytes at the end of a row. */
static bool chan_move_word(BCM2835DMAChan *ch)
{
    AddressSpace *as = &ch->dma->dma_as;
    uint32_t size = MIN(chan_row_left(ch), sizeof(uint32_t));
    uint8_t buf[sizeof(uint32_t)] = { 0 };

    if (!FIELD_EX32(ch->ti, TI, SRC_IGNORE) &&
        address_space_read(as, ch->source_ad, MEMTXATTRS_UNSPECIFIED, buf,
                           size) != MEMTX_OK) {
        chan_fail(ch, ch->source_ad, R_DEBUG_READ_ERROR_MASK);
        return false;
    }
    if (!FIELD_EX32(ch->ti, TI, DEST_IGNORE) &&
        address_space_write(as, ch->dest_ad, MEMTXATTRS_UNSPECIFIED, buf,
                            size) != MEMTX_OK) {
        chan_fail(ch, ch->dest_ad, R_DEBUG_FIFO_ERROR_MASK);
        return false;
    }

    if (FIELD_EX32(ch->ti, TI, SRC_INC)) {
        ch->source_ad += size;
    }
    if (FIELD_EX32(ch->ti, TI, DEST_INC)) {
        ch->dest_ad += size;
    }
    ch->txfr_len -= size;
    return true;
}

/*
 * One step: a block loaded, a word moved, a row or a block ended. Returns its
 * cost, or 0 if there is nothing more to do for now.
 */
static unsigned chan_step(BCM2835DMAChan *ch)
{
    if (!chan_can_run(ch)) {
        return 0;
    }
    if (!ch->loaded) {
        if (!ch->conblk_ad) {
            chan_stop(ch);
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
    if (chan_is_held(ch)) {
        return 0;
    }
    return chan_move_word(ch) ? 1 + FIELD_EX32(ch->ti, TI, WAITS) : 0;
}

static void chan_run_slice(BCM2835DMAChan *ch)
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
 * For a slice that stands outside of any access to this controller: it must
 * itself keep a transfer from reaching the controller's own registers.
 */
static void chan_run_guarded(BCM2835DMAChan *ch)
{
    MemReentrancyGuard *guard = &DEVICE(ch->dma)->mem_reentrancy_guard;

    guard->engaged_in_io = true;
    chan_run_slice(ch);
    guard->engaged_in_io = false;
}

static void chan_timer(void *opaque)
{
    chan_run_guarded(opaque);
}

static void chan_kick(BCM2835DMAChan *ch)
{
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (chan_can_run(ch) && !timer_pending(&ch->timer)) {
        timer_mod(&ch->timer, MAX(now, ch->busy_until_ns));
    }
}

/*
 * The request of a channel rose. Where the channel's own work made it rise, or
 * a slice is still to be paid for, the timer has to do it.
 */
static void chan_resume(BCM2835DMAChan *ch)
{
    if (DEVICE(ch->dma)->mem_reentrancy_guard.engaged_in_io ||
        qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) < ch->busy_until_ns) {
        chan_kick(ch);
    } else if (chan_can_run(ch) && !timer_pending(&ch->timer)) {
        chan_run_guarded(ch);
    }
}

static void bcm2835_dma_set_dreq(void *opaque, int n, int level)
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

        if (chan_is_paced(ch) && FIELD_EX32(ch->ti, TI, PERMAP) == n) {
            chan_resume(ch);
        }
    }
}

static void chan_reset(BCM2835DMAChan *ch)
{
    timer_del(&ch->timer);
    ch->cs = 0;
    ch->conblk_ad = 0;
    ch->ti = 0;
    ch->source_ad = 0;
    ch->dest_ad = 0;
    ch->txfr_len = 0;
    ch->stride = 0;
    ch->nextconbk = 0;
    ch->debug = 0;
    ch->loaded = false;
    ch->row_len = 0;
    ch->busy_until_ns = 0;
}

static uint32_t chan_read_cs(BCM2835DMAChan *ch)
{
    uint32_t cs = ch->cs;

    cs = FIELD_DP32(cs, CS, DREQ, chan_is_paced(ch) && chan_is_requested(ch));
    cs = FIELD_DP32(cs, CS, DREQ_STOPS_DMA,
                    FIELD_EX32(cs, CS, ACTIVE) && chan_is_held(ch));
    return FIELD_DP32(cs, CS, ERROR, ch->debug != 0);
}

static void chan_write_cs(BCM2835DMAChan *ch, uint32_t value)
{
    trace_bcm2835_dma_cs(chan_index(ch), value, ch->conblk_ad);
    if (FIELD_EX32(value, CS, RESET)) {
        chan_reset(ch);
        chan_update_irq(ch);
        return;
    }

    ch->cs &= ~(value & (R_CS_END_MASK | R_CS_INT_MASK));
    ch->cs = (ch->cs & ~CS_RW_MASK) | (value & CS_RW_MASK);
    chan_update_irq(ch);

    if (FIELD_EX32(value, CS, ABORT) && ch->loaded) {
        chan_next_block(ch);
        chan_kick(ch);
    }
    if (!FIELD_EX32(value, CS, ACTIVE)) {
        if (FIELD_EX32(ch->cs, CS, ACTIVE)) {
            chan_stop(ch);
        }
    } else if (!FIELD_EX32(ch->cs, CS, ACTIVE) && ch->conblk_ad) {
        ch->cs |= R_CS_ACTIVE_MASK;
        ch->cs &= ~R_CS_PAUSED_MASK;
        chan_run_slice(ch);
    }
}

static uint64_t chan_read(BCM2835DMAChan *ch, hwaddr offset)
{
    switch (offset) {
    case A_CS:
        return chan_read_cs(ch);
    case A_CONBLK_AD:
        return ch->conblk_ad;
    case A_TI:
        return ch->ti;
    case A_SOURCE_AD:
        return ch->source_ad;
    case A_DEST_AD:
        return ch->dest_ad;
    case A_TXFR_LEN:
        return ch->txfr_len;
    case A_STRIDE:
        return ch->stride;
    case A_NEXTCONBK:
        return ch->nextconbk;
    case A_DEBUG:
        return FIELD_DP32(ch->debug, DEBUG, DMA_ID, chan_index(ch)) |
               FIELD_DP32(0, DEBUG, LITE, chan_is_lite(ch));
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: bad offset 0x%" HWADDR_PRIx "\n",
                      __func__, offset);
        return 0;
    }
}

static void chan_write(BCM2835DMAChan *ch, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_CS:
        chan_write_cs(ch, value);
        break;
    case A_CONBLK_AD:
        if (value % CONBLK_ALIGN) {
            qemu_log_mask(LOG_GUEST_ERROR,
                          "%s: control block 0x%08x is not aligned\n",
                          __func__, value);
        }
        ch->conblk_ad = ROUND_DOWN(value, CONBLK_ALIGN);
        ch->loaded = false;
        chan_kick(ch);
        break;
    case A_DEBUG:
        ch->debug &= ~(value & DEBUG_ERROR_MASK);
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: bad offset 0x%" HWADDR_PRIx "\n",
                      __func__, offset);
        break;
    }
}

static void bcm2835_dma_write_enable(BCM2835DMAState *s, uint32_t value)
{
    s->enable = value & MAKE_64BIT_MASK(0, BCM2835_DMA_NCHANS);
    for (int i = 0; i < BCM2835_DMA_NCHANS; i++) {
        chan_kick(&s->chan[i]);
    }
}

static uint64_t bcm2835_dma_read(void *opaque, hwaddr offset, unsigned size)
{
    BCM2835DMAState *s = opaque;

    if (offset < CHAN_END) {
        return chan_read(&s->chan[offset / CHAN_SIZE], offset % CHAN_SIZE);
    }
    switch (offset) {
    case A_INT_STATUS:
        return s->int_status;
    case A_ENABLE:
        return s->enable;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: bad offset 0x%" HWADDR_PRIx "\n",
                      __func__, offset);
        return 0;
    }
}

static void bcm2835_dma_write(void *opaque, hwaddr offset, uint64_t value,
                              unsigned size)
{
    BCM2835DMAState *s = opaque;

    if (offset < CHAN_END) {
        chan_write(&s->chan[offset / CHAN_SIZE], offset % CHAN_SIZE, value);
        return;
    }
    switch (offset) {
    case A_ENABLE:
        bcm2835_dma_write_enable(s, value);
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: bad offset 0x%" HWADDR_PRIx "\n",
                      __func__, offset);
        break;
    }
}

static uint64_t bcm2835_dma15_read(void *opaque, hwaddr offset, unsigned size)
{
    BCM2835DMAState *s = opaque;

    return chan_read(&s->chan[15], offset);
}

static void bcm2835_dma15_write(void *opaque, hwaddr offset, uint64_t value,
                                unsigned size)
{
    BCM2835DMAState *s = opaque;

    chan_write(&s->chan[15], offset, value);
}

static const MemoryRegionOps bcm2835_dma_ops = {
    .read = bcm2835_dma_read,
    .write = bcm2835_dma_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
};

static const MemoryRegionOps bcm2835_dma15_ops = {
    .read = bcm2835_dma15_read,
    .write = bcm2835_dma15_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid.min_access_size = 4,
    .valid.max_access_size = 4,
};

static void bcm2835_dma_reset_hold(Object *obj, ResetType type)
{
    BCM2835DMAState *s = BCM2835_DMA(obj);

    s->enable = MAKE_64BIT_MASK(0, BCM2835_DMA_NCHANS);
    s->int_status = 0;
    for (int i = 0; i < BCM2835_DMA_NCHANS; i++) {
        chan_reset(&s->chan[i]);
    }
}

static void bcm2835_dma_reset_exit(Object *obj, ResetType type)
{
    BCM2835DMAState *s = BCM2835_DMA(obj);

    for (int i = 0; i < BCM2835_DMA_NCHANS; i++) {
        chan_update_irq(&s->chan[i]);
    }
}

static void bcm2835_dma_init(Object *obj)
{
    BCM2835DMAState *s = BCM2835_DMA(obj);

    memory_region_init_io(&s->iomem0, obj, &bcm2835_dma_ops, s,
                          TYPE_BCM2835_DMA, 0x1000);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem0);
    memory_region_init_io(&s->iomem15, obj, &bcm2835_dma15_ops, s,
                          TYPE_BCM2835_DMA "-chan15", CHAN_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(s), &s->iomem15);

    for (int i = 0; i < BCM2835_DMA_NCHANS; i++) {
        BCM2835DMAChan *ch = &s->chan[i];

        ch->dma = s;
        sysbus_init_irq(SYS_BUS_DEVICE(s), &ch->irq);
        timer_init_ns(&ch->timer, QEMU_CLOCK_VIRTUAL, chan_timer, ch);
    }
    s->dreq = UINT32_MAX;
    qdev_init_gpio_in_named(DEVICE(s), bcm2835_dma_set_dreq, BCM2835_DMA_DREQ,
                            BCM2835_DMA_NDREQS);
    bcm2711_rules_init(&s->rules, obj, rule_names, ARRAY_SIZE(rule_names));
}

static void bcm2835_dma_realize(DeviceState *dev, Error **errp)
{
    BCM2835DMAState *s = BCM2835_DMA(dev);
    Object *obj = object_property_get_link(OBJECT(dev), "dma-mr",
                                           &error_abort);

    s->dma_mr = MEMORY_REGION(obj);
    address_space_init(&s->dma_as, s->dma_mr, TYPE_BCM2835_DMA "-memory");
}

static void bcm2835_dma_finalize(Object *obj)
{
    BCM2835DMAState *s = BCM2835_DMA(obj);

    for (int i = 0; i < BCM2835_DMA_NCHANS; i++) {
        timer_del(&s->chan[i].timer);
    }
}

static const VMStateDescription vmstate_bcm2835_dma_chan = {
    .name = TYPE_BCM2835_DMA "-chan",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(cs, BCM2835DMAChan),
        VMSTATE_UINT32(conblk_ad, BCM2835DMAChan),
        VMSTATE_UINT32(ti, BCM2835DMAChan),
        VMSTATE_UINT32(source_ad, BCM2835DMAChan),
        VMSTATE_UINT32(dest_ad, BCM2835DMAChan),
        VMSTATE_UINT32(txfr_len, BCM2835DMAChan),
        VMSTATE_UINT32(stride, BCM2835DMAChan),
        VMSTATE_UINT32(nextconbk, BCM2835DMAChan),
        VMSTATE_UINT32(debug, BCM2835DMAChan),
        VMSTATE_BOOL(loaded, BCM2835DMAChan),
        VMSTATE_UINT32(row_len, BCM2835DMAChan),
        VMSTATE_INT64(busy_until_ns, BCM2835DMAChan),
        VMSTATE_TIMER(timer, BCM2835DMAChan),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_bcm2835_dma = {
    .name = TYPE_BCM2835_DMA,
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(chan, BCM2835DMAState, BCM2835_DMA_NCHANS, 2,
                             vmstate_bcm2835_dma_chan, BCM2835DMAChan),
        VMSTATE_UINT32(int_status, BCM2835DMAState),
        VMSTATE_UINT32(enable, BCM2835DMAState),
        VMSTATE_UINT32(dreq, BCM2835DMAState),
        VMSTATE_BCM2711_RULES(rules, BCM2835DMAState),
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2835_dma_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->realize = bcm2835_dma_realize;
    dc->vmsd = &vmstate_bcm2835_dma;
    rc->phases.hold = bcm2835_dma_reset_hold;
    rc->phases.exit = bcm2835_dma_reset_exit;
}

static const TypeInfo bcm2835_dma_types[] = {
    {
        .name = TYPE_BCM2835_DMA,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2835DMAState),
        .instance_init = bcm2835_dma_init,
        .instance_finalize = bcm2835_dma_finalize,
        .class_init = bcm2835_dma_class_init,
    },
};

DEFINE_TYPES(bcm2835_dma_types)
