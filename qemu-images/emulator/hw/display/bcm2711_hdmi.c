/*
 * BCM2711 HDMI transmitter
 *
 * What the registers do is taken from what a driver waits for, Linux
 * drivers/gpu/drm/vc4/vc4_hdmi.c and vc4_hdmi_phy.c.
 *
 * Most registers only keep what is written. The others:
 *  - FIFO_CTL: recentering the pixel FIFO is done as soon as it is asked for
 *  - SCHEDULER_CONTROL: HDMI mode is active as soon as it is asked for
 *  - RAM_PACKET_CONFIG, RAM_PACKET_STATUS: see bcm2711_hdmi_packets.c
 *  - HOTPLUG: whether a monitor is connected
 *  - TX_PHY and RM: the PLL that makes the pixel clock. Its VCO runs at
 *    RM_OFFSET / 2^21 times the 54 MHz oscillator (phy_get_rm_offset), and
 *    TX_PHY_CLK_DIV divides that down to ten times the pixel clock
 *    (phy_get_vco_freq)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "hw/display/bcm2711_hdmi.h"
#include "hw/display/bcm2711_hdmi_regs.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "migration/vmstate.h"
#include "trace.h"

#define OSCILLATOR_HZ 54000000
#define RM_OFFSET_SHIFT 21
#define TMDS_BITS_PER_PIXEL 10

static const char *const bcm2711_hdmi_rules[] = {
    [BCM2711_HDMI_RULE_WRITE_WHILE_SENDING] = "packet-ram-write-while-sending",
    [BCM2711_HDMI_RULE_WRITE_WHILE_OFF] = "packet-ram-write-while-off",
    [BCM2711_HDMI_RULE_CLOCK_OFF] = "clock-off",
    [BCM2711_HDMI_RULE_IN_RESET] = "access-in-reset",
    [BCM2711_HDMI_RULE_HSM_SLOW] = "hsm-not-over-pixel-clock",
    [BCM2711_HDMI_RULE_AUDIO_OFF] = "audio-while-off",
    [BCM2711_HDMI_RULE_AUDIO_CLOCK] = "audio-clock-regeneration",
};

static const struct {
    const char *name;
    uint32_t size;
    size_t regs;
} block_info[BCM2711_HDMI_NUM_BLOCKS] = {
    [BCM2711_HDMI_CORE] = {
        "core", BCM2711_HDMI_CORE_SIZE, offsetof(BCM2711HDMIState, core)
    },
    [BCM2711_HDMI_DVP] = {
        "dvp", BCM2711_HDMI_DVP_SIZE, offsetof(BCM2711HDMIState, dvp)
    },
    [BCM2711_HDMI_PHY] = {
        "phy", BCM2711_HDMI_PHY_SIZE, offsetof(BCM2711HDMIState, phy)
    },
    [BCM2711_HDMI_RM] = {
        "rm", BCM2711_HDMI_RM_SIZE, offsetof(BCM2711HDMIState, rm)
    },
    [BCM2711_HDMI_PACKET] = {
        "packet", BCM2711_HDMI_PACKET_RAM_SIZE,
        offsetof(BCM2711HDMIState, packets.ram)
    },
    [BCM2711_HDMI_METADATA] = {
        "metadata", BCM2711_HDMI_METADATA_SIZE,
        offsetof(BCM2711HDMIState, metadata)
    },
    [BCM2711_HDMI_CSC] = {
        "csc", BCM2711_HDMI_CSC_SIZE, offsetof(BCM2711HDMIState, csc)
    },
    [BCM2711_HDMI_CEC] = {
        "cec", BCM2711_HDMI_CEC_SIZE, offsetof(BCM2711HDMIState, cec)
    },
};

static const char *block_name(const BCM2711HDMIBlock *b)
{
    return block_info[b - b->hdmi->blocks].name;
}

/* The pixel clock */

uint64_t bcm2711_hdmi_pixel_hz(BCM2711HDMIState *s)
{
    uint32_t reset_ctl = s->phy[R_TX_PHY_RESET_CTL];
    uint32_t div = FIELD_EX32(s->phy[R_TX_PHY_CLK_DIV], TX_PHY_CLK_DIV, VCO);
    uint64_t offset = FIELD_EX32(s->rm[R_RM_OFFSET], RM_OFFSET, OFFSET);

    if (!FIELD_EX32(reset_ctl, TX_PHY_RESET_CTL, PLL_RESETB) ||
        !FIELD_EX32(reset_ctl, TX_PHY_RESET_CTL, PLLDIV_RESETB) || !div) {
        return 0;
    }
    /* The driver rounded down; round to the nearest, to get what it meant */
    div *= TMDS_BITS_PER_PIXEL;
    return ((offset * OSCILLATOR_HZ >> RM_OFFSET_SHIFT) + div / 2) / div;
}

static void hdmi_update_pixel_clock(BCM2711HDMIState *s)
{
    uint64_t hz = bcm2711_hdmi_pixel_hz(s);

    if (clock_set_hz(s->pixel_clock, hz)) {
        trace_bcm2711_hdmi_pixel_clock(DEVICE(s)->canonical_path, hz);
        clock_propagate(s->pixel_clock);
    }
}

/* Rules */

static bool hdmi_clock_runs(BCM2711HDMIState *s)
{
    return !clock_has_source(s->hsm) || clock_is_enabled(s->hsm);
}

bool bcm2711_hdmi_operates(BCM2711HDMIState *s)
{
    return hdmi_clock_runs(s) && !s->in_reset;
}

/* Whether the block can be reached; on hardware the bus would lock up */
static bool hdmi_accessible(BCM2711HDMIState *s)
{
    if (!hdmi_clock_runs(s)) {
        bcm2711_rules_broken(&s->rules, BCM2711_HDMI_RULE_CLOCK_OFF);
    } else if (s->in_reset) {
        bcm2711_rules_broken(&s->rules, BCM2711_HDMI_RULE_IN_RESET);
    }
    return bcm2711_hdmi_operates(s);
}

/*
 * Linux vc4_hdmi.c, on what the firmware's authors say: "HDMI state machine
 * (HSM) clock must be faster than pixel clock, infinitesimally faster"
 */
static void hdmi_check_hsm(BCM2711HDMIState *s)
{
    if (clock_has_source(s->hsm) &&
        clock_get_hz(s->hsm) <= bcm2711_hdmi_pixel_hz(s)) {
        bcm2711_rules_broken(&s->rules, BCM2711_HDMI_RULE_HSM_SLOW);
    }
}

static void hdmi_hsm_changes(void *opaque, ClockEvent event)
{
    bcm2711_hdmi_audio_check_operates(opaque);
}

/* Core */

static bool core_known(hwaddr addr)
{
    switch (addr) {
    case A_FIFO_CTL:
    case A_MAI_CHANNEL_MAP:
    case A_MAI_CONFIG:
    case A_AUDIO_PACKET_CONFIG ... A_RAM_PACKET_CONFIG:
    case A_RAM_PACKET_STATUS ... A_CTS_1:
    case A_SCHEDULER_CONTROL ... A_VERTB1:
    case A_MISC_CONTROL:
    case A_FORMAT_DET_1 ... A_FORMAT_DET_10:
    case A_DEEP_COLOR_CONFIG_1:
    case A_GCP_CONFIG:
    case A_GCP_WORD_1:
    case A_HOTPLUG:
    case A_SCRAMBLER_CTL:
        return true;
    default:
        return false;
    }
}

static uint32_t core_read(BCM2711HDMIState *s, hwaddr addr)
{
    uint32_t value = s->core[addr / 4];

    switch (addr) {
    case A_RAM_PACKET_CONFIG:
        return s->packets.config;
    case A_RAM_PACKET_STATUS:
        return bcm2711_hdmi_packets_status(&s->packets);
    case A_HOTPLUG:
        return FIELD_DP32(value, HOTPLUG, CONNECTED, s->connected);
    default:
        return value;
    }
}

static void core_write(BCM2711HDMIState *s, hwaddr addr, uint32_t value)
{
    switch (addr) {
    case A_FIFO_CTL:
        value = FIELD_DP32(value, FIFO_CTL, RECENTER_DONE,
                           FIELD_EX32(value, FIFO_CTL, RECENTER));
        break;
    case A_SCHEDULER_CONTROL:
        if (FIELD_EX32(value, SCHEDULER_CONTROL, MODE_HDMI)) {
            hdmi_check_hsm(s);
        }
        value = FIELD_DP32(value, SCHEDULER_CONTROL, HDMI_ACTIVE,
                           FIELD_EX32(value, SCHEDULER_CONTROL, MODE_HDMI));
        break;
    case A_RAM_PACKET_CONFIG:
        bcm2711_hdmi_packets_set_config(&s->packets, value);
        break;
    case A_RAM_PACKET_STATUS:
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: write of read-only RAM_PACKET_STATUS\n",
                      DEVICE(s)->canonical_path);
        return;
    }
    s->core[addr / 4] = value;
}

/* Packet RAM */

static void packet_write(BCM2711HDMIState *s, hwaddr addr, uint32_t value)
{
    if (!bcm2711_hdmi_packets_ram_on(&s->packets)) {
        /* Linux vc4_hdmi.c: "Packet RAM has to be on to store the packet." */
        bcm2711_rules_broken(&s->rules, BCM2711_HDMI_RULE_WRITE_WHILE_OFF);
        return;
    }
    if (bcm2711_hdmi_packets_in_use(&s->packets,
                                    addr / BCM2711_HDMI_PACKET_STRIDE)) {
        bcm2711_rules_broken(&s->rules,
                             BCM2711_HDMI_RULE_WRITE_WHILE_SENDING);
    }
    s->packets.ram[addr / 4] = value;
}

/* All blocks */

static bool block_known(const BCM2711HDMIBlock *b, hwaddr addr)
{
    switch (b - b->hdmi->blocks) {
    case BCM2711_HDMI_CORE:
        return core_known(addr);
    case BCM2711_HDMI_DVP:
        return addr == A_CLOCK_STOP || addr == A_VEC_INTERFACE_CFG ||
               addr == A_VEC_INTERFACE_XBAR;
    default:
        return true;
    }
}

static uint64_t bcm2711_hdmi_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711HDMIBlock *b = opaque;
    BCM2711HDMIState *s = b->hdmi;
    uint32_t value = 0;

    if (!block_known(b, addr)) {
        qemu_log_mask(LOG_UNIMP, "%s: read of unknown register %s 0x%"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path,
                      block_name(b), addr);
    }
    if (hdmi_accessible(s)) {
        value = b == &s->blocks[BCM2711_HDMI_CORE] ? core_read(s, addr)
                                                   : b->regs[addr / 4];
    }
    trace_bcm2711_hdmi_read(DEVICE(s)->canonical_path, block_name(b), addr,
                            value);
    return value;
}

static void bcm2711_hdmi_write(void *opaque, hwaddr addr, uint64_t value,
                               unsigned int size)
{
    BCM2711HDMIBlock *b = opaque;
    BCM2711HDMIState *s = b->hdmi;

    trace_bcm2711_hdmi_write(DEVICE(s)->canonical_path, block_name(b), addr,
                             value);
    if (!block_known(b, addr)) {
        qemu_log_mask(LOG_UNIMP, "%s: write of unknown register %s 0x%"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path,
                      block_name(b), addr);
    }
    if (!hdmi_accessible(s)) {
        return;
    }
    switch (b - s->blocks) {
    case BCM2711_HDMI_CORE:
        core_write(s, addr, value);
        break;
    case BCM2711_HDMI_PACKET:
        packet_write(s, addr, value);
        break;
    case BCM2711_HDMI_PHY:
    case BCM2711_HDMI_RM:
        b->regs[addr / 4] = value;
        hdmi_update_pixel_clock(s);
        break;
    default:
        b->regs[addr / 4] = value;
        break;
    }
}

static const MemoryRegionOps bcm2711_hdmi_ops = {
    .read = bcm2711_hdmi_read,
    .write = bcm2711_hdmi_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

/* Reset */

static void hdmi_clear(BCM2711HDMIState *s)
{
    for (int i = 0; i < BCM2711_HDMI_NUM_BLOCKS; i++) {
        memset(s->blocks[i].regs, 0, block_info[i].size);
    }
    bcm2711_hdmi_packets_reset(&s->packets);
}

static void hdmi_sw_reset(void *opaque, int line, int level)
{
    BCM2711HDMIState *s = opaque;

    trace_bcm2711_hdmi_sw_reset(DEVICE(s)->canonical_path, level);
    s->in_reset = level;
    if (level) {
        bcm2711_hdmi_audio_check_operates(s);
        hdmi_clear(s);
        hdmi_update_pixel_clock(s);
    }
}

static void bcm2711_hdmi_reset_enter(Object *obj, ResetType type)
{
    hdmi_clear(BCM2711_HDMI(obj));
}

static void bcm2711_hdmi_reset_hold(Object *obj, ResetType type)
{
    hdmi_update_pixel_clock(BCM2711_HDMI(obj));
}

static void bcm2711_hdmi_reset_exit(Object *obj, ResetType type)
{
    BCM2711HDMIState *s = BCM2711_HDMI(obj);

    qemu_set_irq(s->hotplug, s->connected);
}

static void bcm2711_hdmi_init(Object *obj)
{
    BCM2711HDMIState *s = BCM2711_HDMI(obj);
    DeviceState *dev = DEVICE(obj);

    for (int i = 0; i < BCM2711_HDMI_NUM_BLOCKS; i++) {
        BCM2711HDMIBlock *b = &s->blocks[i];
        g_autofree char *name = g_strdup_printf(TYPE_BCM2711_HDMI "-%s",
                                                block_info[i].name);

        b->hdmi = s;
        b->regs = (uint32_t *)((uint8_t *)s + block_info[i].regs);
        memory_region_init_io(&b->mmio, obj, &bcm2711_hdmi_ops, b, name,
                              block_info[i].size);
        sysbus_init_mmio(SYS_BUS_DEVICE(obj), &b->mmio);
    }
    s->pixel_clock = qdev_init_clock_out(dev, "pixel-clock");
    s->hsm = qdev_init_clock_in(dev, "hsm", hdmi_hsm_changes, s, ClockUpdate);
    qdev_init_gpio_in_named(dev, hdmi_sw_reset, "sw-reset", 1);
    qdev_init_gpio_out_named(dev, &s->hotplug, "hotplug", 1);
    qdev_init_gpio_out_named(dev, &s->hpd_connected, "hpd-connected", 1);
    qdev_init_gpio_out_named(dev, &s->hpd_removed, "hpd-removed", 1);

    bcm2711_hdmi_packets_init(&s->packets, bcm2711_hdmi_audio_packet_sent, s);
    /* Short enough that a driver which polls finds it at once or soon */
    s->packets.delay_ns = 2000;
    bcm2711_audio_infoframe_init(&s->infoframe);
    bcm2711_rules_init(&s->rules, obj, bcm2711_hdmi_rules,
                       ARRAY_SIZE(bcm2711_hdmi_rules));
    s->connected = true;
}

static void bcm2711_hdmi_finalize(Object *obj)
{
    bcm2711_hdmi_packets_finalize(&BCM2711_HDMI(obj)->packets);
}

static const VMStateDescription vmstate_bcm2711_hdmi = {
    .name = TYPE_BCM2711_HDMI,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_CLOCK(pixel_clock, BCM2711HDMIState),
        VMSTATE_CLOCK(hsm, BCM2711HDMIState),
        VMSTATE_UINT32_ARRAY(core, BCM2711HDMIState,
                             BCM2711_HDMI_CORE_SIZE / 4),
        VMSTATE_UINT32_ARRAY(dvp, BCM2711HDMIState, BCM2711_HDMI_DVP_SIZE / 4),
        VMSTATE_UINT32_ARRAY(phy, BCM2711HDMIState, BCM2711_HDMI_PHY_SIZE / 4),
        VMSTATE_UINT32_ARRAY(rm, BCM2711HDMIState, BCM2711_HDMI_RM_SIZE / 4),
        VMSTATE_UINT32_ARRAY(metadata, BCM2711HDMIState,
                             BCM2711_HDMI_METADATA_SIZE / 4),
        VMSTATE_UINT32_ARRAY(csc, BCM2711HDMIState, BCM2711_HDMI_CSC_SIZE / 4),
        VMSTATE_UINT32_ARRAY(cec, BCM2711HDMIState, BCM2711_HDMI_CEC_SIZE / 4),
        VMSTATE_STRUCT(packets, BCM2711HDMIState, 1,
                       vmstate_bcm2711_hdmi_packets, BCM2711HDMIPackets),
        VMSTATE_STRUCT(infoframe, BCM2711HDMIState, 1,
                       vmstate_bcm2711_audio_infoframe, BCM2711AudioInfoframe),
        VMSTATE_BCM2711_RULES(rules, BCM2711HDMIState),
        VMSTATE_BOOL(connected, BCM2711HDMIState),
        VMSTATE_BOOL(in_reset, BCM2711HDMIState),
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2711_hdmi_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 HDMI transmitter";
    dc->vmsd = &vmstate_bcm2711_hdmi;
    rc->phases.enter = bcm2711_hdmi_reset_enter;
    rc->phases.hold = bcm2711_hdmi_reset_hold;
    rc->phases.exit = bcm2711_hdmi_reset_exit;
    set_bit(DEVICE_CATEGORY_DISPLAY, dc->categories);
    bcm2711_hdmi_add_properties(klass);
}

static const TypeInfo bcm2711_hdmi_types[] = {
    {
        .name = TYPE_BCM2711_HDMI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711HDMIState),
        .instance_init = bcm2711_hdmi_init,
        .instance_finalize = bcm2711_hdmi_finalize,
        .class_init = bcm2711_hdmi_class_init,
    },
};
DEFINE_TYPES(bcm2711_hdmi_types)
