/*
 * BCM2711 HDMI transmitter
 *
 * Two sources say what the registers are and do, Linux
 * drivers/gpu/drm/vc4/vc4_hdmi_regs.h (offsets) and vc4_regs.h (fields), and
 * vc4_hdmi.c and vc4_hdmi_phy.c say what a driver waits for. Reset values are
 * not public; all registers start as zero.
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
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "hw/display/bcm2711_hdmi.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "trace.h"

/* Core */
REG32(FIFO_CTL, 0x074)
    FIELD(FIFO_CTL, RECENTER, 6, 1)
    FIELD(FIFO_CTL, RECENTER_DONE, 14, 1)
REG32(MAI_CHANNEL_MAP, 0x09c)
REG32(MAI_CONFIG, 0x0a0)
REG32(AUDIO_PACKET_CONFIG, 0x0b8)
REG32(RAM_PACKET_CONFIG, 0x0bc)
REG32(RAM_PACKET_STATUS, 0x0c4)
REG32(CRP_CFG, 0x0c8)
REG32(CTS_0, 0x0cc)
REG32(CTS_1, 0x0d0)
REG32(SCHEDULER_CONTROL, 0x0e0)
    FIELD(SCHEDULER_CONTROL, MODE_HDMI, 0, 1)
    FIELD(SCHEDULER_CONTROL, HDMI_ACTIVE, 1, 1)
REG32(HORZA, 0x0e4)
REG32(HORZB, 0x0e8)
REG32(VERTA0, 0x0ec)
REG32(VERTB0, 0x0f0)
REG32(VERTA1, 0x0f4)
REG32(VERTB1, 0x0f8)
/* These four from later kernels (6.1) on */
REG32(DEEP_COLOR_CONFIG_1, 0x170)
REG32(GCP_CONFIG, 0x178)
REG32(GCP_WORD_1, 0x17c)
REG32(SCRAMBLER_CTL, 0x1c4)
REG32(HOTPLUG, 0x1a8)
    FIELD(HOTPLUG, CONNECTED, 0, 1)

/* DVP interface */
REG32(CLOCK_STOP, 0x0bc)
REG32(VEC_INTERFACE_CFG, 0x0ec)
REG32(VEC_INTERFACE_XBAR, 0x0f0)

/* PHY */
REG32(TX_PHY_RESET_CTL, 0x000)
    FIELD(TX_PHY_RESET_CTL, PLLDIV_RESETB, 4, 1)
    FIELD(TX_PHY_RESET_CTL, PLL_RESETB, 5, 1)
REG32(TX_PHY_CLK_DIV, 0x028)
    FIELD(TX_PHY_CLK_DIV, VCO, 8, 8)

/* Rate manager */
REG32(RM_OFFSET, 0x018)
    FIELD(RM_OFFSET, OFFSET, 0, 31)

#define OSCILLATOR_HZ 54000000
#define RM_OFFSET_SHIFT 21
#define TMDS_BITS_PER_PIXEL 10

/* Linux include/linux/hdmi.h: an infoframe's packet is its type less 0x80 */
#define AUDIO_INFOFRAME_PACKET 4

enum {
    RULE_WRITE_WHILE_SENDING,
    RULE_WRITE_WHILE_OFF,
    RULE_CLOCK_OFF,
};

static const char *const bcm2711_hdmi_rules[] = {
    [RULE_WRITE_WHILE_SENDING] = "packet-ram-write-while-sending",
    [RULE_WRITE_WHILE_OFF] = "packet-ram-write-while-off",
    [RULE_CLOCK_OFF] = "clock-off",
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

static uint64_t hdmi_pixel_hz(BCM2711HDMIState *s)
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
    uint64_t hz = hdmi_pixel_hz(s);

    if (clock_set_hz(s->pixel_clock, hz)) {
        trace_bcm2711_hdmi_pixel_clock(DEVICE(s)->canonical_path, hz);
        clock_propagate(s->pixel_clock);
    }
}

/* Rules */

/* Whether the block can be reached; on hardware the bus would lock up */
static bool hdmi_accessible(BCM2711HDMIState *s)
{
    if (clock_has_source(s->hsm) && !clock_is_enabled(s->hsm)) {
        bcm2711_rules_broken(&s->rules, RULE_CLOCK_OFF);
        return false;
    }
    if (s->in_reset) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: access while held in reset\n",
                      DEVICE(s)->canonical_path);
        return false;
    }
    return true;
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
        bcm2711_rules_broken(&s->rules, RULE_WRITE_WHILE_OFF);
        return;
    }
    if (bcm2711_hdmi_packets_in_use(&s->packets,
                                    addr / BCM2711_HDMI_PACKET_STRIDE)) {
        bcm2711_rules_broken(&s->rules, RULE_WRITE_WHILE_SENDING);
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

/* Audio infoframe */

static void hdmi_packet_sent(void *opaque, unsigned int id, int64_t ns)
{
    BCM2711HDMIState *s = opaque;
    uint8_t bytes[BCM2711_HDMI_PACKET_BYTES];

    if (id == AUDIO_INFOFRAME_PACKET) {
        bcm2711_hdmi_packets_bytes(&s->packets, id, bytes);
        bcm2711_audio_infoframe_sent(&s->infoframe, ns, bytes);
    }
}

void bcm2711_hdmi_audio_start(BCM2711HDMIState *s, int64_t ns)
{
    uint8_t bytes[BCM2711_HDMI_PACKET_BYTES];
    bool sending = bcm2711_hdmi_packets_status(&s->packets) &
                   BIT(AUDIO_INFOFRAME_PACKET);

    bcm2711_hdmi_packets_bytes(&s->packets, AUDIO_INFOFRAME_PACKET, bytes);
    bcm2711_audio_infoframe_start(&s->infoframe, ns, sending ? bytes : NULL);
}

void bcm2711_hdmi_audio_first_word(BCM2711HDMIState *s, int64_t ns)
{
    bcm2711_audio_infoframe_first_word(&s->infoframe, ns);
}

void bcm2711_hdmi_audio_end(BCM2711HDMIState *s, int64_t ns)
{
    /* One may have begun to be sent before the end, and not be known yet */
    bcm2711_hdmi_packets_status(&s->packets);
    bcm2711_audio_infoframe_end(&s->infoframe, ns);
}

/* Properties */

static void hdmi_get_packet_delay(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    visit_type_uint64(v, name, &BCM2711_HDMI(obj)->packets.delay_ns, errp);
}

static void hdmi_set_packet_delay(Object *obj, Visitor *v, const char *name,
                                  void *opaque, Error **errp)
{
    uint64_t ns;

    if (visit_type_uint64(v, name, &ns, errp)) {
        bcm2711_hdmi_packets_set_delay(&BCM2711_HDMI(obj)->packets, ns);
    }
}

static bool hdmi_get_connected(Object *obj, Error **errp)
{
    return BCM2711_HDMI(obj)->connected;
}

static void hdmi_set_connected(Object *obj, bool connected, Error **errp)
{
    BCM2711HDMIState *s = BCM2711_HDMI(obj);

    s->connected = connected;
    qemu_set_irq(s->hotplug, connected);
}

static char *hdmi_get_infoframe(Object *obj, Error **errp)
{
    return bcm2711_audio_infoframe_hex(&BCM2711_HDMI(obj)->infoframe);
}

static void hdmi_get_infoframe_late(Object *obj, Visitor *v, const char *name,
                                    void *opaque, Error **errp)
{
    int64_t ns = bcm2711_audio_infoframe_late_ns(&BCM2711_HDMI(obj)->infoframe);

    visit_type_int64(v, name, &ns, errp);
}

static void hdmi_get_infoframe_missing(Object *obj, Visitor *v,
                                       const char *name, void *opaque,
                                       Error **errp)
{
    visit_type_int64(v, name, &BCM2711_HDMI(obj)->infoframe.longest_missing_ns,
                     errp);
}

static void hdmi_add_properties(ObjectClass *klass)
{
    object_class_property_add(klass, "packet-delay-ns", "uint64",
                              hdmi_get_packet_delay, hdmi_set_packet_delay,
                              NULL, NULL);
    object_class_property_set_description(klass, "packet-delay-ns",
        "How long a packet's status takes to follow its configuration");
    object_class_property_add_bool(klass, "connected", hdmi_get_connected,
                                   hdmi_set_connected);
    object_class_property_set_description(klass, "connected",
        "Whether a monitor is plugged in");
    object_class_property_add_str(klass, "audio-infoframe",
                                  hdmi_get_infoframe, NULL);
    object_class_property_set_description(klass, "audio-infoframe",
        "Audio infoframe as sent for the newest stream, in hex");
    object_class_property_add(klass, "audio-infoframe-late-ns", "int64",
                              hdmi_get_infoframe_late, NULL, NULL, NULL);
    object_class_property_set_description(klass, "audio-infoframe-late-ns",
        "Longest time from a stream's first word to its infoframe, -1 = never");
    object_class_property_add(klass, "audio-infoframe-missing-ns", "int64",
                              hdmi_get_infoframe_missing, NULL, NULL, NULL);
    object_class_property_set_description(klass, "audio-infoframe-missing-ns",
        "Longest that a stream played which never had an infoframe");
}

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
    s->hsm = qdev_init_clock_in(dev, "hsm", NULL, NULL, 0);
    qdev_init_gpio_in_named(dev, hdmi_sw_reset, "sw-reset", 1);
    qdev_init_gpio_out_named(dev, &s->hotplug, "hotplug", 1);

    bcm2711_hdmi_packets_init(&s->packets, hdmi_packet_sent, s);
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
    hdmi_add_properties(klass);
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
