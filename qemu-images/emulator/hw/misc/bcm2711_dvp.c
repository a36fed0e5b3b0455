/*
 * BCM2711 DVP: resets and clock gates of the HDMI blocks
 *
 * Source of the registers: Linux drivers/clk/bcm/clk-bcm2711-dvp.c. Both gates
 * are closed after a reset, as a Raspberry Pi 400 has them while it is idle
 * (kmehltretter82/qemu-pi4).
 *
 * What a closed gate does is not known, so it is a property. Linux before 6.18
 * reads the rate of the 108 MHz clocks and never enables them, so its
 * clk_disable_unused() leaves both gates closed, and yet HDMI audio plays on
 * the hardware: by default a closed gate stops nothing. From 6.18 on
 * vc4_hdmi_runtime_resume opens the gate, and vc4_hdmi_runtime_suspend closes
 * it. raspberrypi/linux pull request 3780 has a closed gate keep the firmware
 * from changing the PHY's registers. With "gates-stop-clocks" it stops the
 * sample clock of the port's MAI.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/irq.h"
#include "hw/misc/bcm2711_dvp.h"
#include "hw/qdev-clock.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qemu/log.h"
#include "trace.h"

#define MMIO_SIZE 0x10
#define NUM_HDMI 2
#define AUDIO_CLOCK_HZ 108000000

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711DVPState, BCM2711_DVP)

struct BCM2711DVPState {
    SysBusDevice parent_obj;

    MemoryRegion mmio;
    qemu_irq hdmi_reset[NUM_HDMI];
    Clock *audio_clock[NUM_HDMI];

    bool gates_stop_clocks;     /* property */
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

static void dvp_update_clocks(BCM2711DVPState *s)
{
    for (int i = 0; i < NUM_HDMI; i++) {
        bool closed = extract32(s->regs[R_MISC_CONFIG],
                                R_MISC_CONFIG_HDMI0_108MHZ_OFF_SHIFT + i, 1);

        clock_update_hz(s->audio_clock[i],
                        closed && s->gates_stop_clocks ? 0 : AUDIO_CLOCK_HZ);
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
        dvp_update_clocks(s);
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
    s->regs[R_MISC_CONFIG] = R_MISC_CONFIG_HDMI0_108MHZ_OFF_MASK |
                             R_MISC_CONFIG_HDMI1_108MHZ_OFF_MASK;
}

static void bcm2711_dvp_reset_hold(Object *obj, ResetType type)
{
    BCM2711DVPState *s = BCM2711_DVP(obj);

    bcm2711_dvp_update(s);
    dvp_update_clocks(s);
}

static bool dvp_get_gates_stop(Object *obj, Error **errp)
{
    return BCM2711_DVP(obj)->gates_stop_clocks;
}

static void dvp_set_gates_stop(Object *obj, bool value, Error **errp)
{
    BCM2711DVPState *s = BCM2711_DVP(obj);

    s->gates_stop_clocks = value;
    dvp_update_clocks(s);
}

static void bcm2711_dvp_init(Object *obj)
{
    BCM2711DVPState *s = BCM2711_DVP(obj);

    memory_region_init_io(&s->mmio, obj, &bcm2711_dvp_ops, s,
                          TYPE_BCM2711_DVP, MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->mmio);
    qdev_init_gpio_out_named(DEVICE(obj), s->hdmi_reset, "hdmi-reset",
                             NUM_HDMI);
    for (int i = 0; i < NUM_HDMI; i++) {
        g_autofree char *name = g_strdup_printf("hdmi%d-108mhz", i);

        s->audio_clock[i] = qdev_init_clock_out(DEVICE(obj), name);
        clock_set_hz(s->audio_clock[i], AUDIO_CLOCK_HZ);
    }
    object_property_add_bool(obj, "gates-stop-clocks", dvp_get_gates_stop,
                             dvp_set_gates_stop);
    object_property_set_description(obj, "gates-stop-clocks",
        "Whether a closed gate stops the sample clock of the port's MAI");
}

static const VMStateDescription vmstate_bcm2711_dvp = {
    .name = TYPE_BCM2711_DVP,
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_ARRAY_CLOCK(audio_clock, BCM2711DVPState, NUM_HDMI),
        VMSTATE_BOOL(gates_stop_clocks, BCM2711DVPState),
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
