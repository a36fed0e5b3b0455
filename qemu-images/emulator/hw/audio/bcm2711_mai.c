/*
 * BCM2711 MAI: the FIFO through which audio words enter an HDMI transmitter
 *
 * The registers and the life of the device. DMA fills the FIFO while DREQ is
 * high, enabled or not (bcm2711_mai_fifo.c). While MAI_CTL.ENABLE is set, words
 * leave it (bcm2711_mai_stream.c) at the times of the sample clock
 * (bcm2711_mai_clock.c). That counts the "audio" clock, 108 MHz in the device
 * tree; the driver asks for its rate and computes MAI_SMP from it, so that the
 * words leave at the rate which it wants.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "hw/audio/bcm2711_mai.h"
#include "hw/audio/bcm2711_mai_regs.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "system/runstate.h"
#include "trace.h"

#define CTL_W1C (R_CTL_ERRORF_MASK | R_CTL_ERRORE_MASK | R_CTL_DLATE_MASK)
#define CTL_RW (R_CTL_ENABLE_MASK | R_CTL_CHNUM_MASK | R_CTL_PAREN_MASK | \
                R_CTL_WHOLSMP_MASK | R_CTL_CHALIGN_MASK)

#define DEFAULT_AUDIO_CLOCK_HZ 108000000

static const char *const bcm2711_mai_rules[] = {
    [BCM2711_MAI_RULE_UNDERRUN] = "mai-underrun",
    [BCM2711_MAI_RULE_OVERRUN] = "mai-overrun",
    [BCM2711_MAI_RULE_CLOCK_OFF] = "clock-off",
};

static bool mai_enabled(BCM2711MAIState *s)
{
    return FIELD_EX32(s->regs[R_CTL], CTL, ENABLE);
}

uint32_t bcm2711_mai_channels(BCM2711MAIState *s)
{
    return FIELD_EX32(s->regs[R_CTL], CTL, CHNUM);
}

uint64_t bcm2711_mai_rate(BCM2711MAIState *s)
{
    return bcm2711_mai_clock_rate(&s->clock);
}

bool bcm2711_mai_running(BCM2711MAIState *s)
{
    return mai_enabled(s) && bcm2711_mai_channels(s) && bcm2711_mai_rate(s);
}

/* To be called where the format may have changed */
static void mai_check_format(BCM2711MAIState *s)
{
    if (mai_enabled(s) && !bcm2711_mai_rate(s)) {
        bcm2711_rules_broken(&s->rules, BCM2711_MAI_RULE_CLOCK_OFF);
    }
    bcm2711_mai_capture_current(s);
}

/* The sample clock after a change of what it is made of */
static void mai_set_clock(BCM2711MAIState *s, int64_t now)
{
    uint64_t hz = clock_has_source(s->audio_clock)
                  ? clock_get_hz(s->audio_clock) : DEFAULT_AUDIO_CLOCK_HZ;

    bcm2711_mai_clock_set(&s->clock, hz, s->regs[R_SMP], now);
    mai_check_format(s);
}

void bcm2711_mai_capture_current(BCM2711MAIState *s)
{
    if (bcm2711_mai_running(s)) {
        bcm2711_mai_capture_start(&s->capture, bcm2711_mai_rate(s),
                                  bcm2711_mai_channels(s));
    }
}

/* Registers */

static uint32_t mai_read_ctl(BCM2711MAIState *s)
{
    uint32_t ctl = s->regs[R_CTL];
    bool empty = fifo32_is_empty(&s->fifo.words);

    ctl = FIELD_DP32(ctl, CTL, EMPTY, empty);
    ctl = FIELD_DP32(ctl, CTL, FULL, fifo32_is_full(&s->fifo.words));
    return FIELD_DP32(ctl, CTL, BUSY, mai_enabled(s) && !empty);
}

static void mai_write_ctl(BCM2711MAIState *s, uint32_t value, int64_t now)
{
    bool was_enabled = mai_enabled(s);

    s->regs[R_CTL] &= ~(CTL_RW | (value & CTL_W1C));
    s->regs[R_CTL] |= value & CTL_RW;
    if (FIELD_EX32(value, CTL, RESET)) {
        s->regs[R_CTL] &= ~CTL_W1C;
    }
    s->fifo.sample = bcm2711_mai_channels(s);
    if (FIELD_EX32(value, CTL, RESET) || FIELD_EX32(value, CTL, FLUSH)) {
        bcm2711_mai_fifo_flush(&s->fifo);
    }
    if (was_enabled && !mai_enabled(s)) {
        bcm2711_mai_stream_end(s, now);
    } else if (!was_enabled && mai_enabled(s)) {
        bcm2711_mai_stream_start(s, now);
    }
    mai_check_format(s);
}

static void mai_write_data(BCM2711MAIState *s, uint32_t word, int64_t now)
{
    if (bcm2711_mai_fifo_push(&s->fifo, word, now)) {
        bcm2711_mai_stream_fed(s, now);
    } else {
        /* The word is lost, whether the MAI is enabled or not */
        s->regs[R_CTL] |= R_CTL_ERRORF_MASK;
        s->overruns++;
        bcm2711_rules_broken(&s->rules, BCM2711_MAI_RULE_OVERRUN);
    }
}

static void mai_write_smp(BCM2711MAIState *s, uint32_t value, int64_t now)
{
    s->regs[R_SMP] = value;
    mai_set_clock(s, now);
    if (value && !bcm2711_mai_rate(s)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: MAI_SMP 0x%x is no sample rate\n",
                      DEVICE(s)->canonical_path, value);
    }
}

static uint64_t bcm2711_mai_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711MAIState *s = opaque;
    uint32_t value = s->regs[addr / 4];

    if (addr == A_CTL) {
        bcm2711_mai_stream_update(s, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
        value = mai_read_ctl(s);
    }
    trace_bcm2711_mai_read(DEVICE(s)->canonical_path, addr, value);
    return value;
}

static void bcm2711_mai_write(void *opaque, hwaddr addr, uint64_t value,
                              unsigned int size)
{
    BCM2711MAIState *s = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    trace_bcm2711_mai_write(DEVICE(s)->canonical_path, addr, value);
    bcm2711_mai_stream_advance(s, now);
    switch (addr) {
    case A_CTL:
        mai_write_ctl(s, value, now);
        break;
    case A_DATA:
        mai_write_data(s, value, now);
        break;
    case A_SMP:
        mai_write_smp(s, value, now);
        break;
    case A_THR:
        s->regs[R_THR] = value;
        s->fifo.dreq_low = FIELD_EX32(value, THR, DREQLOW);
        break;
    default:
        s->regs[addr / 4] = value;
        break;
    }
    bcm2711_mai_stream_update(s, now);
}

static const MemoryRegionOps bcm2711_mai_ops = {
    .read = bcm2711_mai_read,
    .write = bcm2711_mai_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

static void mai_audio_clock_changes(void *opaque, ClockEvent event)
{
    BCM2711MAIState *s = opaque;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (event == ClockPreUpdate) {
        bcm2711_mai_stream_advance(s, now);
    } else {
        mai_set_clock(s, now);
        bcm2711_mai_stream_update(s, now);
    }
}

/* Life */

static void bcm2711_mai_reset_enter(Object *obj, ResetType type)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    /* The transmitter hears of the end here; no reset touches what it saw */
    if (mai_enabled(s)) {
        int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

        bcm2711_mai_stream_advance(s, now);
        bcm2711_mai_stream_end(s, now);
    }
    timer_del(&s->event_timer);
    memset(s->regs, 0, sizeof(s->regs));
    memset(&s->clock, 0, sizeof(s->clock));
    bcm2711_mai_fifo_reset(&s->fifo);
    s->starved_ns = BCM2711_MAI_NOT_YET;
}

static void bcm2711_mai_reset_hold(Object *obj, ResetType type)
{
    qemu_irq_lower(BCM2711_MAI(obj)->fifo.dreq);
}

static void mai_vm_change(void *opaque, bool running, RunState state)
{
    BCM2711MAIState *s = opaque;

    if (!running) {
        bcm2711_mai_capture_sync(&s->capture);
    }
}

static void bcm2711_mai_realize(DeviceState *dev, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(dev);

    s->fifo.name = dev->canonical_path;
    s->vm_change = qemu_add_vm_change_state_handler(mai_vm_change, s);
}

static void bcm2711_mai_unrealize(DeviceState *dev)
{
    qemu_del_vm_change_state_handler(BCM2711_MAI(dev)->vm_change);
}

static void bcm2711_mai_init(Object *obj)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);
    DeviceState *dev = DEVICE(obj);

    memory_region_init_io(&s->mmio, obj, &bcm2711_mai_ops, s,
                          TYPE_BCM2711_MAI, BCM2711_MAI_MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->mmio);
    qdev_init_gpio_out_named(dev, &s->fifo.dreq, "dreq", 1);
    s->audio_clock = qdev_init_clock_in(dev, "audio", mai_audio_clock_changes,
                                        s, ClockPreUpdate | ClockUpdate);
    bcm2711_mai_stream_init(s);
    bcm2711_rules_init(&s->rules, obj, bcm2711_mai_rules,
                       ARRAY_SIZE(bcm2711_mai_rules));
}

static void bcm2711_mai_finalize(Object *obj)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    timer_del(&s->event_timer);
    bcm2711_mai_fifo_finalize(&s->fifo);
    bcm2711_mai_capture_close(&s->capture);
}

static const Property bcm2711_mai_properties[] = {
    DEFINE_PROP_LINK("hdmi", BCM2711MAIState, hdmi, TYPE_BCM2711_HDMI,
                     BCM2711HDMIState *),
};

static int bcm2711_mai_post_load(void *opaque, int version_id)
{
    bcm2711_mai_capture_current(opaque);
    return 0;
}

static const VMStateDescription vmstate_bcm2711_mai = {
    .name = TYPE_BCM2711_MAI,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = bcm2711_mai_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_CLOCK(audio_clock, BCM2711MAIState),
        VMSTATE_UINT32_ARRAY(regs, BCM2711MAIState, BCM2711_MAI_MMIO_SIZE / 4),
        VMSTATE_STRUCT(fifo, BCM2711MAIState, 1, vmstate_bcm2711_mai_fifo,
                       BCM2711MAIFifo),
        VMSTATE_STRUCT(clock, BCM2711MAIState, 1, vmstate_bcm2711_mai_clock,
                       BCM2711MAIClock),
        VMSTATE_INT64(starved_ns, BCM2711MAIState),
        VMSTATE_INT64(event_ns, BCM2711MAIState),
        VMSTATE_TIMER(event_timer, BCM2711MAIState),
        VMSTATE_UINT64(words_played, BCM2711MAIState),
        VMSTATE_INT64(first_word_ns, BCM2711MAIState),
        VMSTATE_INT64(last_word_ns, BCM2711MAIState),
        VMSTATE_UINT64(streams, BCM2711MAIState),
        VMSTATE_UINT64(underruns, BCM2711MAIState),
        VMSTATE_UINT64(drains, BCM2711MAIState),
        VMSTATE_UINT64(overruns, BCM2711MAIState),
        VMSTATE_BCM2711_RULES(rules, BCM2711MAIState),
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2711_mai_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 HDMI audio FIFO";
    dc->realize = bcm2711_mai_realize;
    dc->unrealize = bcm2711_mai_unrealize;
    dc->vmsd = &vmstate_bcm2711_mai;
    rc->phases.enter = bcm2711_mai_reset_enter;
    rc->phases.hold = bcm2711_mai_reset_hold;
    device_class_set_props(dc, bcm2711_mai_properties);
    set_bit(DEVICE_CATEGORY_SOUND, dc->categories);
    bcm2711_mai_add_properties(klass);
}

static const TypeInfo bcm2711_mai_types[] = {
    {
        .name = TYPE_BCM2711_MAI,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711MAIState),
        .instance_init = bcm2711_mai_init,
        .instance_finalize = bcm2711_mai_finalize,
        .class_init = bcm2711_mai_class_init,
    },
};
DEFINE_TYPES(bcm2711_mai_types)
