/*
 * BCM2835 and BCM2711 DMA controller
 *
 * Sixteen channels follow chains of control blocks in memory. Registers and
 * behaviour follow "BCM2835 ARM Peripherals" chapter 4 and "BCM2711 ARM
 * Peripherals" chapter 4; names are those of Linux drivers/dma/bcm2835-dma.c.
 * BCM2711's channels 11 to 14 (DMA4) are treated as ordinary ones.
 *
 * This file has the registers and the device; bcm2835_dma_engine.c moves data,
 * bcm2835_dma_irq.c interrupts.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/dma/bcm2835_dma_chan.h"
#include "hw/dma/bcm2835_dma_engine.h"
#include "hw/dma/bcm2835_dma_irq.h"
#include "migration/vmstate.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

/* Common registers, after those of channel 14. */
REG32(INT_STATUS, 0xfe0)
REG32(ENABLE, 0xff0)

#define CHAN_SIZE 0x100
#define CHAN_END 0xf00

#define CS_RW_MASK (R_CS_PRIORITY_MASK | R_CS_PANIC_PRIORITY_MASK | \
                    R_CS_WAIT_FOR_WRITES_MASK | R_CS_DISDEBUG_MASK)
#define DEBUG_ERROR_MASK (R_DEBUG_FIFO_ERROR_MASK | R_DEBUG_READ_ERROR_MASK)

/* A control block in memory is eight words. */
#define CONBLK_ALIGN 32

static const char *const rule_names[] = {
    [BCM2835_DMA_RULE_UNMAPPED] = "dma-unmapped",
};

static void chan_reset(BCM2835DMAChan *ch)
{
    bcm2835_dma_engine_reset(ch);
    bcm2835_dma_irq_reset(ch);
    ch->cs = 0;
    ch->conblk_ad = 0;
    ch->ti = 0;
    ch->source_ad = 0;
    ch->dest_ad = 0;
    ch->txfr_len = 0;
    ch->stride = 0;
    ch->nextconbk = 0;
    ch->debug = 0;
}

static uint32_t chan_read_cs(BCM2835DMAChan *ch)
{
    bool paced = bcm2835_dma_engine_is_paced(ch);
    bool requested = bcm2835_dma_engine_is_requested(ch);
    uint32_t cs = ch->cs;

    cs = FIELD_DP32(cs, CS, DREQ, paced && requested);
    cs = FIELD_DP32(cs, CS, DREQ_STOPS_DMA,
                    FIELD_EX32(cs, CS, ACTIVE) && paced && !requested);
    return FIELD_DP32(cs, CS, ERROR, ch->debug != 0);
}

static void chan_write_cs(BCM2835DMAChan *ch, uint32_t value)
{
    trace_bcm2835_dma_cs(chan_index(ch), value, ch->conblk_ad);
    if (FIELD_EX32(value, CS, RESET)) {
        chan_reset(ch);
        bcm2835_dma_irq_update(ch);
        return;
    }

    ch->cs &= ~(value & (R_CS_END_MASK | R_CS_INT_MASK));
    ch->cs = (ch->cs & ~CS_RW_MASK) | (value & CS_RW_MASK);
    bcm2835_dma_irq_update(ch);

    if (FIELD_EX32(value, CS, ABORT)) {
        bcm2835_dma_engine_abort(ch);
    }
    if (!FIELD_EX32(value, CS, ACTIVE)) {
        if (FIELD_EX32(ch->cs, CS, ACTIVE)) {
            bcm2835_dma_engine_stop(ch);
        }
    } else if (!FIELD_EX32(ch->cs, CS, ACTIVE) && ch->conblk_ad) {
        ch->cs |= R_CS_ACTIVE_MASK;
        ch->cs &= ~R_CS_PAUSED_MASK;
        bcm2835_dma_engine_run(ch);
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
        bcm2835_dma_engine_kick(ch);
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
        bcm2835_dma_engine_kick(&s->chan[i]);
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
        bcm2835_dma_irq_update(&s->chan[i]);
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
        bcm2835_dma_engine_init(ch);
        bcm2835_dma_irq_init(ch);
    }
    s->dreq = UINT32_MAX;
    qdev_init_gpio_in_named(DEVICE(s), bcm2835_dma_engine_set_dreq,
                            BCM2835_DMA_DREQ, BCM2835_DMA_NDREQS);
    bcm2711_rules_init(&s->rules, obj, rule_names, ARRAY_SIZE(rule_names));
    bcm2835_dma_irq_add_properties(s);
    object_property_add_uint64_ptr(obj, "read-error-after",
                                   &s->read_error_after,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(obj, "read-error-after",
        "fault: the n-th word that is read from now on is an error; 0 = none");
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
        timer_del(&s->chan[i].irq_timer);
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
        VMSTATE_TIMER(irq_timer, BCM2835DMAChan),
        VMSTATE_UINT32(irqs_since_lost, BCM2835DMAChan),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_bcm2835_dma = {
    .name = TYPE_BCM2835_DMA,
    .version_id = 3,
    .minimum_version_id = 3,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(chan, BCM2835DMAState, BCM2835_DMA_NCHANS, 2,
                             vmstate_bcm2835_dma_chan, BCM2835DMAChan),
        VMSTATE_UINT32(int_status, BCM2835DMAState),
        VMSTATE_UINT32(enable, BCM2835DMAState),
        VMSTATE_UINT32(dreq, BCM2835DMAState),
        VMSTATE_UINT64(irq_delay_ns, BCM2835DMAState),
        VMSTATE_UINT64(irq_jitter_ns, BCM2835DMAState),
        VMSTATE_UINT32(irq_lose_every, BCM2835DMAState),
        VMSTATE_UINT64(read_error_after, BCM2835DMAState),
        VMSTATE_UINT64(interrupts, BCM2835DMAState),
        VMSTATE_UINT64(interrupts_lost, BCM2835DMAState),
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
