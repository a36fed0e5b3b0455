/*
 * BCM2711 second-level interrupt controller, edge layout
 *
 * A rising edge at an input latches a bit of STATUS, masked or not, until it is
 * cleared; so does writing 1 to SET. All interrupts are masked after a reset;
 * the driver masks them itself first.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/intc/bcm2711_l2_intc.h"
#include "hw/irq.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qemu/bitops.h"
#include "qemu/log.h"
#include "trace.h"

#define MMIO_SIZE 0x30
#define NUM_IRQS 32

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711L2IntcState, BCM2711_L2_INTC)

struct BCM2711L2IntcState {
    SysBusDevice parent_obj;

    MemoryRegion mmio;
    qemu_irq irq;

    uint32_t status;
    uint32_t mask;              /* 1: masked */
    uint32_t inputs;
};

/*
 * The driver does not use SET. Its offset is that of HDMI_CEC_CPU_SET in Linux
 * vc4_hdmi_regs.h, which has registers of the same names in the same order.
 */
REG32(STATUS, 0x00)
REG32(SET, 0x04)
REG32(CLEAR, 0x08)
REG32(MASK_STATUS, 0x0c)
REG32(MASK_SET, 0x10)
REG32(MASK_CLEAR, 0x14)

static void l2_intc_update(BCM2711L2IntcState *s)
{
    qemu_set_irq(s->irq, !!(s->status & ~s->mask));
}

static void l2_intc_input(void *opaque, int n, int level)
{
    BCM2711L2IntcState *s = opaque;

    if (level && !extract32(s->inputs, n, 1)) {
        trace_bcm2711_l2_intc_latched(n);
        s->status |= BIT(n);
        l2_intc_update(s);
    }
    s->inputs = deposit32(s->inputs, n, 1, !!level);
}

static uint64_t bcm2711_l2_intc_read(void *opaque, hwaddr addr,
                                     unsigned int size)
{
    BCM2711L2IntcState *s = opaque;
    uint32_t value = 0;

    switch (addr) {
    case A_STATUS:
        value = s->status;
        break;
    case A_MASK_STATUS:
        value = s->mask;
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: read of 0x%" HWADDR_PRIx "\n",
                      DEVICE(s)->canonical_path, addr);
        break;
    }
    trace_bcm2711_l2_intc_read(addr, value);
    return value;
}

static void bcm2711_l2_intc_write(void *opaque, hwaddr addr, uint64_t value,
                                  unsigned int size)
{
    BCM2711L2IntcState *s = opaque;

    trace_bcm2711_l2_intc_write(addr, value);
    switch (addr) {
    case A_SET:
        s->status |= value;
        break;
    case A_CLEAR:
        s->status &= ~value;
        break;
    case A_MASK_SET:
        s->mask |= value;
        break;
    case A_MASK_CLEAR:
        s->mask &= ~value;
        break;
    default:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: write of 0x%" HWADDR_PRIx "\n",
                      DEVICE(s)->canonical_path, addr);
        return;
    }
    l2_intc_update(s);
}

static const MemoryRegionOps bcm2711_l2_intc_ops = {
    .read = bcm2711_l2_intc_read,
    .write = bcm2711_l2_intc_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

static void bcm2711_l2_intc_reset_enter(Object *obj, ResetType type)
{
    BCM2711L2IntcState *s = BCM2711_L2_INTC(obj);

    s->status = 0;
    s->mask = UINT32_MAX;
}

static void bcm2711_l2_intc_reset_hold(Object *obj, ResetType type)
{
    l2_intc_update(BCM2711_L2_INTC(obj));
}

static void bcm2711_l2_intc_init(Object *obj)
{
    BCM2711L2IntcState *s = BCM2711_L2_INTC(obj);

    memory_region_init_io(&s->mmio, obj, &bcm2711_l2_intc_ops, s,
                          TYPE_BCM2711_L2_INTC, MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->mmio);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    qdev_init_gpio_in(DEVICE(obj), l2_intc_input, NUM_IRQS);
}

static const VMStateDescription vmstate_bcm2711_l2_intc = {
    .name = TYPE_BCM2711_L2_INTC,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32(status, BCM2711L2IntcState),
        VMSTATE_UINT32(mask, BCM2711L2IntcState),
        VMSTATE_UINT32(inputs, BCM2711L2IntcState),
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2711_l2_intc_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 second-level interrupt controller";
    dc->vmsd = &vmstate_bcm2711_l2_intc;
    rc->phases.enter = bcm2711_l2_intc_reset_enter;
    rc->phases.hold = bcm2711_l2_intc_reset_hold;
}

static const TypeInfo bcm2711_l2_intc_types[] = {
    {
        .name = TYPE_BCM2711_L2_INTC,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711L2IntcState),
        .instance_init = bcm2711_l2_intc_init,
        .class_init = bcm2711_l2_intc_class_init,
    },
};
DEFINE_TYPES(bcm2711_l2_intc_types)
