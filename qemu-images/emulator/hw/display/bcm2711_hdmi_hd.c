/*
 * BCM2711 HD block: the registers that both HDMI transmitters share
 *
 * Source of the registers: Linux drivers/gpu/drm/vc4/vc4_hdmi_regs.h and
 * vc4_regs.h. All only store what is written; VID_CTL also lets the port's
 * transmitter send video.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/display/bcm2711_hdmi_hd.h"
#include "hw/irq.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "trace.h"

#define MMIO_SIZE 0x100

REG32(DVP_CTL, 0x00)
REG32(HDMI0_VID_CTL, 0x44)
    FIELD(VID_CTL, ENABLE, 31, 1)
REG32(HDMI1_VID_CTL, 0x48)
REG32(HDMI0_FRAME_COUNT, 0x60)
REG32(HDMI1_FRAME_COUNT, 0x64)

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711HDMIHDState, BCM2711_HDMI_HD)

struct BCM2711HDMIHDState {
    SysBusDevice parent_obj;

    MemoryRegion mmio;
    qemu_irq video[BCM2711_HDMI_HD_PORTS];

    uint32_t regs[MMIO_SIZE / 4];
};

static void bcm2711_hdmi_hd_update(BCM2711HDMIHDState *s)
{
    for (int i = 0; i < BCM2711_HDMI_HD_PORTS; i++) {
        qemu_set_irq(s->video[i], FIELD_EX32(s->regs[R_HDMI0_VID_CTL + i],
                                             VID_CTL, ENABLE));
    }
}

static bool bcm2711_hdmi_hd_known(hwaddr addr)
{
    switch (addr) {
    case A_DVP_CTL:
    case A_HDMI0_VID_CTL:
    case A_HDMI1_VID_CTL:
    case A_HDMI0_FRAME_COUNT:
    case A_HDMI1_FRAME_COUNT:
        return true;
    default:
        return false;
    }
}

static uint64_t bcm2711_hdmi_hd_read(void *opaque, hwaddr addr,
                                     unsigned int size)
{
    BCM2711HDMIHDState *s = opaque;
    uint32_t value = s->regs[addr / 4];

    if (!bcm2711_hdmi_hd_known(addr)) {
        qemu_log_mask(LOG_UNIMP, "%s: read of unknown register 0x%"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path, addr);
    }
    trace_bcm2711_hdmi_read(DEVICE(s)->canonical_path, "hd", addr, value);
    return value;
}

static void bcm2711_hdmi_hd_write(void *opaque, hwaddr addr, uint64_t value,
                                  unsigned int size)
{
    BCM2711HDMIHDState *s = opaque;

    trace_bcm2711_hdmi_write(DEVICE(s)->canonical_path, "hd", addr, value);
    if (!bcm2711_hdmi_hd_known(addr)) {
        qemu_log_mask(LOG_UNIMP, "%s: write of unknown register 0x%"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path, addr);
    }
    s->regs[addr / 4] = value;
    bcm2711_hdmi_hd_update(s);
}

static const MemoryRegionOps bcm2711_hdmi_hd_ops = {
    .read = bcm2711_hdmi_hd_read,
    .write = bcm2711_hdmi_hd_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

static void bcm2711_hdmi_hd_reset_enter(Object *obj, ResetType type)
{
    BCM2711HDMIHDState *s = BCM2711_HDMI_HD(obj);

    memset(s->regs, 0, sizeof(s->regs));
}

static void bcm2711_hdmi_hd_reset_hold(Object *obj, ResetType type)
{
    bcm2711_hdmi_hd_update(BCM2711_HDMI_HD(obj));
}

static void bcm2711_hdmi_hd_init(Object *obj)
{
    BCM2711HDMIHDState *s = BCM2711_HDMI_HD(obj);

    memory_region_init_io(&s->mmio, obj, &bcm2711_hdmi_hd_ops, s,
                          TYPE_BCM2711_HDMI_HD, MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->mmio);
    qdev_init_gpio_out_named(DEVICE(obj), s->video, "video",
                             BCM2711_HDMI_HD_PORTS);
}

static const VMStateDescription vmstate_bcm2711_hdmi_hd = {
    .name = TYPE_BCM2711_HDMI_HD,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, BCM2711HDMIHDState, MMIO_SIZE / 4),
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2711_hdmi_hd_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 shared HD block";
    dc->vmsd = &vmstate_bcm2711_hdmi_hd;
    rc->phases.enter = bcm2711_hdmi_hd_reset_enter;
    rc->phases.hold = bcm2711_hdmi_hd_reset_hold;
    set_bit(DEVICE_CATEGORY_DISPLAY, dc->categories);
}

static const TypeInfo bcm2711_hdmi_hd_types[] = {
    {
        .name = TYPE_BCM2711_HDMI_HD,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711HDMIHDState),
        .instance_init = bcm2711_hdmi_hd_init,
        .class_init = bcm2711_hdmi_hd_class_init,
    },
};
DEFINE_TYPES(bcm2711_hdmi_hd_types)
