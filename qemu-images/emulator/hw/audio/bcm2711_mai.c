/*
 * BCM2711 MAI: the FIFO through which audio words enter an HDMI transmitter
 *
 * The registers, the timer and DREQ. DMA fills the FIFO while DREQ is high, no
 * matter whether the MAI is enabled (bcm2711_mai_fifo.c). While MAI_CTL.ENABLE
 * is set, words leave it (bcm2711_mai_stream.c) at the ticks of the sample
 * clock (bcm2711_mai_clock.c), which counts the "audio" clock, 108 MHz in the
 * device tree. The driver reads its rate and computes MAI_SMP from it.
 *
 * Source of the registers: Linux drivers/gpu/drm/vc4/vc4_hdmi_regs.h (offsets)
 * and vc4_regs.h (VC4_HD_MAI_*, VC4_HDMI_MAI_FORMAT_*). Linux 5.10 to 7.1 write
 * CTL, THR, SMP and, by DMA, DATA; from 6.1 on FMT too; they read none. Reset
 * values are not public; all registers start as zero.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/audio/bcm2711_mai.h"
/* lab { */
#include "hw/audio/bcm2711_mai_recorder.h"
/* } lab */
#include "hw/audio/bcm2711_mai_stream.h"
#include "hw/clock.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
/* lab { */
#include "qapi/visitor.h"
/* } lab */
#include "qemu/log.h"
/* lab { */
#include "qemu/queue.h"
/* } lab */
#include "qemu/timer.h"
#include "trace.h"

REG32(CTL, 0x00)
    FIELD(CTL, RESET, 0, 1)     /* single shot */
    FIELD(CTL, ERRORF, 1, 1)    /* overflow, write 1 to clear */
    FIELD(CTL, ERRORE, 2, 1)    /* underflow, write 1 to clear */
    FIELD(CTL, ENABLE, 3, 1)
    FIELD(CTL, CHNUM, 4, 4)
    FIELD(CTL, PAREN, 8, 1)     /* compute the parity bit, do not pass it on */
    FIELD(CTL, FLUSH, 9, 1)
    FIELD(CTL, EMPTY, 10, 1)
    FIELD(CTL, FULL, 11, 1)
    FIELD(CTL, WHOLSMP, 12, 1)  /* take whole samples only */
    FIELD(CTL, CHALIGN, 13, 1)
    FIELD(CTL, BUSY, 14, 1)
    FIELD(CTL, DLATE, 15, 1)    /* data came late, write 1 to clear */
REG32(THR, 0x04)                /* see bcm2711_mai_fifo.c */
    FIELD(THR, DREQLOW, 0, 6)
    FIELD(THR, DREQHIGH, 8, 6)
    FIELD(THR, PANICLOW, 16, 6)
    FIELD(THR, PANICHIGH, 24, 6)
REG32(FMT, 0x08)                /* header for the MAI bus */
    FIELD(FMT, SAMPLE_RATE, 8, 8)
    FIELD(FMT, AUDIO_FORMAT, 16, 8)     /* 2: PCM, 200: high bit rate */
REG32(DATA, 0x0c)
REG32(SMP, 0x10)                /* see bcm2711_mai_clock.h */
    FIELD(SMP, M, 0, 8)
    FIELD(SMP, N, 8, 24)

#define MMIO_SIZE 0x14

#define FORMAT_HIGH_BIT_RATE 200

#define CTL_W1C (R_CTL_ERRORF_MASK | R_CTL_ERRORE_MASK | R_CTL_DLATE_MASK)
#define CTL_RW (R_CTL_ENABLE_MASK | R_CTL_CHNUM_MASK | R_CTL_PAREN_MASK | \
                R_CTL_WHOLSMP_MASK | R_CTL_CHALIGN_MASK)

#define DEFAULT_AUDIO_CLOCK_HZ 108000000

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711MAIState, BCM2711_MAI)

struct BCM2711MAIState {
    SysBusDevice parent_obj;

    MemoryRegion mmio;
    Clock *audio_clock;
    qemu_irq dreq;
    QEMUTimer timer;
    /* lab { */
    Object *hdmi;
    /* } lab */

    uint32_t regs[MMIO_SIZE / 4];
    BCM2711MAIStream stream;
    /* lab { */
    BCM2711MAIRecorder recorder;
    /* } lab */

    bool raising_dreq;          /* inside the call that raises it */

    /* lab { */
    QLIST_ENTRY(BCM2711MAIState) next;      /* of those that are realized */
    /* } lab */
};

static int64_t mai_now(void)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static bool mai_enabled(BCM2711MAIState *s)
{
    return FIELD_EX32(s->regs[R_CTL], CTL, ENABLE);
}

static bool mai_high_bit_rate(BCM2711MAIState *s)
{
    return FIELD_EX32(s->regs[R_FMT], FMT, AUDIO_FORMAT) ==
           FORMAT_HIGH_BIT_RATE;
}

/* DREQ and the timer */

static void mai_set_dreq(BCM2711MAIState *s, bool level)
{
    s->stream.fifo.dreq = level;
    trace_bcm2711_mai_dreq(DEVICE(s)->canonical_path, level,
                           s->stream.fifo.level);
    qemu_set_irq(s->dreq, level);
}

/*
 * DREQ may fall at any time, but a rise can make DMA write here at once, so it
 * waits for the timer.
 */
static void mai_update_dreq(BCM2711MAIState *s, int64_t now, bool in_timer)
{
    bool level = bcm2711_mai_stream_wants_words(&s->stream, now);

    if (s->stream.fifo.dreq && !level) {
        mai_set_dreq(s, false);
    } else if (!s->stream.fifo.dreq && level && in_timer) {
        s->raising_dreq = true;
        mai_set_dreq(s, true);
        s->raising_dreq = false;
        s->stream.fed_ns = mai_now();
    }
}

/* To be called after every change */
static void mai_update(BCM2711MAIState *s, int64_t now, bool in_timer)
{
    int64_t next;

    bcm2711_mai_stream_advance(&s->stream, now);
    mai_update_dreq(s, now, in_timer);
    if (s->raising_dreq) {
        /* DMA writes while the timer raises DREQ; that call continues here */
        return;
    }
    next = bcm2711_mai_stream_next_event(&s->stream, now);
    if (next == INT64_MAX) {
        timer_del(&s->timer);
    } else {
        timer_mod(&s->timer, next);
    }
}

static void mai_timer(void *opaque)
{
    BCM2711MAIState *s = opaque;
    int64_t now = mai_now();

    bcm2711_mai_stream_event(&s->stream, now);
    mai_update(s, now, true);
}

/* Error bits of MAI_CTL */

static void mai_missing(void *opaque, bool playing, int64_t ns)
{
    BCM2711MAIState *s = opaque;

    s->regs[R_CTL] |= R_CTL_ERRORE_MASK | R_CTL_DLATE_MASK;
}

static void mai_overrun(void *opaque)
{
    BCM2711MAIState *s = opaque;

    s->regs[R_CTL] |= R_CTL_ERRORF_MASK;
}

static const BCM2711AudioSinkOps mai_error_ops = {
    .missing = mai_missing,
    .overrun = mai_overrun,
};

/* Registers */

static void mai_set_clock(BCM2711MAIState *s, int64_t now)
{
    uint64_t hz = clock_has_source(s->audio_clock)
                  ? clock_get_hz(s->audio_clock) : DEFAULT_AUDIO_CLOCK_HZ;

    bcm2711_mai_stream_set_clock(&s->stream, hz,
                                 FIELD_EX32(s->regs[R_SMP], SMP, N),
                                 FIELD_EX32(s->regs[R_SMP], SMP, M), now);
}

static uint32_t mai_read_ctl(BCM2711MAIState *s)
{
    uint32_t ctl = s->regs[R_CTL];
    uint32_t level = s->stream.fifo.level;

    ctl = FIELD_DP32(ctl, CTL, EMPTY, !level);
    ctl = FIELD_DP32(ctl, CTL, FULL, level == BCM2711_MAI_FIFO_WORDS);
    return FIELD_DP32(ctl, CTL, BUSY, mai_enabled(s) && level);
}

static void mai_write_ctl(BCM2711MAIState *s, uint32_t value, int64_t now)
{
    bool reset = FIELD_EX32(value, CTL, RESET);

    s->regs[R_CTL] &= ~(CTL_RW | (value & CTL_W1C));
    s->regs[R_CTL] |= value & CTL_RW;
    if (reset) {
        s->regs[R_CTL] &= ~CTL_W1C;
    }
    if (reset || FIELD_EX32(value, CTL, FLUSH)) {
        bcm2711_mai_fifo_flush(&s->stream.fifo);
    }
    bcm2711_mai_stream_configure(&s->stream, mai_enabled(s),
                                 FIELD_EX32(value, CTL, CHNUM),
                                 FIELD_EX32(value, CTL, PAREN), now);
}

static void mai_write_smp(BCM2711MAIState *s, uint32_t value, int64_t now)
{
    s->regs[R_SMP] = value;
    mai_set_clock(s, now);
    if (value && !bcm2711_mai_stream_format(&s->stream).rate) {
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
        mai_update(s, mai_now(), false);
        value = mai_read_ctl(s);
    }
    trace_bcm2711_mai_read(DEVICE(s)->canonical_path, addr, value);
    return value;
}

static void bcm2711_mai_write(void *opaque, hwaddr addr, uint64_t value,
                              unsigned int size)
{
    BCM2711MAIState *s = opaque;
    int64_t now = mai_now();

    trace_bcm2711_mai_write(DEVICE(s)->canonical_path, addr, value);
    bcm2711_mai_stream_advance(&s->stream, now);
    switch (addr) {
    case A_CTL:
        mai_write_ctl(s, value, now);
        break;
    case A_DATA:
        bcm2711_mai_stream_push(&s->stream, value, now);
        break;
    case A_SMP:
        mai_write_smp(s, value, now);
        break;
    case A_THR:
        s->regs[R_THR] = value;
        s->stream.fifo.dreq_low = FIELD_EX32(value, THR, DREQLOW);
        break;
    case A_FMT:
        s->regs[R_FMT] = value;
        s->stream.high_bit_rate = mai_high_bit_rate(s);
        break;
    default:
        s->regs[addr / 4] = value;
        break;
    }
    mai_update(s, now, false);
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
    int64_t now = mai_now();

    if (event == ClockPreUpdate) {
        bcm2711_mai_stream_advance(&s->stream, now);
    } else {
        mai_set_clock(s, now);
        mai_update(s, now, false);
    }
}

/* lab { */
/* Properties */

static void mai_get_dreq_exact(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    visit_type_bool(v, name, &BCM2711_MAI(obj)->stream.fifo.dreq_exact, errp);
}

static void mai_set_dreq_exact(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);
    int64_t now = mai_now();

    bcm2711_mai_stream_advance(&s->stream, now);
    visit_type_bool(v, name, &s->stream.fifo.dreq_exact, errp);
    mai_update(s, now, false);
}

static void mai_get_dreq_stall(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    visit_type_uint64(v, name, &BCM2711_MAI(obj)->stream.dreq_stall_ns, errp);
}

static void mai_set_dreq_stall(Object *obj, Visitor *v, const char *name,
                               void *opaque, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);
    int64_t now = mai_now();
    uint64_t ns;

    if (visit_type_uint64(v, name, &ns, errp)) {
        bcm2711_mai_stream_advance(&s->stream, now);
        bcm2711_mai_stream_set_stall(&s->stream, ns, now);
        mai_update(s, now, false);
    }
}

/* Does not set the timer: a property's reader must not change its time. */
static void mai_catch_up(Object *obj)
{
    bcm2711_mai_stream_advance(&BCM2711_MAI(obj)->stream, mai_now());
}

static void mai_get_counter(Object *obj, Visitor *v, const char *name,
                            void *opaque, Error **errp)
{
    mai_catch_up(obj);
    visit_type_int64(v, name, opaque, errp);
}

static void mai_get_rate(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    uint64_t rate = bcm2711_mai_stream_format(&BCM2711_MAI(obj)->stream).rate;

    visit_type_uint64(v, name, &rate, errp);
}

static void mai_get_channels(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    visit_type_uint32(v, name, &BCM2711_MAI(obj)->stream.fifo.sample, errp);
}

static void mai_get_level(Object *obj, Visitor *v, const char *name,
                          void *opaque, Error **errp)
{
    mai_catch_up(obj);
    visit_type_uint32(v, name, &BCM2711_MAI(obj)->stream.fifo.level, errp);
}

static const struct {
    const char *name;
    const char *type;
    ObjectPropertyAccessor *get;
    ObjectPropertyAccessor *set;
    const char *description;
} mai_properties[] = {
    { "dreq-exact", "bool", mai_get_dreq_exact, mai_set_dreq_exact,
      "DREQ rises as soon as the level is under DREQLOW" },
    { "dreq-stall-ns", "uint64", mai_get_dreq_stall, mai_set_dreq_stall,
      "fault: DREQ stays low for that long in each stream" },
    { "rate", "uint64", mai_get_rate, NULL, "Samples a second" },
    { "channels", "uint32", mai_get_channels, NULL, "Words in a sample" },
    { "level", "uint32", mai_get_level, NULL, "Words in the FIFO" },
};
/* } lab */

/* Life cycle */

/* lab { */
/* A walk over all devices would take longer than what the guest does between */
static QLIST_HEAD(, BCM2711MAIState) mais = QLIST_HEAD_INITIALIZER(mais);

bool bcm2711_mai_played_since(int64_t ns)
{
    BCM2711MAIState *s;

    QLIST_FOREACH(s, &mais, next) {
        if (bcm2711_mai_stream_plays(&s->stream) ||
            s->recorder.last_word_ns >= ns) {
            return true;
        }
    }
    return false;
}
/* } lab */

static void bcm2711_mai_reset_enter(Object *obj, ResetType type)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    timer_del(&s->timer);
    memset(s->regs, 0, sizeof(s->regs));
}

static void bcm2711_mai_reset_hold(Object *obj, ResetType type)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);

    /* Reports the stream's end; no reset touches what a sink recorded */
    bcm2711_mai_stream_reset(&s->stream, mai_now());
    qemu_irq_lower(s->dreq);
}

/* lab { */
static void bcm2711_mai_realize(DeviceState *dev, Error **errp)
{
    BCM2711MAIState *s = BCM2711_MAI(dev);

    if (s->hdmi) {
        BCM2711AudioSinkClass *sc = BCM2711_AUDIO_SINK_GET_CLASS(s->hdmi);

        bcm2711_mai_stream_add_sink(&s->stream, sc->get(s->hdmi));
    }
    QLIST_INSERT_HEAD(&mais, s, next);
}

static void bcm2711_mai_unrealize(DeviceState *dev)
{
    QLIST_REMOVE(BCM2711_MAI(dev), next);
}
/* } lab */

static void bcm2711_mai_init(Object *obj)
{
    BCM2711MAIState *s = BCM2711_MAI(obj);
    DeviceState *dev = DEVICE(obj);

    memory_region_init_io(&s->mmio, obj, &bcm2711_mai_ops, s,
                          TYPE_BCM2711_MAI, MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->mmio);
    qdev_init_gpio_out_named(dev, &s->dreq, "dreq", 1);
    s->audio_clock = qdev_init_clock_in(dev, "audio", mai_audio_clock_changes,
                                        s, ClockPreUpdate | ClockUpdate);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, mai_timer, s);
    /* lab { */
    bcm2711_mai_recorder_init(&s->recorder, obj, mai_get_counter);
    /* } lab */
    bcm2711_mai_stream_init(&s->stream);
    bcm2711_mai_stream_add_sink(&s->stream,
                                (BCM2711AudioSink) { &mai_error_ops, s });
    /* lab { */
    bcm2711_mai_stream_add_sink(&s->stream,
                                bcm2711_mai_recorder_sink(&s->recorder));
    /* } lab */
}

static void bcm2711_mai_finalize(Object *obj)
{
    timer_del(&BCM2711_MAI(obj)->timer);
}

/* lab { */
static const Property bcm2711_mai_properties[] = {
    DEFINE_PROP_LINK("hdmi", BCM2711MAIState, hdmi, TYPE_BCM2711_AUDIO_SINK,
                     Object *),
};
/* } lab */

static int mai_post_load(void *opaque, int version_id)
{
    BCM2711MAIState *s = opaque;
    uint32_t ctl = s->regs[R_CTL];

    bcm2711_mai_stream_restore(&s->stream, mai_enabled(s),
                               FIELD_EX32(ctl, CTL, CHNUM),
                               FIELD_EX32(ctl, CTL, PAREN),
                               mai_high_bit_rate(s),
                               FIELD_EX32(s->regs[R_THR], THR, DREQLOW));
    return 0;
}

static const VMStateDescription vmstate_bcm2711_mai = {
    .name = TYPE_BCM2711_MAI,
    .version_id = 3,
    .minimum_version_id = 3,
    .post_load = mai_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_CLOCK(audio_clock, BCM2711MAIState),
        VMSTATE_TIMER(timer, BCM2711MAIState),
        VMSTATE_UINT32_ARRAY(regs, BCM2711MAIState, MMIO_SIZE / 4),
        VMSTATE_STRUCT(stream, BCM2711MAIState, 2, vmstate_bcm2711_mai_stream,
                       BCM2711MAIStream),
        /* lab { */
        VMSTATE_STRUCT(recorder, BCM2711MAIState, 1,
                       vmstate_bcm2711_mai_recorder, BCM2711MAIRecorder),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};

static void bcm2711_mai_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 HDMI audio FIFO";
    /* lab { */
    dc->realize = bcm2711_mai_realize;
    dc->unrealize = bcm2711_mai_unrealize;
    /* } lab */
    dc->vmsd = &vmstate_bcm2711_mai;
    rc->phases.enter = bcm2711_mai_reset_enter;
    rc->phases.hold = bcm2711_mai_reset_hold;
    /* lab { */
    device_class_set_props(dc, bcm2711_mai_properties);
    /* } lab */
    set_bit(DEVICE_CATEGORY_SOUND, dc->categories);
    /* lab { */
    for (int i = 0; i < ARRAY_SIZE(mai_properties); i++) {
        object_class_property_add(klass, mai_properties[i].name,
                                  mai_properties[i].type,
                                  mai_properties[i].get, mai_properties[i].set,
                                  NULL, NULL);
        object_class_property_set_description(klass, mai_properties[i].name,
                                              mai_properties[i].description);
    }
    /* } lab */
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
