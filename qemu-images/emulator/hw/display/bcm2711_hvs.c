/*
 * BCM2711 hardware video scaler (HVS5)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Registers: Linux, drivers/gpu/drm/vc4/vc4_regs.h (names SCALER_* and, if the
 * BCM2711 differs from the BCM2835, SCALER5_*) and their use in vc4_hvs.c,
 * vc4_kms.c and vc4_crtc.c, 5.10 to 7.1. There is no public manual.
 *
 * At the end of the active picture the pixel valve sends VSTART. The channel
 * that the mux connects to it copies DISPLISTx to DISPLACTx and starts to
 * compose into its part of the composite output buffer (COB), where it stops
 * until the pixel valve reads the first line. In the interrupt of the vertical
 * blank, software therefore sees whether the hardware has taken the list that
 * it wrote last. A one-shot channel stops when its frame was read, until the
 * next VSTART.
 *
 * Timing is that of the pixel valve or the transposer: composing takes no time,
 * and is done for a console that is displayed or dumped
 * (bcm2711_hvs_console.c), and for who calls bcm2711_hvs_draw().
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs.h"
#include "hw/display/bcm2711_hvs_console.h"
#include "hw/irq.h"
#include "hw/registerfields.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "trace.h"

#define MMIO_SIZE   0x8000
#define NUM_REGS    (0x100 / 4)
#define NUM_CHANNELS    3
#define NUM_HEADS       2

typedef struct BCM2711HVSChannel {
    bool running;           /* a frame was started since it was enabled */
    bool ended;             /* a one-shot frame was read to its end */
    uint8_t frame_count;    /* six bits */
    BCM2711HVSScan scan;
} BCM2711HVSChannel;

struct BCM2711HVSState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;

    uint32_t regs[NUM_REGS];
    uint32_t dlist[BCM2711_HVS_DLIST_WORDS];
    BCM2711HVSChannel channels[NUM_CHANNELS];
    uint64_t frames;

    BCM2711HVSHead heads[NUM_HEADS];
};

REG32(DISPCTRL, 0x00)
    FIELD(DISPCTRL, ENABLE, 31, 1)
    FIELD(DISPCTRL, DSP3_MUX, 18, 2)
REG32(DISPSTAT, 0x04)
REG32(DISPID, 0x08)
REG32(DISPECTRL, 0x0c)
    FIELD(DISPECTRL, DSP2_MUX, 31, 1)
REG32(DISPPROF, 0x10)
REG32(DISPDITHER, 0x14)
    FIELD(DISPDITHER, DSP5_MUX, 30, 2)
REG32(DISPEOLN, 0x18)
    FIELD(DISPEOLN, DSP4_MUX, 30, 2)
REG32(DISPLIST0, 0x20)
REG32(DISPLIST2, 0x28)
REG32(DISPLSTAT, 0x2c)
REG32(DISPLACT0, 0x30)
REG32(DISPLACT2, 0x38)

/* One group of four for each channel, 0x10 apart. */
REG32(DISPCTRLX, 0x40)
    FIELD(DISPCTRLX, ENABLE, 31, 1)
    FIELD(DISPCTRLX, RESET, 30, 1)
    FIELD(DISPCTRLX, WIDTH, 16, 13)
    FIELD(DISPCTRLX, ONESHOT, 15, 1)
    FIELD(DISPCTRLX, HEIGHT, 0, 13)
REG32(DISPBKGNDX, 0x44)
    FIELD(DISPBKGNDX, FILL, 24, 1)
    FIELD(DISPBKGNDX, RGB, 0, 24)
REG32(DISPSTATX, 0x48)
    FIELD(DISPSTATX, MODE, 30, 2)
    FIELD(DISPSTATX, FULL, 29, 1)
    FIELD(DISPSTATX, EMPTY, 28, 1)
    FIELD(DISPSTATX, LINE, 0, 14)
REG32(DISPBASEX, 0x4c)
    FIELD(DISPBASEX, TOP, 16, 16)
    FIELD(DISPBASEX, BASE, 0, 16)

/*
 * The frame counters are not in their channel's register (Linux:
 * SCALER5_DISPSTAT1_* and SCALER5_DISPSTAT2_*; up to 6.12 it read the BCM2835's
 * fields).
 */
REG32(DISPSTAT1, 0x58)
    FIELD(DISPSTAT1, FRCNT0, 20, 6)
    FIELD(DISPSTAT1, FRCNT1, 14, 6)
REG32(DISPSTAT2, 0x68)
    FIELD(DISPSTAT2, FRCNT2, 14, 6)

REG32(DISPALPHA2, 0x70)
REG32(GAMADDR, 0x78)
REG32(OLEDOFFS, 0x80)
REG32(OLEDCOEF0, 0x84)
REG32(OLEDCOEF2, 0x8c)
REG32(GAMDATA, 0xe0)

#define CHANNEL_STRIDE          (0x10 / 4)
#define R_CHANNELS_END          (R_DISPCTRLX + \
                                 NUM_CHANNELS * CHANNEL_STRIDE)

/* DISPCTRL: which causes of channel x are enabled (SCALER5_DISPCTRL_*) */
#define DISPCTRL_DSPEIEOF(x)    BIT(7 + (x) * 4)
#define DISPCTRL_DSPEISLUR(x)   BIT(9 + (x) * 4)
/* DISPCTRL: whether channel x interrupts */
#define DISPCTRL_DISPEIRQ(x)    BIT(1 + (x))

/* DISPSTAT: what happened in channel x */
#define DISPSTAT_EOF(x)         BIT(8 + (x) * 8)
#define DISPSTAT_EUFLOW(x)      BIT(9 + (x) * 8)
#define DISPSTAT_CAUSES         0x3f3f3f00
/* DISPSTAT: an enabled cause of channel x is set */
#define DISPSTAT_IRQDISP(x)     BIT(1 + (x))
/* DISPSTAT: written, clears all causes */
#define DISPSTAT_IRQSCL         BIT(0)

#define DLIST_START             0x4000
#define MUX_OFF                 3

enum {
    MODE_DISABLED = 0,
    MODE_INIT = 1,
    MODE_RUN = 2,
    MODE_EOF = 3,
};

static uint32_t channel_reg(BCM2711HVSState *s, unsigned int ch,
                            unsigned int reg)
{
    return s->regs[reg + ch * CHANNEL_STRIDE];
}

static bool channel_enabled(BCM2711HVSState *s, unsigned int ch)
{
    return FIELD_EX32(s->regs[R_DISPCTRL], DISPCTRL, ENABLE) &&
           FIELD_EX32(channel_reg(s, ch, R_DISPCTRLX), DISPCTRLX, ENABLE);
}

/* DISPSTAT's causes and the IRQDISP bits that they imply. */
static uint32_t hvs_dispstat(BCM2711HVSState *s)
{
    uint32_t causes = s->regs[R_DISPSTAT];
    uint32_t ctrl = s->regs[R_DISPCTRL];
    uint32_t stat = causes;

    for (int i = 0; i < NUM_CHANNELS; i++) {
        if (((causes & DISPSTAT_EOF(i)) && (ctrl & DISPCTRL_DSPEIEOF(i))) ||
            ((causes & DISPSTAT_EUFLOW(i)) &&
             (ctrl & DISPCTRL_DSPEISLUR(i)))) {
            stat |= DISPSTAT_IRQDISP(i);
        }
    }
    return stat;
}

static void hvs_update_irq(BCM2711HVSState *s)
{
    uint32_t stat = hvs_dispstat(s);
    bool level = false;

    for (int i = 0; i < NUM_CHANNELS; i++) {
        level |= (stat & DISPSTAT_IRQDISP(i)) &&
                 (s->regs[R_DISPCTRL] & DISPCTRL_DISPEIRQ(i));
    }
    qemu_set_irq(s->irq, level);
}

static void hvs_cause(BCM2711HVSState *s, uint32_t cause)
{
    s->regs[R_DISPSTAT] |= cause;
    hvs_update_irq(s);
}

/* The channel that feeds @output, or -1 if the mux turns it off */
static int hvs_output_channel(BCM2711HVSState *s, unsigned int output)
{
    unsigned int mux;

    switch (output) {
    case 0:
    case 1:
        return output;
    case 2:
        return FIELD_EX32(s->regs[R_DISPECTRL], DISPECTRL, DSP2_MUX) ? 0 : 2;
    case 3:
        mux = FIELD_EX32(s->regs[R_DISPCTRL], DISPCTRL, DSP3_MUX);
        break;
    case 4:
        mux = FIELD_EX32(s->regs[R_DISPEOLN], DISPEOLN, DSP4_MUX);
        break;
    case 5:
        mux = FIELD_EX32(s->regs[R_DISPDITHER], DISPDITHER, DSP5_MUX);
        break;
    default:
        return -1;
    }
    return mux == MUX_OFF ? -1 : mux;
}

void bcm2711_hvs_vstart(BCM2711HVSState *s, unsigned int output,
                        const BCM2711HVSScan *scan)
{
    int ch = hvs_output_channel(s, output);
    BCM2711HVSChannel *channel;

    if (ch < 0) {
        return;
    }
    if (!channel_enabled(s, ch)) {
        /* The transposer has time: it waits for pixels. */
        if (output != BCM2711_HVS_OUTPUT_TXP) {
            trace_bcm2711_hvs_underflow(output, ch);
            hvs_cause(s, DISPSTAT_EUFLOW(ch));
        }
        return;
    }

    channel = &s->channels[ch];
    channel->running = true;
    channel->ended = false;
    channel->frame_count = (channel->frame_count + 1) & 0x3f;
    channel->scan = *scan;
    s->regs[R_DISPLACT0 + ch] = s->regs[R_DISPLIST0 + ch];
    s->frames++;
    trace_bcm2711_hvs_vstart(output, ch, s->regs[R_DISPLACT0 + ch]);
}

void bcm2711_hvs_frame_end(BCM2711HVSState *s, unsigned int output)
{
    int ch = hvs_output_channel(s, output);

    if (ch >= 0 && s->channels[ch].running) {
        if (FIELD_EX32(channel_reg(s, ch, R_DISPCTRLX), DISPCTRLX, ONESHOT)) {
            s->channels[ch].running = false;
            s->channels[ch].ended = true;
        }
        hvs_cause(s, DISPSTAT_EOF(ch));
    }
}

/*
 * The line that a channel is composing. It is ahead of the line being read by
 * the capacity of the channel's part of the COB.
 */
static uint32_t channel_line(BCM2711HVSState *s, unsigned int ch)
{
    const BCM2711HVSScan *scan = &s->channels[ch].scan;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint32_t ctrl = channel_reg(s, ch, R_DISPCTRLX);
    uint32_t base = channel_reg(s, ch, R_DISPBASEX);
    uint32_t width = FIELD_EX32(ctrl, DISPCTRLX, WIDTH);
    uint32_t height = FIELD_EX32(ctrl, DISPCTRLX, HEIGHT);
    /* The unit is four pixels; the driver ignores the low bits too. */
    int32_t cob = (int32_t)(FIELD_EX32(base, DISPBASEX, TOP) & ~3) -
                  (int32_t)(FIELD_EX32(base, DISPBASEX, BASE) & ~3) + 4;
    uint64_t line = 0;

    if (!s->channels[ch].running || !width) {
        return 0;
    }
    if (cob > 0) {
        line = cob / width;
    }
    if (now >= scan->active_ns && scan->duration_ns > 0) {
        uint64_t high, low;

        mulu64(&low, &high, MIN(now - scan->active_ns, scan->duration_ns),
               scan->lines);
        divu128(&low, &high, scan->duration_ns);
        line += 1 + low;
    }
    return MIN(line, height);
}

static uint32_t hvs_dispstatx(BCM2711HVSState *s, unsigned int ch)
{
    uint32_t val = 0;

    if (!channel_enabled(s, ch)) {
        val = FIELD_DP32(val, DISPSTATX, MODE, MODE_DISABLED);
        val = FIELD_DP32(val, DISPSTATX, EMPTY, 1);
    } else if (!s->channels[ch].running) {
        val = FIELD_DP32(val, DISPSTATX, MODE,
                         s->channels[ch].ended ? MODE_EOF : MODE_INIT);
        val = FIELD_DP32(val, DISPSTATX, EMPTY, 1);
    } else {
        val = FIELD_DP32(val, DISPSTATX, MODE, MODE_RUN);
        val = FIELD_DP32(val, DISPSTATX, FULL, 1);
        val = FIELD_DP32(val, DISPSTATX, LINE, channel_line(s, ch));
    }

    if (ch == 1) {
        val = FIELD_DP32(val, DISPSTAT1, FRCNT0, s->channels[0].frame_count);
        val = FIELD_DP32(val, DISPSTAT1, FRCNT1, s->channels[1].frame_count);
    } else if (ch == 2) {
        val = FIELD_DP32(val, DISPSTAT2, FRCNT2, s->channels[2].frame_count);
    }
    return val;
}

static void channel_stop(BCM2711HVSState *s, unsigned int ch)
{
    s->channels[ch].running = false;
    s->channels[ch].ended = false;
    memset(&s->channels[ch].scan, 0, sizeof(s->channels[ch].scan));
}

static void hvs_write_dispctrl(BCM2711HVSState *s, uint32_t val)
{
    s->regs[R_DISPCTRL] = val;
    for (int i = 0; i < NUM_CHANNELS; i++) {
        if (!channel_enabled(s, i)) {
            channel_stop(s, i);
        }
    }
    hvs_update_irq(s);
}

static void hvs_write_dispctrlx(BCM2711HVSState *s, unsigned int ch,
                                uint32_t val)
{
    uint32_t stored = FIELD_DP32(val, DISPCTRLX, RESET, 0);

    if (FIELD_EX32(val, DISPCTRLX, RESET) ||
        !FIELD_EX32(val, DISPCTRLX, ENABLE)) {
        channel_stop(s, ch);
    }
    s->regs[R_DISPCTRLX + ch * CHANNEL_STRIDE] = stored;
}

static uint64_t hvs_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711HVSState *s = opaque;
    uint32_t reg = addr / 4;
    uint32_t val = 0;

    if (addr >= DLIST_START) {
        return s->dlist[(addr - DLIST_START) / 4];
    }

    if (reg == R_DISPSTAT) {
        val = hvs_dispstat(s);
    } else if (reg >= R_DISPCTRLX && reg < R_CHANNELS_END &&
               reg % CHANNEL_STRIDE == R_DISPSTATX % CHANNEL_STRIDE) {
        val = hvs_dispstatx(s, (reg - R_DISPCTRLX) / CHANNEL_STRIDE);
    } else if (reg < NUM_REGS) {
        val = s->regs[reg];
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
    }
    trace_bcm2711_hvs_read(addr, val);
    return val;
}

static void hvs_write_reg(BCM2711HVSState *s, hwaddr addr, uint32_t val)
{
    uint32_t reg = addr / 4;
    unsigned int ch;

    switch (reg) {
    case R_DISPCTRL:
        hvs_write_dispctrl(s, val);
        break;
    case R_DISPSTAT:
        s->regs[reg] &= val & DISPSTAT_IRQSCL ? 0 : ~(val & DISPSTAT_CAUSES);
        hvs_update_irq(s);
        break;
    case R_DISPLIST0 ... R_DISPLIST2:
        ch = reg - R_DISPLIST0;
        s->regs[reg] = val;
        if (!channel_enabled(s, ch)) {
            s->regs[R_DISPLACT0 + ch] = val;
        }
        break;
    case R_DISPCTRLX ... R_CHANNELS_END - 1:
        ch = (reg - R_DISPCTRLX) / CHANNEL_STRIDE;
        switch (R_DISPCTRLX + (reg - R_DISPCTRLX) % CHANNEL_STRIDE) {
        case R_DISPCTRLX:
            hvs_write_dispctrlx(s, ch, val);
            break;
        case R_DISPSTATX:
            qemu_log_mask(LOG_GUEST_ERROR, "%s: DISPSTAT%u is read-only\n",
                          __func__, ch);
            break;
        default:
            s->regs[reg] = val;
            break;
        }
        break;
    case R_DISPECTRL:
    case R_DISPPROF:
    case R_DISPDITHER:
    case R_DISPEOLN:
    case R_DISPALPHA2:
    case R_GAMADDR:
    case R_OLEDOFFS:
    case R_OLEDCOEF0 ... R_OLEDCOEF2:
    case R_GAMDATA:
        s->regs[reg] = val;
        break;
    case R_DISPID:
    case R_DISPLSTAT:
    case R_DISPLACT0 ... R_DISPLACT2:
        qemu_log_mask(LOG_GUEST_ERROR,
                      "%s: register 0x%" HWADDR_PRIx " is read-only\n",
                      __func__, addr);
        break;
    default:
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
        break;
    }
}

static void hvs_write(void *opaque, hwaddr addr, uint64_t val,
                      unsigned int size)
{
    BCM2711HVSState *s = opaque;

    if (addr >= DLIST_START) {
        s->dlist[(addr - DLIST_START) / 4] = val;
    } else {
        trace_bcm2711_hvs_write(addr, val);
        hvs_write_reg(s, addr, val);
    }
}

static const MemoryRegionOps hvs_ops = {
    .read = hvs_read,
    .write = hvs_write,
    .endianness = DEVICE_LITTLE_ENDIAN,
    .valid = {
        .min_access_size = 4,
        .max_access_size = 4,
    },
};

static bool hvs_picture(DeviceState *device, unsigned int output,
                        BCM2711HVSPicture *picture)
{
    BCM2711HVSState *s = BCM2711_HVS(device);
    int ch = hvs_output_channel(s, output);
    uint32_t ctrl, background;

    if (ch < 0 || !s->channels[ch].running) {
        return false;
    }
    ctrl = channel_reg(s, ch, R_DISPCTRLX);
    background = channel_reg(s, ch, R_DISPBKGNDX);
    *picture = (BCM2711HVSPicture) {
        .width = FIELD_EX32(ctrl, DISPCTRLX, WIDTH),
        .height = FIELD_EX32(ctrl, DISPCTRLX, HEIGHT),
        .background = FIELD_EX32(background, DISPBKGNDX, FILL)
                      ? FIELD_EX32(background, DISPBKGNDX, RGB) : 0,
        .dlist = s->dlist,
        .start = s->regs[R_DISPLACT0 + ch],
    };
    return picture->width && picture->width <= BCM2711_HVS_MAX_WIDTH &&
           picture->height && picture->height <= BCM2711_HVS_MAX_HEIGHT;
}

uint64_t bcm2711_hvs_work(BCM2711HVSState *s, unsigned int output,
                          uint32_t *width, uint32_t *height)
{
    BCM2711HVSPicture picture;

    if (!hvs_picture(DEVICE(s), output, &picture)) {
        return 0;
    }
    *width = picture.width;
    *height = picture.height;
    return bcm2711_hvs_compose_work(&picture);
}

uint32_t *bcm2711_hvs_draw(BCM2711HVSState *s, unsigned int output,
                           uint32_t *width, uint32_t *height)
{
    BCM2711HVSPicture picture;
    uint32_t *pixels;

    if (!hvs_picture(DEVICE(s), output, &picture)) {
        return NULL;
    }
    *width = picture.width;
    *height = picture.height;
    pixels = g_new(uint32_t, (size_t)picture.width * picture.height);
    if (!bcm2711_hvs_compose(&picture, pixels, picture.width)) {
        qemu_log_mask(LOG_GUEST_ERROR, "%s: display list of output %u has no "
                      "end or too much to draw\n", __func__, output);
    }
    return pixels;
}

static void hvs_reset_enter(Object *obj, ResetType type)
{
    BCM2711HVSState *s = BCM2711_HVS(obj);

    memset(s->regs, 0, sizeof(s->regs));
    memset(s->dlist, 0, sizeof(s->dlist));
    memset(s->channels, 0, sizeof(s->channels));
    s->frames = 0;
}

static void hvs_reset_hold(Object *obj, ResetType type)
{
    hvs_update_irq(BCM2711_HVS(obj));
}

static const VMStateDescription vmstate_scan = {
    .name = TYPE_BCM2711_HVS "-scan",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(active_ns, BCM2711HVSScan),
        VMSTATE_INT64(duration_ns, BCM2711HVSScan),
        VMSTATE_UINT32(lines, BCM2711HVSScan),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_channel = {
    .name = TYPE_BCM2711_HVS "-channel",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_BOOL(running, BCM2711HVSChannel),
        VMSTATE_BOOL(ended, BCM2711HVSChannel),
        VMSTATE_UINT8(frame_count, BCM2711HVSChannel),
        VMSTATE_STRUCT(scan, BCM2711HVSChannel, 1, vmstate_scan,
                       BCM2711HVSScan),
        VMSTATE_END_OF_LIST()
    }
};

static const VMStateDescription vmstate_hvs = {
    .name = TYPE_BCM2711_HVS,
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, BCM2711HVSState, NUM_REGS),
        VMSTATE_UINT32_ARRAY(dlist, BCM2711HVSState, BCM2711_HVS_DLIST_WORDS),
        VMSTATE_STRUCT_ARRAY(channels, BCM2711HVSState, NUM_CHANNELS,
                             2, vmstate_channel, BCM2711HVSChannel),
        VMSTATE_UINT64(frames, BCM2711HVSState),
        VMSTATE_END_OF_LIST()
    }
};

static void hvs_realize(DeviceState *dev, Error **errp)
{
    static const unsigned int outputs[NUM_HEADS] = { 4, 5 };
    BCM2711HVSState *s = BCM2711_HVS(dev);

    /* QMP finds consoles by their device's id. */
    if (!dev->id) {
        dev->id = g_strdup("hvs");
    }
    for (int i = 0; i < NUM_HEADS; i++) {
        bcm2711_hvs_head_init(&s->heads[i], dev, hvs_picture, i, outputs[i]);
    }
}

static void hvs_init(Object *obj)
{
    BCM2711HVSState *s = BCM2711_HVS(obj);

    memory_region_init_io(&s->iomem, obj, &hvs_ops, s, TYPE_BCM2711_HVS,
                          MMIO_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
    object_property_add_uint64_ptr(obj, "frames", &s->frames,
                                   OBJ_PROP_FLAG_READ);
}

static void hvs_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->desc = "BCM2711 hardware video scaler";
    dc->realize = hvs_realize;
    dc->vmsd = &vmstate_hvs;
    rc->phases.enter = hvs_reset_enter;
    rc->phases.hold = hvs_reset_hold;
}

static const TypeInfo hvs_types[] = {
    {
        .name = TYPE_BCM2711_HVS,
        .parent = TYPE_SYS_BUS_DEVICE,
        .instance_size = sizeof(BCM2711HVSState),
        .instance_init = hvs_init,
        .class_init = hvs_class_init,
    },
};

DEFINE_TYPES(hvs_types)
