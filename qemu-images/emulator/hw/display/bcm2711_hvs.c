/*
 * BCM2711 hardware video scaler (HVS5)
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * At the end of the active picture the pixel valve sends VSTART. The channel
 * that the mux connects to it starts a frame (bcm2711_hvs_channel.c).
 *
 * Timing is that of the pixel valve or the transposer: composing takes no time,
 * and is done for a console that is displayed or dumped
 * (bcm2711_hvs_console.c), and for who calls bcm2711_hvs_draw().
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs.h"
#include "hw/display/bcm2711_hvs_channel.h"
#include "hw/display/bcm2711_hvs_console.h"
#include "hw/display/bcm2711_hvs_internal.h"
#include "hw/irq.h"
#include "hw/sysbus.h"
#include "migration/vmstate.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "trace.h"

#define MMIO_SIZE   0x8000
#define NUM_HEADS   2

#define R_CHANNELS_END  (R_DISPCTRLX + BCM2711_HVS_NUM_CHANNELS * \
                         BCM2711_HVS_CHANNEL_STRIDE)

struct BCM2711HVSState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    qemu_irq irq;

    uint32_t regs[BCM2711_HVS_NUM_REGS];
    uint32_t dlist[BCM2711_HVS_DLIST_WORDS];
    BCM2711HVSChannel channels[BCM2711_HVS_NUM_CHANNELS];
    uint64_t frames;

    BCM2711HVSHead heads[NUM_HEADS];
};

/* DISPCTRL: which causes of a channel are enabled (SCALER5_DISPCTRL_*) */
#define DISPCTRL_DSPEIEOF(number)     BIT(7 + (number) * 4)
#define DISPCTRL_DSPEISLUR(number)    BIT(9 + (number) * 4)
/* DISPCTRL: whether a channel interrupts */
#define DISPCTRL_DISPEIRQ(number)     BIT(1 + (number))

/* DISPSTAT: what happened in a channel */
#define DISPSTAT_EOF(number)          BIT(8 + (number) * 8)
#define DISPSTAT_EUFLOW(number)       BIT(9 + (number) * 8)
#define DISPSTAT_CAUSES               0x3f3f3f00
/* DISPSTAT: an enabled cause of a channel is set */
#define DISPSTAT_IRQDISP(number)      BIT(1 + (number))
/* DISPSTAT: written, clears all causes */
#define DISPSTAT_IRQSCL               BIT(0)

#define DLIST_START                   0x4000
#define MUX_OFF                       3

/* DISPSTAT's causes and the IRQDISP bits that they imply. */
static uint32_t hvs_dispstat(BCM2711HVSState *s)
{
    uint32_t causes = s->regs[R_DISPSTAT];
    uint32_t ctrl = s->regs[R_DISPCTRL];
    uint32_t stat = causes;

    for (int i = 0; i < BCM2711_HVS_NUM_CHANNELS; i++) {
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

    for (int i = 0; i < BCM2711_HVS_NUM_CHANNELS; i++) {
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
    int number = hvs_output_channel(s, output);
    BCM2711HVSChannel *channel;

    if (number < 0) {
        return;
    }
    channel = &s->channels[number];
    if (!bcm2711_hvs_channel_enabled(channel)) {
        /* The transposer has time: it waits for pixels. */
        if (output != BCM2711_HVS_OUTPUT_TXP) {
            trace_bcm2711_hvs_underflow(output, number);
            hvs_cause(s, DISPSTAT_EUFLOW(number));
        }
        return;
    }
    bcm2711_hvs_channel_start_frame(channel, scan);
    s->frames++;
    trace_bcm2711_hvs_vstart(output, number, s->regs[R_DISPLACT0 + number]);
}

void bcm2711_hvs_frame_end(BCM2711HVSState *s, unsigned int output)
{
    int number = hvs_output_channel(s, output);

    if (number >= 0 && bcm2711_hvs_channel_end_frame(&s->channels[number])) {
        hvs_cause(s, DISPSTAT_EOF(number));
    }
}

static void hvs_write_dispctrl(BCM2711HVSState *s, uint32_t value)
{
    s->regs[R_DISPCTRL] = value;
    for (int i = 0; i < BCM2711_HVS_NUM_CHANNELS; i++) {
        bcm2711_hvs_channel_stop_if_disabled(&s->channels[i]);
    }
    hvs_update_irq(s);
}

/* The channel whose group of registers has @reg */
static unsigned int hvs_reg_channel(uint32_t reg)
{
    return (reg - R_DISPCTRLX) / BCM2711_HVS_CHANNEL_STRIDE;
}

/* DISPSTATx: a channel's status, and the frame counters, see DISPSTAT1 */
static uint32_t hvs_dispstatx(BCM2711HVSState *s, unsigned int number)
{
    const BCM2711HVSChannel *channels = s->channels;
    uint32_t value = bcm2711_hvs_channel_status(&channels[number]);

    if (number == 1) {
        value = FIELD_DP32(value, DISPSTAT1, FRCNT0, channels[0].frame_count);
        value = FIELD_DP32(value, DISPSTAT1, FRCNT1, channels[1].frame_count);
    } else if (number == 2) {
        value = FIELD_DP32(value, DISPSTAT2, FRCNT2, channels[2].frame_count);
    }
    return value;
}

static uint64_t hvs_read(void *opaque, hwaddr addr, unsigned int size)
{
    BCM2711HVSState *s = opaque;
    uint32_t reg = addr / 4;
    uint32_t value = 0;

    if (addr >= DLIST_START) {
        return s->dlist[(addr - DLIST_START) / 4];
    }

    if (reg == R_DISPSTAT) {
        value = hvs_dispstat(s);
    } else if (reg >= R_DISPCTRLX && reg < R_CHANNELS_END &&
               reg % BCM2711_HVS_CHANNEL_STRIDE ==
               R_DISPSTATX % BCM2711_HVS_CHANNEL_STRIDE) {
        value = hvs_dispstatx(s, hvs_reg_channel(reg));
    } else if (reg < BCM2711_HVS_NUM_REGS) {
        value = s->regs[reg];
    } else {
        qemu_log_mask(LOG_UNIMP, "%s: no register at 0x%" HWADDR_PRIx "\n",
                      __func__, addr);
    }
    trace_bcm2711_hvs_read(addr, value);
    return value;
}

static void hvs_write_reg(BCM2711HVSState *s, hwaddr addr, uint32_t value)
{
    uint32_t reg = addr / 4;
    BCM2711HVSChannel *channel;

    switch (reg) {
    case R_DISPCTRL:
        hvs_write_dispctrl(s, value);
        break;
    case R_DISPSTAT:
        if (value & DISPSTAT_IRQSCL) {
            s->regs[reg] = 0;
        } else {
            s->regs[reg] &= ~(value & DISPSTAT_CAUSES);
        }
        hvs_update_irq(s);
        break;
    case R_DISPLIST0 ... R_DISPLIST2:
        channel = &s->channels[reg - R_DISPLIST0];
        bcm2711_hvs_channel_set_list(channel, value);
        break;
    case R_DISPCTRLX ... R_CHANNELS_END - 1:
        channel = &s->channels[hvs_reg_channel(reg)];
        switch (reg - hvs_reg_channel(reg) * BCM2711_HVS_CHANNEL_STRIDE) {
        case R_DISPCTRLX:
            bcm2711_hvs_channel_set_ctrl(channel, value);
            break;
        case R_DISPSTATX:
            qemu_log_mask(LOG_GUEST_ERROR, "%s: DISPSTAT%u is read-only\n",
                          __func__, channel->number);
            break;
        default:
            s->regs[reg] = value;
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
        s->regs[reg] = value;
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

static void hvs_write(void *opaque, hwaddr addr, uint64_t value,
                      unsigned int size)
{
    BCM2711HVSState *s = opaque;

    if (addr >= DLIST_START) {
        s->dlist[(addr - DLIST_START) / 4] = value;
    } else {
        trace_bcm2711_hvs_write(addr, value);
        hvs_write_reg(s, addr, value);
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
    int number = hvs_output_channel(s, output);

    *picture = (BCM2711HVSPicture) { .dlist = s->dlist };
    return number >= 0 &&
           bcm2711_hvs_channel_picture(&s->channels[number], picture);
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
    for (int i = 0; i < BCM2711_HVS_NUM_CHANNELS; i++) {
        bcm2711_hvs_channel_reset(&s->channels[i]);
    }
    s->frames = 0;
}

static void hvs_reset_hold(Object *obj, ResetType type)
{
    hvs_update_irq(BCM2711_HVS(obj));
}

static const VMStateDescription vmstate_hvs = {
    .name = TYPE_BCM2711_HVS,
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, BCM2711HVSState, BCM2711_HVS_NUM_REGS),
        VMSTATE_UINT32_ARRAY(dlist, BCM2711HVSState, BCM2711_HVS_DLIST_WORDS),
        VMSTATE_STRUCT_ARRAY(channels, BCM2711HVSState,
                             BCM2711_HVS_NUM_CHANNELS, 2,
                             vmstate_bcm2711_hvs_channel, BCM2711HVSChannel),
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
    for (int i = 0; i < BCM2711_HVS_NUM_CHANNELS; i++) {
        bcm2711_hvs_channel_init(&s->channels[i], i, s->regs);
    }
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
