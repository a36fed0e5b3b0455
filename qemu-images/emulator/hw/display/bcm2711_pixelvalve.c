/*
 * BCM2711 pixel valve
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The raster (bcm2711_pixelvalve_raster.c) starts with the first field's sync
 * when EN and VIDEN are both set, and runs until one of them is cleared. At the
 * end of the active lines (VFP_START) the valve requests the next frame from
 * the HVS before it interrupts, so software finds the new display list in
 * DISPLACTx.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs.h"
#include "hw/display/bcm2711_pixelvalve.h"
/* lab { */
#include "hw/display/bcm2711_pixelvalve_crc.h"
/* } lab */
#include "hw/display/bcm2711_pixelvalve_raster.h"
#include "hw/irq.h"
#include "hw/qdev-clock.h"
#include "hw/qdev-properties.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "trace.h"

#define MMIO_SIZE 0x100
#define NUM_REGS  (0x38 / 4)

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711PixelValveState, BCM2711_PIXELVALVE)

struct BCM2711PixelValveState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    qemu_irq frames_line;
    QEMUTimer timer;

    BCM2711HVSState *hvs;
    uint8_t hvs_output;
    uint8_t pixels_per_clock;

    uint32_t regs[NUM_REGS];

    BCM2711PVRaster raster;
    uint64_t done_pos;      /* INTSTAT has the events up to and including it */

    uint64_t frames;
    /* lab { */
    bool vblank_stopped;
    BCM2711PVCrc crc;
    /* } lab */
};

#define INT_MASK        0x3ff

/* Whether interrupts and the HVS hear of frames */
static bool pv_signals(BCM2711PixelValveState *s)
{
    /* lab { */
    if (s->vblank_stopped) {
        return false;
    }
    /* } lab */
    return true;
}

static bool pv_enabled(BCM2711PixelValveState *s)
{
    return FIELD_EX32(s->regs[R_CONTROL], CONTROL, EN) &&
           FIELD_EX32(s->regs[R_V_CONTROL], V_CONTROL, VIDEN);
}

static void pv_update_irq(BCM2711PixelValveState *s)
{
    qemu_set_irq(s->irq, !!(s->regs[R_INTSTAT] & s->regs[R_INTEN]));
}

/* Request from the HVS the frame that starts at the next active line 0. */
static void pv_vstart(BCM2711PixelValveState *s, const BCM2711PVFrame *frame,
                      uint64_t pos)
{
    uint64_t base = frame->total ? pos - pos % frame->total : pos;
    BCM2711HVSScan scan = { };
    const BCM2711PVField *field;
    unsigned int i = 0;

    while (i < frame->num_fields && base + frame->fields[i].active < pos) {
        i++;
    }
    if (i == frame->num_fields) {
        base += frame->total;
        i = 0;
    }
    field = &frame->fields[i];
    scan.lines = field->lines;
    scan.active_ns = bcm2711_pv_time(&s->raster, base + field->active);
    scan.duration_ns = clock_ticks_to_ns(s->raster.pixel_clock,
                                         field->front_porch - field->active);
    bcm2711_hvs_vstart(s->hvs, s->hvs_output, &scan);
}

static void pv_frame_done(BCM2711PixelValveState *s,
                          const BCM2711PVFrame *frame, uint64_t pos,
                          uint64_t frames)
{
    s->frames += frames;
    trace_bcm2711_pixelvalve_frame(s->hvs_output, s->frames);
    if (pv_signals(s)) {
        /* lab { */
        bcm2711_pv_crc_frames(&s->crc, s->hvs, s->hvs_output, frames);
        /* } lab */
        bcm2711_hvs_frame_end(s->hvs, s->hvs_output);
        pv_vstart(s, frame, pos);
    }
}

/* How often @event, once per @total, happened up to and including @pos. */
static uint64_t pv_times(uint64_t event, uint64_t total, uint64_t pos)
{
    return pos < event ? 0 : (pos - event) / total + 1;
}

/* Bring INTSTAT and the HVS up to now. */
static void pv_sync(BCM2711PixelValveState *s)
{
    BCM2711PVEvent events[BCM2711_PV_MAX_EVENTS];
    unsigned int num_events;
    uint32_t happened = 0;
    uint64_t frames = 0;
    BCM2711PVFrame frame;
    uint64_t pos;

    bcm2711_pv_frame(&frame, s->regs, s->pixels_per_clock);
    pos = bcm2711_pv_position(&s->raster, &frame,
                              qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL));
    if (pos == s->done_pos || !frame.total) {
        return;
    }

    num_events = bcm2711_pv_events(&frame, events);
    for (unsigned int i = 0; i < num_events; i++) {
        uint64_t times = pv_times(events[i].pos, frame.total, pos) -
                         pv_times(events[i].pos, frame.total, s->done_pos);

        if (times) {
            happened |= events[i].bit;
        }
        if (events[i].bit == R_INTSTAT_VFP_START_MASK) {
            frames += times;
        }
    }
    s->done_pos = pos;
    if (frames) {
        pv_frame_done(s, &frame, pos, frames);
    }
    if (pv_signals(s)) {
        s->regs[R_INTSTAT] |= happened;
    }
    pv_update_irq(s);
}

/* Set the timer to the next event that is enabled in INTEN or ends a frame. */
static void pv_arm(BCM2711PixelValveState *s)
{
    uint32_t wanted = s->regs[R_INTEN] | R_INTSTAT_VFP_START_MASK;
    BCM2711PVEvent events[BCM2711_PV_MAX_EVENTS];
    unsigned int num_events;
    uint64_t next = UINT64_MAX;
    BCM2711PVFrame frame;
    uint64_t base;

    bcm2711_pv_frame(&frame, s->regs, s->pixels_per_clock);
    if (!bcm2711_pv_ticking(&s->raster, &frame)) {
        timer_del(&s->timer);
        return;
    }
    base = s->done_pos - s->done_pos % frame.total;
    num_events = bcm2711_pv_events(&frame, events);
    for (unsigned int i = 0; i < num_events; i++) {
        uint64_t pos = base + events[i].pos;

        if (events[i].bit & wanted) {
            next = MIN(next, pos > s->done_pos ? pos : pos + frame.total);
        }
    }
    timer_mod_ns(&s->timer, bcm2711_pv_time(&s->raster, next));
}

static void pv_timer(void *opaque)
{
    BCM2711PixelValveState *s = opaque;

    pv_sync(s);
    pv_arm(s);
}

/*
 * Every change of a setting that determines the raster's pace lies between
 * these two: the first accounts the time under the old settings, the second
 * starts the new ones.
 */
static void pv_settle(BCM2711PixelValveState *s)
{
    pv_sync(s);
    s->raster.base_pos = s->done_pos;
    s->raster.base_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

static void pv_resume(BCM2711PixelValveState *s)
{
    bool run = pv_enabled(s);
    BCM2711PVFrame frame;

    bcm2711_pv_frame(&frame, s->regs, s->pixels_per_clock);
    if (run && !s->raster.running) {
        s->raster.running = true;
        s->raster.base_pos = 0;
        if (pv_signals(s)) {
            s->regs[R_INTSTAT] |= R_INTSTAT_VSYNC_START_MASK;
            pv_vstart(s, &frame, 0);
        }
        trace_bcm2711_pixelvalve_start(s->hvs_output, frame.total,
                                       clock_get_hz(s->raster.pixel_clock));
    } else if (!run && s->raster.running) {
        s->raster.running = false;
        s->regs[R_INTSTAT] |= R_INTSTAT_VID_IDLE_MASK;
        trace_bcm2711_pixelvalve_stop(s->hvs_output);
    }
    s->raster.base_pos = frame.total ? s->raster.base_pos % frame.total : 0;
    s->done_pos = s->raster.base_pos;
    if (s->raster.running && clock_is_enabled(s->raster.pixel_clock) &&
        !bcm2711_pv_ticking(&s->raster, &frame)) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: output %u: a frame of %" PRIu64 " pixel clocks is "
                      "too short\n", __func__, s->hvs_output, frame.total);
    }
    qemu_set_irq(s->frames_line, bcm2711_pv_ticking(&s->raster, &frame));
    pv_update_irq(s);
    pv_arm(s);
}

static void pv_clock(void *opaque, ClockEvent event)
{
    BCM2711PixelValveState *s = opaque;

    if (event == ClockPreUpdate) {
        pv_settle(s);
    } else {
        pv_resume(s);
    }
}

static uint64_t pv_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711PixelValveState *s = opaque;
    uint32_t reg = addr / 4;
    uint32_t value = 0;

    if (reg == R_INTSTAT) {
        pv_sync(s);
    }
    if (reg < NUM_REGS) {
        value = s->regs[reg];
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
    }
    trace_bcm2711_pixelvalve_read(s->hvs_output, addr, value);
    return value;
}

static void pv_write(void *opaque, hwaddr addr, uint64_t data,
                     unsigned int size)
{
    BCM2711PixelValveState *s = opaque;
    uint32_t reg = addr / 4;
    uint32_t value = data;

    trace_bcm2711_pixelvalve_write(s->hvs_output, addr, value);
    switch (reg) {
    case R_CONTROL:
        /* The FIFO is cleared at once. */
        value = FIELD_DP32(value, CONTROL, FIFO_CLR, 0);
        /* fall through */
    case R_V_CONTROL:
    case R_HORZA:
    case R_HORZB:
    case R_VERTA:
    case R_VERTB:
    case R_VERTA_EVEN:
    case R_VERTB_EVEN:
        pv_settle(s);
        s->regs[reg] = value;
        pv_resume(s);
        break;
    case R_INTEN:
        if (value & R_INTSTAT_LINE_MASK) {
            qemu_log_mask(LOG_UNIMP, "%s: line interrupts\n", __func__);
        }
        pv_sync(s);
        s->regs[reg] = value & INT_MASK;
        pv_update_irq(s);
        pv_arm(s);
        break;
    case R_INTSTAT:
        pv_sync(s);
        s->regs[reg] &= ~value;
        pv_update_irq(s);
        break;
    case R_VSYNCD_EVEN:
    case R_HACT_ACT:
    case R_MUX_CFG:
        s->regs[reg] = value;
        break;
    case R_STAT:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: STAT is read-only\n", __func__);
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
        break;
    }
}

static const MemoryRegionOps pv_ops = {
    .read = pv_read,
    .write = pv_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

/* lab { */
static bool pv_get_vblank_stopped(Object *obj, Error **errp)
{
    return BCM2711_PIXELVALVE(obj)->vblank_stopped;
}

static void pv_set_vblank_stopped(Object *obj, bool value, Error **errp)
{
    BCM2711PixelValveState *s = BCM2711_PIXELVALVE(obj);

    /* The events up to now belong to the old value. */
    pv_sync(s);
    s->vblank_stopped = value;
}
/* } lab */

static void pv_reset_enter(Object *obj, ResetType type)
{
    BCM2711PixelValveState *s = BCM2711_PIXELVALVE(obj);

    timer_del(&s->timer);
    memset(s->regs, 0, sizeof(s->regs));
    s->raster.running = false;
    s->raster.base_ns = 0;
    s->raster.base_pos = 0;
    s->done_pos = 0;
    s->frames = 0;
}

static void pv_reset_hold(Object *obj, ResetType type)
{
    BCM2711PixelValveState *s = BCM2711_PIXELVALVE(obj);

    qemu_set_irq(s->frames_line, 0);
    pv_update_irq(s);
}

static const VMStateDescription vmstate_pv = {
    .name = TYPE_BCM2711_PIXELVALVE,
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_CLOCK(raster.pixel_clock, BCM2711PixelValveState),
        VMSTATE_TIMER(timer, BCM2711PixelValveState),
        VMSTATE_UINT32_ARRAY(regs, BCM2711PixelValveState,
                             NUM_REGS),
        VMSTATE_BOOL(raster.running, BCM2711PixelValveState),
        VMSTATE_INT64(raster.base_ns, BCM2711PixelValveState),
        VMSTATE_UINT64(raster.base_pos, BCM2711PixelValveState),
        VMSTATE_UINT64(done_pos, BCM2711PixelValveState),
        VMSTATE_UINT64(frames, BCM2711PixelValveState),
        /* lab { */
        VMSTATE_BOOL(vblank_stopped, BCM2711PixelValveState),
        VMSTATE_STRUCT(crc, BCM2711PixelValveState, 1, vmstate_bcm2711_pv_crc,
                       BCM2711PVCrc),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};

static void pv_realize(DeviceState *dev, Error **errp)
{
    BCM2711PixelValveState *s = BCM2711_PIXELVALVE(dev);

    if (!s->hvs) {
        error_setg(errp, "property 'hvs' must be set");
    } else if (s->hvs_output >= BCM2711_HVS_OUTPUTS) {
        error_setg(errp, "property 'hvs-output' must be below %d",
                   BCM2711_HVS_OUTPUTS);
    } else if (s->pixels_per_clock != 1 && s->pixels_per_clock != 2) {
        error_setg(errp, "property 'pixels-per-clock' must be 1 or 2");
    }
}

static void pv_init(Object *obj)
{
    BCM2711PixelValveState *s = BCM2711_PIXELVALVE(obj);

    memory_region_init_io(&s->iomem, obj, &pv_ops, s, TYPE_BCM2711_PIXELVALVE,
                          MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    qdev_init_gpio_out_named(DEVICE(obj), &s->frames_line, "frames", 1);
    s->raster.pixel_clock = qdev_init_clock_in(DEVICE(obj), "pixel-clock",
                                               pv_clock, s,
                                               ClockPreUpdate | ClockUpdate);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, pv_timer, s);
    object_property_add_uint64_ptr(obj, "frames", &s->frames,
                                   OBJ_PROP_FLAG_READ);
    /* lab { */
    bcm2711_pv_crc_init(&s->crc, obj);
    /* } lab */
}

static void pv_finalize(Object *obj)
{
    timer_del(&BCM2711_PIXELVALVE(obj)->timer);
}

static const Property pv_properties[] = {
    DEFINE_PROP_LINK("hvs", BCM2711PixelValveState, hvs, TYPE_BCM2711_HVS,
                     BCM2711HVSState *),
    DEFINE_PROP_UINT8("hvs-output", BCM2711PixelValveState, hvs_output, 0),
    DEFINE_PROP_UINT8("pixels-per-clock", BCM2711PixelValveState,
                      pixels_per_clock, 1),
};

static void pv_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 pixel valve";
    dc->realize = pv_realize;
    dc->vmsd = &vmstate_pv;
    rc->phases.enter = pv_reset_enter;
    rc->phases.hold = pv_reset_hold;
    device_class_set_props(dc, pv_properties);
    /* lab { */
    object_class_property_add_bool(klass, "vblank-stopped",
                                   pv_get_vblank_stopped,
                                   pv_set_vblank_stopped);
    object_class_property_set_description(klass, "vblank-stopped",
        "fault: neither interrupts nor the HVS hear of frames");
    /* } lab */
}

static const TypeInfo pv_types[] = {
    {
        .name = TYPE_BCM2711_PIXELVALVE,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711PixelValveState),
        .instance_init = pv_init,
        .instance_finalize = pv_finalize,
        .class_init = pv_class_init,
    },
};

DEFINE_TYPES(pv_types)
