/*
 * Clocks that the BCM2711's firmware manages
 *
 * Linux controls these clocks through the mailbox property interface of the
 * VideoCore's firmware (drivers/clk/bcm/clk-raspberrypi.c; the tags are
 * documented at
 * https://github.com/raspberrypi/firmware/wiki/Mailbox-property-interface). The
 * HDMI driver needs two of them: M2MC, which is its state machine's clock, and
 * PIXEL_BVB. QEMU's property device supports the ARM clock only and discards
 * the rates that are set, so on BCM2711 it leaves clocks to this device.
 *
 * lab {
 * A refused request is answered with the error code of the whole buffer, as
 * documented there; the driver then reports that it failed to change the
 * clock's frequency.
 *
 * } lab
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/misc/bcm2711_fw_clocks.h"
#include "hw/arm/raspberrypi-fw-defs.h"
#include "hw/arm/raspi_platform.h"
#include "hw/qdev-clock.h"
#include "hw/resettable.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/module.h"
#include "system/dma.h"
#include "trace.h"

#define MHZ 1000000

typedef struct FwClock {
    uint32_t id;
    uint32_t min;
    uint32_t max;
    uint32_t initial;
    bool listed;                /* in the answer to GET_CLOCKS */
} FwClock;

/*
 * ARM, CORE and V3D: limits are the defaults of *_freq_min and *_freq for a
 * Raspberry Pi 4B in the documentation of config.txt
 * (https://github.com/raspberrypi/documentation, config_txt/overclocking.adoc).
 * With hdmi_enable_4kp60, CORE has CORE_MAX_4K60; Linux vc4_hvs.c (6.12) allows
 * modes of more than 340 MHz from there on.
 *
 * M2MC and PIXEL_BVB: the firmware's own limits are not public. These span what
 * Linux's vc4_hdmi.c asks for: M2MC at least 120 MHz (HSM_MIN_CLOCK_FREQ) and
 * 101 % of the pixel clock, which is 594 MHz at most; PIXEL_BVB 75, 150 or, in
 * later kernels, 300 MHz.
 *
 * No driver of the HDMI path uses the others. EMMC, UART and CORE start with
 * the rates of QEMU's raspi_platform.h; the rest is assumed.
 */
#define CORE_MAX_4K60 (550 * MHZ)

static const FwClock fw_clocks[] = {
    { RPI_FIRMWARE_EMMC_CLK_ID, 50 * MHZ, 250 * MHZ,
      RPI_FIRMWARE_EMMC_CLK_RATE },
    { RPI_FIRMWARE_UART_CLK_ID, 0, 1000 * MHZ, RPI_FIRMWARE_UART_CLK_RATE },
    { RPI_FIRMWARE_ARM_CLK_ID, 600 * MHZ, 1500 * MHZ, 600 * MHZ, true },
    { RPI_FIRMWARE_CORE_CLK_ID, 200 * MHZ, 500 * MHZ,
      RPI_FIRMWARE_CORE_CLK_RATE, true },
    { RPI_FIRMWARE_V3D_CLK_ID, 250 * MHZ, 500 * MHZ, 250 * MHZ, true },
    { RPI_FIRMWARE_PIXEL_CLK_ID, 0, 2400U * MHZ, 75 * MHZ },
    { RPI_FIRMWARE_M2MC_CLK_ID, 120 * MHZ, 600 * MHZ, 120 * MHZ, true },
    { RPI_FIRMWARE_PIXEL_BVB_CLK_ID, 75 * MHZ, 300 * MHZ, 75 * MHZ, true },
};

static const FwClock *fw_clock_find(uint32_t id)
{
    for (int i = 0; i < ARRAY_SIZE(fw_clocks); i++) {
        if (fw_clocks[i].id == id) {
            return &fw_clocks[i];
        }
    }
    return NULL;
}

/* No model uses the other clocks */
static void fw_clocks_update_m2mc(BCM2711FwClocks *s)
{
    const uint32_t id = RPI_FIRMWARE_M2MC_CLK_ID;

    clock_update_hz(s->m2mc, s->off[id] ? 0 : s->rate[id]);
}

static uint32_t fw_clock_max(const BCM2711FwClocks *s, const FwClock *clock)
{
    if (s->enable_4k60 && clock->id == RPI_FIRMWARE_CORE_CLK_ID) {
        return CORE_MAX_4K60;
    }
    return clock->max;
}

static uint32_t fw_clock_set(BCM2711FwClocks *s, const FwClock *clock,
                             uint32_t rate)
{
    /* lab { */
    if (extract32(s->refused, clock->id, 1)) {
        s->failed = true;
        trace_bcm2711_fw_clocks_set(clock->id, rate, s->rate[clock->id]);
        return s->rate[clock->id];
    }
    /* } lab */
    s->rate[clock->id] = MIN(MAX(rate, clock->min),
                             fw_clock_max(s, clock));
    fw_clocks_update_m2mc(s);
    trace_bcm2711_fw_clocks_set(clock->id, rate, s->rate[clock->id]);
    return s->rate[clock->id];
}

static uint32_t fw_clock_state(BCM2711FwClocks *s, const FwClock *clock)
{
    enum { STATE_ON = BIT(0), STATE_NO_CLOCK = BIT(1) };

    if (!clock) {
        return STATE_NO_CLOCK;
    }
    return s->off[clock->id] ? 0 : STATE_ON;
}

static void fw_clock_set_state(BCM2711FwClocks *s, const FwClock *clock,
                               uint32_t state)
{
    if (clock) {
        if (state & BIT(0)) {
            s->off[clock->id] = false;
        } else if (!s->stay_on) {
            s->off[clock->id] = true;
        }
        trace_bcm2711_fw_clocks_state(clock->id, !s->off[clock->id]);
        fw_clocks_update_m2mc(s);
    }
}

/* Pairs of parent and id, as many as fit. */
static size_t fw_clocks_list(AddressSpace *as, hwaddr value, uint32_t size)
{
    size_t len = 0;

    for (int i = 0; i < ARRAY_SIZE(fw_clocks); i++) {
        if (!fw_clocks[i].listed) {
            continue;
        }
        if (size - len < 8) {
            break;
        }
        stl_le_phys(as, value + len, 0);
        stl_le_phys(as, value + len + 4, fw_clocks[i].id);
        len += 8;
    }
    return len;
}

bool bcm2711_fw_clocks_answer(BCM2711FwClocks *s, AddressSpace *as,
                              uint32_t tag, hwaddr value, uint32_t size,
                              size_t *resplen)
{
    const FwClock *clock;
    uint32_t answer;

    if (!s) {
        return false;
    }
    if (tag == RPI_FWREQ_GET_CLOCKS) {
        *resplen = fw_clocks_list(as, value, size);
        return true;
    }

    /* All others have the id in the first word, the answer in the second. */
    clock = fw_clock_find(ldl_le_phys(as, value));
    switch (tag) {
    case RPI_FWREQ_GET_CLOCK_STATE:
        answer = fw_clock_state(s, clock);
        break;
    case RPI_FWREQ_SET_CLOCK_STATE:
        fw_clock_set_state(s, clock, ldl_le_phys(as, value + 4));
        answer = fw_clock_state(s, clock);
        break;
    case RPI_FWREQ_GET_CLOCK_RATE:
        answer = clock ? s->rate[clock->id] : 0;
        break;
    case RPI_FWREQ_GET_MIN_CLOCK_RATE:
        answer = clock ? clock->min : 0;
        break;
    case RPI_FWREQ_GET_MAX_CLOCK_RATE:
        answer = clock ? fw_clock_max(s, clock) : 0;
        break;
    case RPI_FWREQ_SET_CLOCK_RATE:
        answer = clock ? fw_clock_set(s, clock, ldl_le_phys(as, value + 4)) : 0;
        break;
    default:
        return false;
    }
    stl_le_phys(as, value + 4, answer);
    *resplen = 8;
    return true;
}

/* lab { */
bool bcm2711_fw_clocks_failed(BCM2711FwClocks *s)
{
    bool failed = s && s->failed;

    if (failed) {
        s->failed = false;
    }
    return failed;
}
/* } lab */

static void bcm2711_fw_clocks_reset_hold(Object *obj, ResetType type)
{
    BCM2711FwClocks *s = BCM2711_FW_CLOCKS(obj);

    for (int i = 0; i < ARRAY_SIZE(fw_clocks); i++) {
        s->rate[fw_clocks[i].id] = fw_clocks[i].initial;
        s->off[fw_clocks[i].id] = false;
    }
    /* lab { */
    /*
     * Linux clk-raspberrypi.c (6.1): "If we boot without any cable connected to
     * any of the HDMI connector, the firmware will skip the HSM initialization
     * and leave it with a rate of 0, resulting in a bus lockup"
     */
    if (s->m2mc_unset) {
        s->rate[RPI_FIRMWARE_M2MC_CLK_ID] = 0;
    }
    s->failed = false;
    /* } lab */
    fw_clocks_update_m2mc(s);
}

/* lab { */
static bool fw_clocks_get_m2mc_unset(Object *obj, Error **errp)
{
    return BCM2711_FW_CLOCKS(obj)->m2mc_unset;
}

static void fw_clocks_set_m2mc_unset(Object *obj, bool value, Error **errp)
{
    BCM2711FwClocks *s = BCM2711_FW_CLOCKS(obj);

    s->m2mc_unset = value;
    if (value) {
        /* At once as well, if set over QMP after the reset */
        s->rate[RPI_FIRMWARE_M2MC_CLK_ID] = 0;
        fw_clocks_update_m2mc(s);
    }
}
/* } lab */

static bool fw_clocks_get_stay_on(Object *obj, Error **errp)
{
    return BCM2711_FW_CLOCKS(obj)->stay_on;
}

static void fw_clocks_set_stay_on(Object *obj, bool value, Error **errp)
{
    BCM2711_FW_CLOCKS(obj)->stay_on = value;
}

static bool fw_clocks_get_4k60(Object *obj, Error **errp)
{
    return BCM2711_FW_CLOCKS(obj)->enable_4k60;
}

static void fw_clocks_set_4k60(Object *obj, bool value, Error **errp)
{
    BCM2711FwClocks *s = BCM2711_FW_CLOCKS(obj);
    const FwClock *core = fw_clock_find(RPI_FIRMWARE_CORE_CLK_ID);

    s->enable_4k60 = value;
    s->rate[core->id] = MIN(s->rate[core->id], fw_clock_max(s, core));
}

static void bcm2711_fw_clocks_init(Object *obj)
{
    BCM2711FwClocks *s = BCM2711_FW_CLOCKS(obj);

    s->m2mc = qdev_init_clock_out(DEVICE(obj), "m2mc");
    /* lab { */
    object_property_add_uint32_ptr(obj, "refused", &s->refused,
                                   OBJ_PROP_FLAG_READWRITE);
    /* } lab */
    object_property_add_bool(obj, "clocks-stay-on", fw_clocks_get_stay_on,
                             fw_clocks_set_stay_on);
    object_property_add_bool(obj, "enable-4k60", fw_clocks_get_4k60,
                             fw_clocks_set_4k60);
    /* lab { */
    object_property_add_bool(obj, "m2mc-unset", fw_clocks_get_m2mc_unset,
                             fw_clocks_set_m2mc_unset);
    /* } lab */
}

static const VMStateDescription vmstate_bcm2711_fw_clocks = {
    .name = TYPE_BCM2711_FW_CLOCKS,
    .version_id = 4,
    .minimum_version_id = 4,
    .fields = (const VMStateField[]) {
        VMSTATE_CLOCK(m2mc, BCM2711FwClocks),
        VMSTATE_UINT32_ARRAY(rate, BCM2711FwClocks, BCM2711_FW_NCLOCKS),
        VMSTATE_BOOL_ARRAY(off, BCM2711FwClocks, BCM2711_FW_NCLOCKS),
        /* lab { */
        VMSTATE_UINT32(refused, BCM2711FwClocks),
        VMSTATE_BOOL(m2mc_unset, BCM2711FwClocks),
        /* } lab */
        VMSTATE_BOOL(stay_on, BCM2711FwClocks),
        VMSTATE_BOOL(enable_4k60, BCM2711FwClocks),
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2711_fw_clocks_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "Clocks that the BCM2711's firmware looks after";
    dc->vmsd = &vmstate_bcm2711_fw_clocks;
    rc->phases.hold = bcm2711_fw_clocks_reset_hold;
}

static const TypeInfo bcm2711_fw_clocks_types[] = {
    {
        .name = TYPE_BCM2711_FW_CLOCKS,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711FwClocks),
        .instance_init = bcm2711_fw_clocks_init,
        .class_init = bcm2711_fw_clocks_class_init,
    },
};

DEFINE_TYPES(bcm2711_fw_clocks_types)
