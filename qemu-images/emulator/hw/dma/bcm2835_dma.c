/*
 * BCM2835 and BCM2711 DMA controller
 *
 * Sixteen channels follow chains of control blocks in memory. Registers and
 * behaviour follow "BCM2835 ARM Peripherals" chapter 4 and "BCM2711 ARM
 * Peripherals" chapter 4; names are those of Linux drivers/dma/bcm2835-dma.c.
 *
 * This file has the device and the common registers. A channel's registers and
 * blocks are in bcm2835_dma_30bit.c, those of BCM2711's channels 11 to 14 in
 * bcm2835_dma_40bit.c. Both have in common: bcm2835_dma_control.c,
 * bcm2835_dma_engine.c, which moves the data, and bcm2835_dma_irq.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qapi/error.h"
#include "hw/dma/bcm2835_dma_chan.h"
#include "hw/dma/bcm2835_dma_control.h"
#include "hw/dma/bcm2835_dma_engine.h"
#include "hw/dma/bcm2835_dma_irq.h"
#include "migration/vmstate.h"
#include "qemu/log.h"
#include "qemu/module.h"

/* Common registers, after those of channel 14. */
REG32(INT_STATUS, 0xfe0)
REG32(ENABLE, 0xff0)

#define CHAN_SIZE 0x100
#define CHAN_END 0xf00

#define DEFAULT_WRITES_IN_FLIGHT 24     /* see bcm2835_dma_dreq.c */

static const char *const rule_names[] = {
    [BCM2835_DMA_RULE_UNMAPPED] = "dma-unmapped",
    [BCM2835_DMA_RULE_NEXT_WHILE_ACTIVE] = "dma-next-while-active",
};

static uint64_t chan_read(BCM2835DMAChan *ch, hwaddr offset)
{
    return ch->format->read(ch, offset);
}

static void chan_write(BCM2835DMAChan *ch, hwaddr offset, uint32_t value)
{
    ch->format->write(ch, offset, value);
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
        bcm2835_dma_control_reset(&s->chan[i]);
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
        ch->format = &bcm2835_dma_30bit;
        ch->as = &s->dma_as;
        sysbus_init_irq(SYS_BUS_DEVICE(s), &ch->irq);
        bcm2835_dma_engine_init(ch);
        /* lab { */
        bcm2835_dma_irq_init(ch);
        /* } lab */
    }
    s->dreq = UINT32_MAX;
    qdev_init_gpio_in_named(DEVICE(s), bcm2835_dma_engine_set_dreq,
                            BCM2835_DMA_DREQ, BCM2835_DMA_NDREQS);
    bcm2711_rules_init(&s->rules, obj, rule_names, ARRAY_SIZE(rule_names));
    /* lab { */
    bcm2835_dma_irq_add_properties(s);
    /* } lab */
    s->writes_in_flight = DEFAULT_WRITES_IN_FLIGHT;
    object_property_add_uint32_ptr(obj, "writes-in-flight",
                                   &s->writes_in_flight,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(obj, "writes-in-flight",
        "words that arrive after DREQ fell, without WAIT_RESP");
    /* lab { */
    object_property_add_uint64_ptr(obj, "read-error-after",
                                   &s->read_error_after,
                                   OBJ_PROP_FLAG_READWRITE);
    object_property_set_description(obj, "read-error-after",
        "fault: the n-th word that is read from now on is an error; 0 = none");
    /* } lab */
}

static void bcm2835_dma_realize(DeviceState *dev, Error **errp)
{
    BCM2835DMAState *s = BCM2835_DMA(dev);
    Object *obj = object_property_get_link(OBJECT(dev), "dma-mr",
                                           &error_abort);

    s->dma_mr = MEMORY_REGION(obj);
    address_space_init(&s->dma_as, s->dma_mr, TYPE_BCM2835_DMA "-memory");

    obj = object_property_get_link(OBJECT(dev), BCM2711_DMA4_MR, NULL);
    if (obj) {
        address_space_init(&s->dma4_as, MEMORY_REGION(obj),
                           TYPE_BCM2835_DMA "-dma4-memory");
        for (int i = 0; i < BCM2711_DMA4_NCHANS; i++) {
            s->chan[BCM2711_DMA4_FIRST + i].format = &bcm2835_dma_40bit;
            s->chan[BCM2711_DMA4_FIRST + i].as = &s->dma4_as;
        }
    }
}

static void bcm2835_dma_finalize(Object *obj)
{
    BCM2835DMAState *s = BCM2835_DMA(obj);

    for (int i = 0; i < BCM2835_DMA_NCHANS; i++) {
        timer_del(&s->chan[i].timer);
        /* lab { */
        timer_del(&s->chan[i].irq_timer);
        /* } lab */
    }
}

static const VMStateDescription vmstate_bcm2835_dma_chan = {
    .name = TYPE_BCM2835_DMA "-chan",
    .version_id = 5,
    .minimum_version_id = 5,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(cs, BCM2835DMAChan),
        VMSTATE_UINT64(conblk_ad, BCM2835DMAChan),
        VMSTATE_UINT32(ti, BCM2835DMAChan),
        VMSTATE_UINT64(source_ad, BCM2835DMAChan),
        VMSTATE_UINT64(dest_ad, BCM2835DMAChan),
        VMSTATE_UINT32(txfr_len, BCM2835DMAChan),
        VMSTATE_UINT32(stride, BCM2835DMAChan),
        VMSTATE_UINT64(nextconbk, BCM2835DMAChan),
        VMSTATE_UINT32(debug, BCM2835DMAChan),
        VMSTATE_UINT32(waits, BCM2835DMAChan),
        VMSTATE_UINT32(burst_words, BCM2835DMAChan),
        VMSTATE_UINT32(dma4_on_error, BCM2835DMAChan),
        VMSTATE_UINT32(dma4_ti, BCM2835DMAChan),
        VMSTATE_UINT32(dma4_source_info, BCM2835DMAChan),
        VMSTATE_UINT32(dma4_dest_info, BCM2835DMAChan),
        VMSTATE_BOOL(loaded, BCM2835DMAChan),
        VMSTATE_UINT32(in_flight, BCM2835DMAChan),
        VMSTATE_UINT32(burst_left, BCM2835DMAChan),
        VMSTATE_UINT32(row_len, BCM2835DMAChan),
        VMSTATE_INT64(busy_until_ns, BCM2835DMAChan),
        VMSTATE_TIMER(timer, BCM2835DMAChan),
        /* lab { */
        VMSTATE_TIMER(irq_timer, BCM2835DMAChan),
        VMSTATE_UINT32(irqs_since_lost, BCM2835DMAChan),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_bcm2835_dma = {
    .name = TYPE_BCM2835_DMA,
    .version_id = 5,
    .minimum_version_id = 5,
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT_ARRAY(chan, BCM2835DMAState, BCM2835_DMA_NCHANS, 5,
                             vmstate_bcm2835_dma_chan, BCM2835DMAChan),
        VMSTATE_UINT32(int_status, BCM2835DMAState),
        VMSTATE_UINT32(enable, BCM2835DMAState),
        VMSTATE_UINT32(dreq, BCM2835DMAState),
        VMSTATE_UINT32(writes_in_flight, BCM2835DMAState),
        /* lab { */
        VMSTATE_UINT64(irq_delay_ns, BCM2835DMAState),
        VMSTATE_UINT64(irq_jitter_ns, BCM2835DMAState),
        VMSTATE_UINT32(irq_lose_every, BCM2835DMAState),
        VMSTATE_UINT64(read_error_after, BCM2835DMAState),
        VMSTATE_UINT64(interrupts, BCM2835DMAState),
        VMSTATE_UINT64(interrupts_lost, BCM2835DMAState),
        VMSTATE_BCM2711_RULES(rules, BCM2835DMAState),
        /* } lab */
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
