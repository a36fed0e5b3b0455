/*
 * BCM2711 DVP: resets and clock gates of the HDMI blocks
 *
 * Source of the registers: Linux drivers/clk/bcm/clk-bcm2711-dvp.c.
 *
 * The clock gates are stored but have no effect. Linux 5.10 reads the rate of
 * the 108 MHz clocks and never enables them, so its clk_disable_unused() closes
 * both gates, and yet HDMI audio plays on the hardware. A MAI that stopped at a
 * closed gate would be wrong.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/bcm2711_dvp.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qemu/log.h"
#include "trace.h"

#define MMIO_SIZE 0x10
#define NUM_HDMI 2

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711DVPState, BCM2711_DVP)

struct BCM2711DVPState {
    SysBusDevice parent_obj;

    MemoryRegion mmio;
    qemu_irq hdmi_reset[NUM_HDMI];

    uint32_t regs[MMIO_SIZE / 4];
};

REG32(SW_INIT, 0x04)
    FIELD(SW_INIT, HDMI0, 0, 1)
    FIELD(SW_INIT, HDMI1, 1, 1)
REG32(MISC_CONFIG, 0x08)
    FIELD(MISC_CONFIG, HDMI0_108MHZ_OFF, 3, 1)
    FIELD(MISC_CONFIG, HDMI1_108MHZ_OFF, 4, 1)

static void bcm2711_dvp_update(BCM2711DVPState *s)
{
    for (int i = 0; i < NUM_HDMI; i++) {
        qemu_set_irq(s->hdmi_reset[i],
                     extract32(s->regs[R_SW_INIT], i, 1));
    }
}

static uint64_t bcm2711_dvp_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711DVPState *s = opaque;
    uint32_t value = s->regs[addr / 4];

    if (addr != A_SW_INIT && addr != A_MISC_CONFIG) {
        qemu_log_mask(LOG_UNIMP, "%s: read of unknown register 0x%"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path, addr);
    }
    trace_bcm2711_dvp_read(addr, value);
    return value;
}

static void bcm2711_dvp_write(void *opaque, hwaddr addr, uint64_t value,
                              unsigned int size)
{
    BCM2711DVPState *s = opaque;

    trace_bcm2711_dvp_write(addr, value);
    s->regs[addr / 4] = value;
    switch (addr) {
    case A_SW_INIT:
        bcm2711_dvp_update(s);
        break;
    case A_MISC_CONFIG:
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "%s: write of unknown register 0x%"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path, addr);
        break;
    }
}

static const MemoryRegionOps bcm2711_dvp_ops = {
    .read = bcm2711_dvp_read,
    .write = bcm2711_dvp_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

static void bcm2711_dvp_reset_enter(Object *obj, ResetType type)
{
    BCM2711DVPState *s = BCM2711_DVP(obj);

    memset(s->regs, 0, sizeof(s->regs));
}

static void bcm2711_dvp_reset_hold(Object *obj, ResetType type)
{
    bcm2711_dvp_update(BCM2711_DVP(obj));
}

static void bcm2711_dvp_init(Object *obj)
{
    BCM2711DVPState *s = BCM2711_DVP(obj);

    memory_region_init_io(&s->mmio, obj, &bcm2711_dvp_ops, s,
                          TYPE_BCM2711_DVP, MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->mmio);
    qdev_init_gpio_out_named(DEVICE(obj), s->hdmi_reset, "hdmi-reset",
                             NUM_HDMI);
}

static const VMStateDescription vmstate_bcm2711_dvp = {
    .name = TYPE_BCM2711_DVP,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, BCM2711DVPState, MMIO_SIZE / 4),
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2711_dvp_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 DVP clocks and resets";
    dc->vmsd = &vmstate_bcm2711_dvp;
    rc->phases.enter = bcm2711_dvp_reset_enter;
    rc->phases.hold = bcm2711_dvp_reset_hold;
}

static const TypeInfo bcm2711_dvp_types[] = {
    {
        .name = TYPE_BCM2711_DVP,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711DVPState),
        .instance_init = bcm2711_dvp_init,
        .class_init = bcm2711_dvp_class_init,
    },
};
DEFINE_TYPES(bcm2711_dvp_types)
