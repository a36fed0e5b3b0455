/*
 * BCM2711 HDMI transmitter
 *
 * The registers' behaviour follows from what the driver waits for, Linux
 * drivers/gpu/drm/vc4/vc4_hdmi.c and vc4_hdmi_phy.c.
 *
 * Most registers only store what is written. The others:
 *  - FIFO_CTL: recentering the pixel FIFO is done as soon as it is requested,
 *    while frames are sent
 *  - SCHEDULER_CONTROL: HDMI mode is active as soon as it is requested, while
 *    frames are sent
 *  - RAM_PACKET_CONFIG, RAM_PACKET_STATUS: see bcm2711_hdmi_packets.c
 *  - HOTPLUG: see bcm2711_hdmi_hotplug.c
 *  - CEC: see bcm2711_hdmi_cec.c
 *  - TX_PHY and RM: the PLL of the pixel clock, see bcm2711_hdmi_link.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/display/bcm2711_hdmi.h"
#include "hw/display/bcm2711_hdmi_cec.h"
#include "hw/display/bcm2711_hdmi_hotplug.h"
#include "hw/display/bcm2711_hdmi_infoframe.h"
#include "hw/display/bcm2711_hdmi_internal.h"
#include "hw/display/bcm2711_hdmi_link.h"
#include "hw/display/bcm2711_hdmi_packets.h"
/* lab { */
#include "hw/display/bcm2711_hdmi_faults.h"
#include "hw/display/bcm2711_hdmi_infoframe_log.h"
#include "hw/display/bcm2711_hdmi_sink.h"
#include "hw/display/bcm2711_hdmi_sound.h"
#include "hw/misc/bcm2711_bus.h"
/* } lab */
#include "hw/misc/bcm2711_rules.h"
#include "hw/qdev-properties.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "trace.h"

#define CORE_SIZE 0x300
#define DVP_SIZE 0x200
#define METADATA_SIZE 0x400
#define CSC_SIZE 0x80

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711HDMIState, BCM2711_HDMI)

typedef struct BCM2711HDMIBlock {
    MemoryRegion mmio;
    BCM2711HDMIState *hdmi;
    uint32_t *regs;
} BCM2711HDMIBlock;

struct BCM2711HDMIState {
    SysBusDevice parent_obj;

    BCM2711HDMIBlock blocks[BCM2711_HDMI_NUM_BLOCKS];

    uint32_t core[CORE_SIZE / 4];
    uint32_t dvp[DVP_SIZE / 4];
    uint32_t metadata[METADATA_SIZE / 4];
    uint32_t csc[CSC_SIZE / 4];

    BCM2711HDMILink link;
    BCM2711HDMIPackets packets;
    /* lab { */
    BCM2711HDMISound sound;
    BCM2711HDMISink sink;
    BCM2711HDMIInfoframes infoframes;
    bool clock_off_locks_bus;   /* property */
    /* } lab */
    BCM2711HDMIHotplug hotplug;
    qemu_irq scrambled;
    BCM2711CECPort cec;
    BCM2711Rules rules;
};

static const char *const bcm2711_hdmi_rules[] = {
    [BCM2711_HDMI_RULE_WRITE_WHILE_SENDING] = "packet-ram-write-while-sending",
    [BCM2711_HDMI_RULE_WRITE_WHILE_OFF] = "packet-ram-write-while-off",
    [BCM2711_HDMI_RULE_CLOCK_OFF] = "clock-off",
    [BCM2711_HDMI_RULE_IN_RESET] = "access-in-reset",
    [BCM2711_HDMI_RULE_HSM_SLOW] = "hsm-not-over-pixel-clock",
    /* lab { */
    [BCM2711_HDMI_RULE_AUDIO_OFF] = "audio-while-off",
    [BCM2711_HDMI_RULE_AUDIO_CLOCK] = "audio-clock-regeneration",
    /* } lab */
    [BCM2711_HDMI_RULE_INFOFRAME_HEADER] = "infoframe-header",
    [BCM2711_HDMI_RULE_INFOFRAME_CHECKSUM] = "infoframe-checksum",
    [BCM2711_HDMI_RULE_INFOFRAME_TAIL] = "infoframe-tail",
    [BCM2711_HDMI_RULE_INFOFRAME_MODE] = "infoframe-not-of-mode",
};

static const struct {
    const char *name;
    uint32_t size;
    size_t regs;
} block_info[BCM2711_HDMI_NUM_BLOCKS] = {
    [BCM2711_HDMI_CORE] = {
        "core", CORE_SIZE, offsetof(BCM2711HDMIState, core)
    },
    [BCM2711_HDMI_DVP] = {
        "dvp", DVP_SIZE, offsetof(BCM2711HDMIState, dvp)
    },
    [BCM2711_HDMI_PHY] = {
        "phy", BCM2711_HDMI_PHY_SIZE, offsetof(BCM2711HDMIState, link.phy)
    },
    [BCM2711_HDMI_RM] = {
        "rm", BCM2711_HDMI_RM_SIZE, offsetof(BCM2711HDMIState, link.rm)
    },
    [BCM2711_HDMI_PACKET] = {
        "packet", BCM2711_HDMI_PACKET_RAM_SIZE,
        offsetof(BCM2711HDMIState, packets.ram)
    },
    [BCM2711_HDMI_METADATA] = {
        "metadata", METADATA_SIZE, offsetof(BCM2711HDMIState, metadata)
    },
    [BCM2711_HDMI_CSC] = {
        "csc", CSC_SIZE, offsetof(BCM2711HDMIState, csc)
    },
    [BCM2711_HDMI_CEC] = {
        "cec", BCM2711_HDMI_CEC_SIZE, offsetof(BCM2711HDMIState, cec.regs)
    },
};

static const char *block_name(const BCM2711HDMIBlock *block)
{
    return block_info[block - block->hdmi->blocks].name;
}

/*
 * Whether the block can be accessed. Linux vc4_hdmi.c (7.2), of an access while
 * the clock is off: "it will lead to a silent CPU stall".
 */
static bool hdmi_accessible(BCM2711HDMIState *s)
{
    if (!bcm2711_hdmi_link_clocked(&s->link)) {
        bcm2711_rules_broken(&s->rules, BCM2711_HDMI_RULE_CLOCK_OFF);
        /* lab { */
        if (s->clock_off_locks_bus) {
            bcm2711_bus_lock_up();
        }
        /* } lab */
    } else if (s->link.in_reset) {
        bcm2711_rules_broken(&s->rules, BCM2711_HDMI_RULE_IN_RESET);
    }
    return bcm2711_hdmi_link_up(&s->link);
}

static bool hdmi_mode(BCM2711HDMIState *s)
{
    return FIELD_EX32(s->core[R_SCHEDULER_CONTROL], SCHEDULER_CONTROL,
                      MODE_HDMI);
}

static void hdmi_update_scrambled(BCM2711HDMIState *s)
{
    qemu_set_irq(s->scrambled, bcm2711_hdmi_link_tmds_hz(&s->link) &&
                 FIELD_EX32(s->core[R_SCRAMBLER_CTL], SCRAMBLER_CTL, ENABLE));
}

/* To be called after every change of the link */
static void hdmi_link_changes(BCM2711HDMIState *s)
{
    bcm2711_hdmi_link_update(&s->link);
    /* lab { */
    if (bcm2711_hdmi_link_sending(&s->link) && !s->packets.sending &&
        hdmi_mode(s)) {
        bcm2711_hdmi_sound_set_clock(&s->sound);
    }
    /* } lab */
    bcm2711_hdmi_packets_set_sending(&s->packets,
                                     bcm2711_hdmi_link_sending(&s->link));
    bcm2711_hdmi_hotplug_signal(&s->hotplug,
                                bcm2711_hdmi_link_tmds_hz(&s->link));
    hdmi_update_scrambled(s);
}

static void hdmi_hsm_changes(void *opaque, ClockEvent event)
{
    BCM2711HDMIState *s = opaque;

    /* lab { */
    bcm2711_hdmi_sink_check_link(&s->sink);
    /* } lab */
    hdmi_link_changes(s);
}

static void hdmi_video(void *opaque, int line, int level)
{
    BCM2711HDMIState *s = opaque;

    s->link.video = level;
    hdmi_link_changes(s);
}

static void hdmi_frames(void *opaque, int line, int level)
{
    BCM2711HDMIState *s = opaque;

    s->link.frames = level;
    hdmi_link_changes(s);
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
    bool sending = bcm2711_hdmi_link_sending(&s->link);

    switch (addr) {
    case A_FIFO_CTL:
        return FIELD_DP32(value, FIFO_CTL, RECENTER_DONE, sending &&
                          FIELD_EX32(value, FIFO_CTL, RECENTER));
    case A_SCHEDULER_CONTROL:
        return FIELD_DP32(value, SCHEDULER_CONTROL, HDMI_ACTIVE,
                          sending && hdmi_mode(s));
    case A_RAM_PACKET_CONFIG:
        return s->packets.config;
    case A_RAM_PACKET_STATUS:
        return bcm2711_hdmi_packets_status(&s->packets);
    case A_HOTPLUG:
        return FIELD_DP32(value, HOTPLUG, CONNECTED, s->hotplug.high);
    default:
        return value;
    }
}

static void core_write(BCM2711HDMIState *s, hwaddr addr, uint32_t value)
{
    switch (addr) {
    case A_SCHEDULER_CONTROL:
        if (!FIELD_EX32(value, SCHEDULER_CONTROL, MODE_HDMI)) {
            break;
        }
        if (!bcm2711_hdmi_link_hsm_suffices(&s->link)) {
            bcm2711_rules_broken(&s->rules, BCM2711_HDMI_RULE_HSM_SLOW);
        }
        /* lab { */
        bcm2711_hdmi_sound_set_clock(&s->sound);
        /* } lab */
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
    if (addr == A_SCRAMBLER_CTL) {
        hdmi_update_scrambled(s);
    }
}

/* Packet RAM */

static void hdmi_packet_sent(void *opaque, unsigned int id, int64_t ns)
{
    BCM2711HDMIState *s = opaque;
    uint8_t bytes[BCM2711_HDMI_PACKET_BYTES];
    int rule;

    if (id >= BCM2711_HDMI_NUM_PACKETS) {
        return;
    }
    bcm2711_hdmi_packets_bytes(&s->packets, id, bytes);
    rule = bcm2711_hdmi_infoframe_check(id, bytes, s->core);
    if (rule != BCM2711_HDMI_INFOFRAME_VALID) {
        bcm2711_rules_broken_at(&s->rules, rule, ns);
    }
    /* lab { */
    bcm2711_hdmi_infoframes_sent(&s->infoframes, id, bytes, rule, ns);
    bcm2711_hdmi_sink_packet_sent(&s->sink, id, ns);
    /* } lab */
}

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

static bool block_known(const BCM2711HDMIBlock *block, hwaddr addr)
{
    switch (block - block->hdmi->blocks) {
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
    BCM2711HDMIBlock *block = opaque;
    BCM2711HDMIState *s = block->hdmi;
    uint32_t value = 0;

    if (!block_known(block, addr)) {
        qemu_log_mask(LOG_UNIMP, "%s: read of unknown register %s 0x%"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path,
                      block_name(block), addr);
    }
    if (hdmi_accessible(s)) {
        value = block == &s->blocks[BCM2711_HDMI_CORE] ? core_read(s, addr)
                                                       : block->regs[addr / 4];
    }
    trace_bcm2711_hdmi_read(DEVICE(s)->canonical_path, block_name(block), addr,
                            value);
    return value;
}

static void bcm2711_hdmi_write(void *opaque, hwaddr addr, uint64_t value,
                               unsigned int size)
{
    BCM2711HDMIBlock *block = opaque;
    BCM2711HDMIState *s = block->hdmi;

    trace_bcm2711_hdmi_write(DEVICE(s)->canonical_path, block_name(block), addr,
                             value);
    if (!block_known(block, addr)) {
        qemu_log_mask(LOG_UNIMP, "%s: write of unknown register %s 0x%"
                      HWADDR_PRIx "\n", DEVICE(s)->canonical_path,
                      block_name(block), addr);
    }
    if (!hdmi_accessible(s)) {
        return;
    }
    switch (block - s->blocks) {
    case BCM2711_HDMI_CORE:
        core_write(s, addr, value);
        break;
    case BCM2711_HDMI_PACKET:
        packet_write(s, addr, value);
        break;
    case BCM2711_HDMI_CEC:
        bcm2711_hdmi_cec_write(&s->cec, addr, value);
        break;
    case BCM2711_HDMI_PHY:
    case BCM2711_HDMI_RM:
        block->regs[addr / 4] = value;
        hdmi_link_changes(s);
        break;
    default:
        block->regs[addr / 4] = value;
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

/*
 * What describes the sound survives a reset by the DVP. Linux resets the block
 * in each mode set, and writes these registers for a stream, which plays on;
 * only its infoframe has to be sent again (vc4_hdmi.c,
 * vc4_hdmi_set_infoframes).
 */
static const uint8_t sound_regs[] = {
    R_MAI_CHANNEL_MAP, R_MAI_CONFIG, R_AUDIO_PACKET_CONFIG, R_CRP_CFG, R_CTS_0,
    R_CTS_1,
};

/*
 * All but CEC, which a reset by the DVP leaves alone: on BCM2711 its registers
 * "are in a separate block" (raspberrypi/linux pull request 3917)
 */
static void hdmi_clear(BCM2711HDMIState *s)
{
    for (int i = 0; i < BCM2711_HDMI_NUM_BLOCKS; i++) {
        if (i != BCM2711_HDMI_CEC) {
            memset(s->blocks[i].regs, 0, block_info[i].size);
        }
    }
    bcm2711_hdmi_packets_reset(&s->packets);
}

static void hdmi_sw_reset(void *opaque, int line, int level)
{
    BCM2711HDMIState *s = opaque;

    trace_bcm2711_hdmi_sw_reset(DEVICE(s)->canonical_path, level);
    s->link.in_reset = level;
    if (level) {
        uint32_t sound[ARRAY_SIZE(sound_regs)];

        /* lab { */
        bcm2711_hdmi_sink_check_link(&s->sink);
        /* } lab */
        for (int i = 0; i < ARRAY_SIZE(sound_regs); i++) {
            sound[i] = s->core[sound_regs[i]];
        }
        hdmi_clear(s);
        for (int i = 0; i < ARRAY_SIZE(sound_regs); i++) {
            s->core[sound_regs[i]] = sound[i];
        }
    }
    hdmi_link_changes(s);
}

static void bcm2711_hdmi_reset_enter(Object *obj, ResetType type)
{
    BCM2711HDMIState *s = BCM2711_HDMI(obj);

    hdmi_clear(s);
    bcm2711_hdmi_cec_reset(&s->cec);
    /* lab { */
    bcm2711_hdmi_sound_reset(&s->sound);
    /* } lab */
}

static void bcm2711_hdmi_reset_hold(Object *obj, ResetType type)
{
    hdmi_link_changes(BCM2711_HDMI(obj));
}

static void bcm2711_hdmi_reset_exit(Object *obj, ResetType type)
{
    BCM2711HDMIState *s = BCM2711_HDMI(obj);

    bcm2711_hdmi_hotplug_reset(&s->hotplug);
}

/* Life cycle */

static void hdmi_unplugged(void *opaque)
{
    BCM2711HDMIState *s = opaque;

    bcm2711_cec_peer_leave(&s->cec.peer);
}

static void bcm2711_hdmi_init(Object *obj)
{
    BCM2711HDMIState *s = BCM2711_HDMI(obj);
    DeviceState *dev = DEVICE(obj);

    for (int i = 0; i < BCM2711_HDMI_NUM_BLOCKS; i++) {
        BCM2711HDMIBlock *block = &s->blocks[i];
        g_autofree char *name = g_strdup_printf(TYPE_BCM2711_HDMI "-%s",
                                                block_info[i].name);

        block->hdmi = s;
        block->regs = (uint32_t *)((uint8_t *)s + block_info[i].regs);
        memory_region_init_io(&block->mmio, obj, &bcm2711_hdmi_ops, block, name,
                              block_info[i].size);
        sysbus_init_mmio(SYS_BUS_DEVICE(obj), &block->mmio);
    }
    bcm2711_hdmi_link_init(&s->link, dev, hdmi_hsm_changes);
    qdev_init_gpio_in_named(dev, hdmi_sw_reset, "sw-reset", 1);
    qdev_init_gpio_in_named(dev, hdmi_video, "video", 1);
    qdev_init_gpio_in_named(dev, hdmi_frames, "frames", 1);
    bcm2711_hdmi_hotplug_init(&s->hotplug, obj);
    qdev_init_gpio_out_named(dev, &s->hotplug.line, "hotplug", 1);
    qdev_init_gpio_out_named(dev, &s->hotplug.rises, "hpd-connected", 1);
    qdev_init_gpio_out_named(dev, &s->hotplug.falls, "hpd-removed", 1);
    qdev_init_gpio_out_named(dev, &s->scrambled, "scrambled", 1);
    bcm2711_hdmi_cec_init(&s->cec, obj, &s->hotplug.connected);
    s->hotplug.unplugged = hdmi_unplugged;
    s->hotplug.opaque = s;
    qdev_init_gpio_out_named(dev, &s->cec.tx_done, "cec-tx", 1);
    qdev_init_gpio_out_named(dev, &s->cec.rx_done, "cec-rx", 1);
    qdev_init_gpio_out_named(dev, &s->cec.line_low, "cec-low", 1);

    bcm2711_hdmi_packets_init(&s->packets, hdmi_packet_sent, s);
    /* Short enough for a driver that polls to see it almost at once */
    s->packets.delay_ns = 2000;
    /* lab { */
    s->sink.link = &s->link;
    s->sink.packets = &s->packets;
    s->sink.sound = &s->sound;
    s->sink.rules = &s->rules;
    bcm2711_hdmi_sink_init(&s->sink, obj);
    s->sound.link = &s->link;
    s->sound.core = s->core;
    bcm2711_hdmi_sound_init(&s->sound, obj);
    bcm2711_hdmi_infoframes_init(&s->infoframes, obj, bcm2711_hdmi_rules);
    bcm2711_hdmi_faults_init(obj, &s->packets, &s->clock_off_locks_bus);
    /* } lab */
    bcm2711_rules_init(&s->rules, obj, bcm2711_hdmi_rules,
                       ARRAY_SIZE(bcm2711_hdmi_rules));
}

static void bcm2711_hdmi_finalize(Object *obj)
{
    BCM2711HDMIState *s = BCM2711_HDMI(obj);

    bcm2711_hdmi_cec_finalize(&s->cec);
    bcm2711_hdmi_hotplug_finalize(&s->hotplug);
    bcm2711_hdmi_packets_finalize(&s->packets);
    /* lab { */
    bcm2711_hdmi_sound_finalize(&s->sound);
    /* } lab */
}

static const VMStateDescription vmstate_bcm2711_hdmi = {
    .name = TYPE_BCM2711_HDMI,
    .version_id = 6,
    .minimum_version_id = 6,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(core, BCM2711HDMIState, CORE_SIZE / 4),
        VMSTATE_UINT32_ARRAY(dvp, BCM2711HDMIState, DVP_SIZE / 4),
        VMSTATE_UINT32_ARRAY(metadata, BCM2711HDMIState, METADATA_SIZE / 4),
        VMSTATE_UINT32_ARRAY(csc, BCM2711HDMIState, CSC_SIZE / 4),
        VMSTATE_STRUCT(link, BCM2711HDMIState, 2, vmstate_bcm2711_hdmi_link,
                       BCM2711HDMILink),
        VMSTATE_STRUCT(packets, BCM2711HDMIState, 3,
                       vmstate_bcm2711_hdmi_packets, BCM2711HDMIPackets),
        /* lab { */
        VMSTATE_STRUCT(sink, BCM2711HDMIState, 3, vmstate_bcm2711_hdmi_sink,
                       BCM2711HDMISink),
        VMSTATE_STRUCT(infoframes, BCM2711HDMIState, 6,
                       vmstate_bcm2711_hdmi_infoframes, BCM2711HDMIInfoframes),
        VMSTATE_STRUCT(sound, BCM2711HDMIState, 1, vmstate_bcm2711_hdmi_sound,
                       BCM2711HDMISound),
        VMSTATE_BCM2711_RULES(rules, BCM2711HDMIState),
        VMSTATE_BOOL(clock_off_locks_bus, BCM2711HDMIState),
        /* } lab */
        VMSTATE_STRUCT(hotplug, BCM2711HDMIState, 2,
                       vmstate_bcm2711_hdmi_hotplug, BCM2711HDMIHotplug),
        VMSTATE_STRUCT(cec, BCM2711HDMIState, 1, vmstate_bcm2711_hdmi_cec,
                       BCM2711CECPort),
        VMSTATE_END_OF_LIST()
    }
};

/* lab { */
static const Property bcm2711_hdmi_properties[] = {
    DEFINE_PROP_UINT8("port", BCM2711HDMIState, packets.port, 0),
};

static BCM2711AudioSink hdmi_get_sink(Object *obj)
{
    return bcm2711_hdmi_sink_get(&BCM2711_HDMI(obj)->sink);
}
/* } lab */

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
    /* lab { */
    BCM2711_AUDIO_SINK_CLASS(klass)->get = hdmi_get_sink;
    device_class_set_props(dc, bcm2711_hdmi_properties);
    /* } lab */
}

static const TypeInfo bcm2711_hdmi_types[] = {
    {
        .name = TYPE_BCM2711_HDMI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711HDMIState),
        .instance_init = bcm2711_hdmi_init,
        .instance_finalize = bcm2711_hdmi_finalize,
        .class_init = bcm2711_hdmi_class_init,
        /* lab { */
        .interfaces = (InterfaceInfo[]) {
            { TYPE_BCM2711_AUDIO_SINK },
            { }
        },
        /* } lab */
    },
};
DEFINE_TYPES(bcm2711_hdmi_types)
