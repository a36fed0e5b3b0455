/*
 * BCM2711 transposer (TXP): writes composed pictures into memory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Registers: Linux, drivers/gpu/drm/vc4/vc4_txp.c, 5.10 to 7.2. There is no
 * public manual.
 *
 * GO makes it request a frame from the HVS, like a pixel valve, and it is busy
 * until the frame is in memory. It has no clock of pixels: it waits for a
 * channel that delivers none, until ABORT is written. A frame takes as long
 * as the HVS needs at the highest core clock, a cycle for each pixel that it
 * reads or writes, and all of it is composed and written at its end.
 *
 * The HVS passes no alpha on, so a picture is opaque: ALPHA_ENABLE stores 0xff,
 * and ALPHA_INVERT its complement. Without ALPHA_ENABLE it is the other way
 * round, and ALPHA_INVERT makes it 0xff: so says a comment where Linux sets it;
 * the older one at its definition says the opposite. Tiles, rotation, fields,
 * dither and the test mode are not modelled.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs.h"
#include "hw/display/bcm2711_memory.h"
#include "hw/display/bcm2711_picture_crc.h"
#include "hw/display/bcm2711_txp.h"
#include "hw/display/bcm2711_txp_format.h"
#include "hw/irq.h"
#include "hw/misc/bcm2711_rules.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "trace.h"

#define MMIO_SIZE   0x20
#define NUM_REGS    (0x14 / 4)

OBJECT_DECLARE_SIMPLE_TYPE(BCM2711TxpState, BCM2711_TXP)

struct BCM2711TxpState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;
    QEMUTimer timer;

    BCM2711HVSState *hvs;

    uint32_t regs[NUM_REGS];
    bool busy;
    int64_t start_ns;       /* of the frame, if the HVS delivers one */
    int64_t duration_ns;

    uint64_t frames;
    uint32_t crc;
    BCM2711Rules rules;
};

REG32(DST_PTR, 0x00)
REG32(DST_PITCH, 0x04)
REG32(DIM, 0x08)
    FIELD(DIM, HEIGHT, 16, 16)
    FIELD(DIM, WIDTH, 0, 16)
REG32(DST_CTRL, 0x0c)
    FIELD(DST_CTRL, PILOT, 24, 8)
    FIELD(DST_CTRL, VERSION, 22, 2)
    FIELD(DST_CTRL, POWERDOWN, 21, 1)
    FIELD(DST_CTRL, ALPHA_ENABLE, 20, 1)
    FIELD(DST_CTRL, BYTE_ENABLE, 16, 4)
    FIELD(DST_CTRL, VSTART_AT_EOF, 15, 1)
    FIELD(DST_CTRL, ABORT, 14, 1)
    FIELD(DST_CTRL, DITHER, 13, 1)
    FIELD(DST_CTRL, ALPHA_INVERT, 12, 1)
    FIELD(DST_CTRL, FORMAT, 8, 4)
    FIELD(DST_CTRL, LINEAR_UTILE, 7, 1)
    FIELD(DST_CTRL, TRANSPOSE, 6, 1)
    FIELD(DST_CTRL, TFORMAT, 5, 1)
    FIELD(DST_CTRL, TEST_MODE, 4, 1)
    FIELD(DST_CTRL, FIELD, 3, 1)
    FIELD(DST_CTRL, EI, 2, 1)
    FIELD(DST_CTRL, BUSY, 1, 1)
    FIELD(DST_CTRL, GO, 0, 1)
REG32(PROGRESS, 0x10)

/* Bits that change how a picture is stored, and are not modelled */
#define DST_CTRL_LAYOUT (R_DST_CTRL_TRANSPOSE_MASK | R_DST_CTRL_TFORMAT_MASK | \
                         R_DST_CTRL_TEST_MODE_MASK | R_DST_CTRL_FIELD_MASK)

/* Bits that a write does not change; GO and ABORT clear themselves */
#define DST_CTRL_FIXED  (R_DST_CTRL_PILOT_MASK | R_DST_CTRL_VERSION_MASK | \
                         R_DST_CTRL_BUSY_MASK | R_DST_CTRL_GO_MASK | \
                         R_DST_CTRL_ABORT_MASK)

#define CYCLE_NS        2           /* of the core clock: 500 MHz at most */

enum {
    /* DST_PTR has to be a multiple of 4, DST_PITCH of 16 */
    RULE_ALIGNMENT,
    /* DIM has to be the channel's size */
    RULE_SIZE,
    /* Only ABORT may be written while a frame is generated; this is assumed */
    RULE_BUSY,
    NUM_RULES,
};

static const char *const rule_names[NUM_RULES] = {
    [RULE_ALIGNMENT] = "txp-alignment",
    [RULE_SIZE] = "txp-size",
    [RULE_BUSY] = "txp-write-while-busy",
};

static uint32_t txp_ctrl(BCM2711TxpState *s)
{
    uint32_t value = s->regs[R_DST_CTRL];

    value = FIELD_DP32(value, DST_CTRL, PILOT, 0x54);
    value = FIELD_DP32(value, DST_CTRL, VERSION, 1);
    return FIELD_DP32(value, DST_CTRL, BUSY, s->busy);
}

static void txp_update_irq(BCM2711TxpState *s)
{
    qemu_set_irq(s->irq, !s->busy && FIELD_EX32(s->regs[R_DST_CTRL], DST_CTRL,
                                                EI));
}

/* How many lines are in memory */
static uint32_t txp_progress(BCM2711TxpState *s)
{
    uint32_t height = FIELD_EX32(s->regs[R_DIM], DIM, HEIGHT);
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (!s->busy) {
        return s->regs[R_PROGRESS];
    }
    if (s->duration_ns <= 0 || now <= s->start_ns) {
        return 0;
    }
    return (uint64_t)height * MIN(now - s->start_ns, s->duration_ns) /
           s->duration_ns;
}

/* Request a frame from the HVS */
static void txp_vstart(BCM2711TxpState *s)
{
    BCM2711HVSScan scan = {
        .active_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL),
        .lines = FIELD_EX32(s->regs[R_DIM], DIM, HEIGHT),
    };

    bcm2711_hvs_vstart(s->hvs, BCM2711_HVS_OUTPUT_TXP, &scan);
}

static bool txp_is_size(BCM2711TxpState *s, uint32_t width, uint32_t height)
{
    return width == FIELD_EX32(s->regs[R_DIM], DIM, WIDTH) &&
           height == FIELD_EX32(s->regs[R_DIM], DIM, HEIGHT);
}

static void txp_go(BCM2711TxpState *s)
{
    uint32_t width, height;
    uint64_t work;

    s->busy = true;
    s->start_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    s->duration_ns = 0;
    if (s->regs[R_DST_PTR] % 4 || s->regs[R_DST_PITCH] % 16) {
        bcm2711_rules_broken(&s->rules, RULE_ALIGNMENT);
    }
    txp_vstart(s);
    work = bcm2711_hvs_work(s->hvs, BCM2711_HVS_OUTPUT_TXP, &width, &height);
    if (work && !txp_is_size(s, width, height)) {
        bcm2711_rules_broken(&s->rules, RULE_SIZE);
        work = 0;
    }
    if (!work) {
        trace_bcm2711_txp_waits(s->regs[R_DIM]);
        return;
    }
    s->duration_ns = work * CYCLE_NS;
    timer_mod_ns(&s->timer, s->start_ns + s->duration_ns);
    trace_bcm2711_txp_go(s->regs[R_DST_PTR], s->regs[R_DIM],
                         s->regs[R_DST_CTRL]);
}

/* Write a line as it is in memory, but for the bytes that are not enabled */
static bool txp_write_line(uint32_t address, uint8_t *bytes, unsigned int len,
                           unsigned int enabled)
{
    if (enabled != 0xf) {
        g_autofree uint8_t *old = g_malloc(len);

        if (!bcm2711_memory_rw(address, old, len, false)) {
            return false;
        }
        for (unsigned int i = 0; i < len; i++) {
            if (!(enabled >> (address + i) % 4 & 1)) {
                bytes[i] = old[i];
            }
        }
    }
    return bcm2711_memory_rw(address, bytes, len, true);
}

static void txp_write(BCM2711TxpState *s, const uint32_t *pixels,
                      uint32_t width, uint32_t height)
{
    uint32_t ctrl = s->regs[R_DST_CTRL];
    unsigned int format = FIELD_EX32(ctrl, DST_CTRL, FORMAT);
    unsigned int len = width * bcm2711_txp_pixel_bytes(format);
    bool opaque = FIELD_EX32(ctrl, DST_CTRL, ALPHA_ENABLE) !=
                  FIELD_EX32(ctrl, DST_CTRL, ALPHA_INVERT);
    g_autofree uint8_t *bytes = g_malloc(len);

    if (ctrl & DST_CTRL_LAYOUT || !len) {
        qemu_log_mask(LOG_UNIMP, "%s: DST_CTRL 0x%08" PRIx32 "\n", __func__,
                      ctrl);
        return;
    }
    for (uint32_t y = 0; y < height; y++) {
        uint32_t address = (s->regs[R_DST_PTR] & ~3) +
                           y * (s->regs[R_DST_PITCH] & ~15);

        bcm2711_txp_convert(format, opaque ? 0xff : 0,
                            pixels + (size_t)y * width, bytes, width);
        if (!txp_write_line(address, bytes, len,
                            FIELD_EX32(ctrl, DST_CTRL, BYTE_ENABLE))) {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: no memory at bus address 0x%"
                          PRIx32 "\n", __func__, address);
            return;
        }
    }
}

/* The end of a frame */
static void txp_timer(void *opaque)
{
    BCM2711TxpState *s = opaque;
    uint32_t width, height;
    g_autofree uint32_t *pixels = bcm2711_hvs_draw(s->hvs,
                                                   BCM2711_HVS_OUTPUT_TXP,
                                                   &width, &height);

    if (!pixels || !s->busy || !txp_is_size(s, width, height)) {
        /* The channel was reconfigured meanwhile: it waits for the rest. */
        return;
    }
    s->crc = bcm2711_picture_crc(pixels, (size_t)width * height);
    txp_write(s, pixels, width, height);
    s->frames++;
    s->busy = false;
    s->regs[R_PROGRESS] = height;
    trace_bcm2711_txp_done(s->frames, s->crc);
    bcm2711_hvs_frame_end(s->hvs, BCM2711_HVS_OUTPUT_TXP);
    if (FIELD_EX32(s->regs[R_DST_CTRL], DST_CTRL, VSTART_AT_EOF)) {
        txp_vstart(s);
    }
    txp_update_irq(s);
}

static void txp_write_ctrl(BCM2711TxpState *s, uint32_t value)
{
    if (FIELD_EX32(value, DST_CTRL, ABORT)) {
        s->regs[R_PROGRESS] = txp_progress(s);
        s->busy = false;
        timer_del(&s->timer);
    } else if (s->busy) {
        bcm2711_rules_broken(&s->rules, RULE_BUSY);
        value &= ~R_DST_CTRL_GO_MASK;
    }
    s->regs[R_DST_CTRL] = value & ~DST_CTRL_FIXED;
    if (FIELD_EX32(value, DST_CTRL, GO)) {
        if (FIELD_EX32(value, DST_CTRL, POWERDOWN)) {
            qemu_log_mask(LOG_GUEST_ERROR, "%s: is powered down\n", __func__);
        } else {
            txp_go(s);
        }
    }
    txp_update_irq(s);
}

static uint64_t txp_read_reg(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711TxpState *s = opaque;
    uint32_t reg = addr / 4;
    uint32_t value = 0;

    if (reg == R_DST_CTRL) {
        value = txp_ctrl(s);
    } else if (reg == R_PROGRESS) {
        value = txp_progress(s);
    } else if (reg < NUM_REGS) {
        value = s->regs[reg];
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
    }
    trace_bcm2711_txp_read(addr, value);
    return value;
}

static void txp_write_reg(void *opaque, hwaddr addr, uint64_t data,
                          unsigned int size)
{
    BCM2711TxpState *s = opaque;
    uint32_t reg = addr / 4;
    uint32_t value = data;

    trace_bcm2711_txp_write(addr, value);
    switch (reg) {
    case R_DST_PTR:
    case R_DST_PITCH:
    case R_DIM:
        if (s->busy) {
            bcm2711_rules_broken(&s->rules, RULE_BUSY);
        }
        s->regs[reg] = value;
        break;
    case R_DST_CTRL:
        txp_write_ctrl(s, value);
        break;
    case R_PROGRESS:
        qemu_log_mask(LOG_GUEST_ERROR, "%s: PROGRESS is read-only\n",
                      __func__);
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
        break;
    }
}

static const MemoryRegionOps txp_ops = {
    .read = txp_read_reg,
    .write = txp_write_reg,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

static void txp_reset_enter(Object *obj, ResetType type)
{
    BCM2711TxpState *s = BCM2711_TXP(obj);

    timer_del(&s->timer);
    memset(s->regs, 0, sizeof(s->regs));
    s->busy = false;
    s->start_ns = 0;
    s->duration_ns = 0;
    s->frames = 0;
    s->crc = 0;
}

static void txp_reset_hold(Object *obj, ResetType type)
{
    txp_update_irq(BCM2711_TXP(obj));
}

static const VMStateDescription vmstate_txp = {
    .name = TYPE_BCM2711_TXP,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_TIMER(timer, BCM2711TxpState),
        VMSTATE_UINT32_ARRAY(regs, BCM2711TxpState, NUM_REGS),
        VMSTATE_BOOL(busy, BCM2711TxpState),
        VMSTATE_INT64(start_ns, BCM2711TxpState),
        VMSTATE_INT64(duration_ns, BCM2711TxpState),
        VMSTATE_UINT64(frames, BCM2711TxpState),
        VMSTATE_UINT32(crc, BCM2711TxpState),
        /* lab { */
        VMSTATE_BCM2711_RULES(rules, BCM2711TxpState),
        /* } lab */
        VMSTATE_END_OF_LIST()
    }
};

static void txp_realize(DeviceState *dev, Error **errp)
{
    if (!BCM2711_TXP(dev)->hvs) {
        error_setg(errp, "property 'hvs' must be set");
    }
}

static void txp_init(Object *obj)
{
    BCM2711TxpState *s = BCM2711_TXP(obj);

    memory_region_init_io(&s->iomem, obj, &txp_ops, s, TYPE_BCM2711_TXP,
                          MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    timer_init_ns(&s->timer, QEMU_CLOCK_VIRTUAL, txp_timer, s);
    bcm2711_rules_init(&s->rules, obj, rule_names, NUM_RULES);
    object_property_add_uint64_ptr(obj, "frames", &s->frames,
                                   OBJ_PROP_FLAG_READ);
    object_property_add_uint32_ptr(obj, "crc", &s->crc, OBJ_PROP_FLAG_READ);
}

static void txp_finalize(Object *obj)
{
    timer_del(&BCM2711_TXP(obj)->timer);
}

static const Property txp_properties[] = {
    DEFINE_PROP_LINK("hvs", BCM2711TxpState, hvs, TYPE_BCM2711_HVS,
                     BCM2711HVSState *),
};

static void txp_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 transposer";
    dc->realize = txp_realize;
    dc->vmsd = &vmstate_txp;
    rc->phases.enter = txp_reset_enter;
    rc->phases.hold = txp_reset_hold;
    device_class_set_props(dc, txp_properties);
}

static const TypeInfo txp_types[] = {
    {
        .name = TYPE_BCM2711_TXP,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711TxpState),
        .instance_init = txp_init,
        .instance_finalize = txp_finalize,
        .class_init = txp_class_init,
    },
};

DEFINE_TYPES(txp_types)
