/*
 * BCM2711 pixel valve: its registers, and the raster that they describe
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Registers: Linux, drivers/gpu/drm/vc4/vc4_regs.h (PV_*) and their use in
 * vc4_crtc.c, 5.10 to 7.1. There is no public manual.
 */

#ifndef HW_DISPLAY_BCM2711_PIXELVALVE_RASTER_H
#define HW_DISPLAY_BCM2711_PIXELVALVE_RASTER_H

#include "hw/clock.h"
#include "hw/registerfields.h"

REG32(CONTROL, 0x00)
    FIELD(CONTROL, FIFO_CLR, 1, 1)
    FIELD(CONTROL, EN, 0, 1)
REG32(V_CONTROL, 0x04)
    FIELD(V_CONTROL, ODD_FIRST, 5, 1)
    FIELD(V_CONTROL, INTERLACE, 4, 1)
    FIELD(V_CONTROL, VIDEN, 0, 1)
REG32(VSYNCD_EVEN, 0x08)
REG32(HORZA, 0x0c)
    FIELD(HORZA, HBP, 16, 16)
    FIELD(HORZA, HSYNC, 0, 16)
REG32(HORZB, 0x10)
    FIELD(HORZB, HFP, 16, 16)
    FIELD(HORZB, HACTIVE, 0, 16)
REG32(VERTA, 0x14)
    FIELD(VERTA, VBP, 16, 16)
    FIELD(VERTA, VSYNC, 0, 16)
REG32(VERTB, 0x18)
    FIELD(VERTB, VFP, 16, 16)
    FIELD(VERTB, VACTIVE, 0, 16)
REG32(VERTA_EVEN, 0x1c)
REG32(VERTB_EVEN, 0x20)
REG32(INTEN, 0x24)
REG32(INTSTAT, 0x28)
    FIELD(INTSTAT, VID_IDLE, 9, 1)
    FIELD(INTSTAT, VFP_END, 8, 1)
    FIELD(INTSTAT, VFP_START, 7, 1)
    FIELD(INTSTAT, VACT_START, 6, 1)
    FIELD(INTSTAT, VBP_START, 5, 1)
    FIELD(INTSTAT, VSYNC_START, 4, 1)
    FIELD(INTSTAT, LINE, 0, 4)  /* HFP, HACT, HBP, HSYNC: not modelled */
REG32(STAT, 0x2c)
REG32(HACT_ACT, 0x30)
REG32(MUX_CFG, 0x34)

#define BCM2711_PV_MAX_FIELDS 2
/* Events of all fields of a frame */
#define BCM2711_PV_MAX_EVENTS (5 * BCM2711_PV_MAX_FIELDS)

typedef struct BCM2711PVField {
    uint64_t start;         /* in pixel clocks, like the next four */
    uint64_t back_porch;
    uint64_t active;
    uint64_t front_porch;
    uint64_t end;
    uint32_t lines;         /* active lines only */
} BCM2711PVField;

typedef struct BCM2711PVFrame {
    BCM2711PVField fields[BCM2711_PV_MAX_FIELDS];
    unsigned int num_fields;
    uint64_t total;
} BCM2711PVFrame;

/* A bit of INTSTAT, and when in the frame it is set */
typedef struct BCM2711PVEvent {
    uint32_t bit;
    uint64_t pos;
} BCM2711PVEvent;

/*
 * The raster's position is counted in pixel clocks from the start of a first
 * field's vertical sync. At base_ns it was base_pos.
 */
typedef struct BCM2711PVRaster {
    Clock *pixel_clock;
    bool running;
    int64_t base_ns;
    uint64_t base_pos;
} BCM2711PVRaster;

void bcm2711_pv_frame(BCM2711PVFrame *frame, const uint32_t *regs,
                      unsigned int pixels_per_clock);

/* Returns the number of @events, of which there may be as many as above */
unsigned int bcm2711_pv_events(const BCM2711PVFrame *frame,
                               BCM2711PVEvent *events);

/* Whether the raster moves */
bool bcm2711_pv_ticking(const BCM2711PVRaster *raster,
                        const BCM2711PVFrame *frame);

uint64_t bcm2711_pv_position(const BCM2711PVRaster *raster,
                             const BCM2711PVFrame *frame, int64_t now);

/* When the raster reaches @pos; INT64_MAX: never */
int64_t bcm2711_pv_time(const BCM2711PVRaster *raster, uint64_t pos);

#endif
