/*
 * BCM2711 pixel valve: the raster that its registers describe
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A field is vertical sync, back porch, active lines, front porch, in this
 * order; an interlaced frame is two of them.
 *
 * The time of an event is not derived from the previous one: it is the frame's
 * start plus a whole number of pixel clocks, so rounding errors do not add up
 * over the frames.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_pixelvalve_raster.h"
#include "qemu/timer.h"

/*
 * A raster of less than a millisecond is no picture (the fastest HDMI mode has
 * 240 Hz) and would only keep the emulator busy with timers: it does not run.
 */
#define MIN_FRAME_NS    (1 * SCALE_MS)

static void pv_field(BCM2711PVField *field, const uint32_t *regs,
                     unsigned int pixels_per_clock, uint64_t start, bool even)
{
    uint32_t horza = regs[R_HORZA];
    uint32_t horzb = regs[R_HORZB];
    uint32_t verta = regs[even ? R_VERTA_EVEN : R_VERTA];
    uint32_t vertb = regs[even ? R_VERTB_EVEN : R_VERTB];
    uint64_t line = FIELD_EX32(horza, HORZA, HBP) +
                    FIELD_EX32(horza, HORZA, HSYNC) +
                    FIELD_EX32(horzb, HORZB, HFP) +
                    FIELD_EX32(horzb, HORZB, HACTIVE);

    line *= pixels_per_clock;
    field->lines = FIELD_EX32(vertb, VERTB, VACTIVE);
    field->start = start;
    field->back_porch = field->start + line * FIELD_EX32(verta, VERTA, VSYNC);
    field->active = field->back_porch + line * FIELD_EX32(verta, VERTA, VBP);
    field->front_porch = field->active + line * field->lines;
    field->end = field->front_porch + line * FIELD_EX32(vertb, VERTB, VFP);
}

void bcm2711_pv_frame(BCM2711PVFrame *frame, const uint32_t *regs,
                      unsigned int pixels_per_clock)
{
    uint32_t control = regs[R_V_CONTROL];
    bool even = FIELD_EX32(control, V_CONTROL, INTERLACE) &&
                !FIELD_EX32(control, V_CONTROL, ODD_FIRST);
    uint64_t pos = 0;

    frame->num_fields = FIELD_EX32(control, V_CONTROL, INTERLACE) ? 2 : 1;
    for (unsigned int i = 0; i < frame->num_fields; i++) {
        pv_field(&frame->fields[i], regs, pixels_per_clock, pos, even);
        pos = frame->fields[i].end;
        even = !even;
    }
    frame->total = pos;
}

unsigned int bcm2711_pv_events(const BCM2711PVFrame *frame,
                               BCM2711PVEvent *events)
{
    BCM2711PVEvent *event = events;

    for (unsigned int i = 0; i < frame->num_fields; i++) {
        const BCM2711PVField *field = &frame->fields[i];
        /* The end of the last field is the start of the next frame. */
        uint64_t end = field->end == frame->total ? 0 : field->end;
        const BCM2711PVEvent of_field[] = {
            { R_INTSTAT_VSYNC_START_MASK, field->start },
            { R_INTSTAT_VBP_START_MASK, field->back_porch },
            { R_INTSTAT_VACT_START_MASK, field->active },
            { R_INTSTAT_VFP_START_MASK, field->front_porch },
            { R_INTSTAT_VFP_END_MASK, end },
        };

        memcpy(event, of_field, sizeof(of_field));
        event += ARRAY_SIZE(of_field);
    }
    return event - events;
}

bool bcm2711_pv_ticking(const BCM2711PVRaster *raster,
                        const BCM2711PVFrame *frame)
{
    return raster->running && clock_is_enabled(raster->pixel_clock) &&
           clock_ticks_to_ns(raster->pixel_clock, frame->total) >= MIN_FRAME_NS;
}

uint64_t bcm2711_pv_position(const BCM2711PVRaster *raster,
                             const BCM2711PVFrame *frame, int64_t now)
{
    if (!bcm2711_pv_ticking(raster, frame) || now <= raster->base_ns) {
        return raster->base_pos;
    }
    return raster->base_pos +
           clock_ns_to_ticks(raster->pixel_clock, now - raster->base_ns);
}

int64_t bcm2711_pv_time(const BCM2711PVRaster *raster, uint64_t pos)
{
    /* Plus one, because bcm2711_pv_position() rounds down. */
    uint64_t ns = clock_ticks_to_ns(raster->pixel_clock,
                                    pos - raster->base_pos) + 1;

    if (!clock_is_enabled(raster->pixel_clock) ||
        ns > INT64_MAX - raster->base_ns) {
        return INT64_MAX;
    }
    return raster->base_ns + ns;
}
