/*
 * BCM2711 hardware video scaler (HVS5): a channel, from frame to frame
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * At VSTART a channel copies DISPLISTx to DISPLACTx and starts to compose into
 * its part of the composite output buffer (COB), where it stops until the pixel
 * valve reads the first line. In the interrupt of the vertical blank, software
 * therefore sees whether the hardware has taken the list that it wrote last. A
 * one-shot channel stops when its frame was read, until the next VSTART.
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hvs_channel.h"
#include "hw/display/bcm2711_hvs_internal.h"
#include "qemu/host-utils.h"
#include "qemu/timer.h"

enum {
    MODE_DISABLED = 0,
    MODE_INIT = 1,
    MODE_RUN = 2,
    MODE_EOF = 3,
};

static uint32_t *channel_reg(const BCM2711HVSChannel *channel, unsigned int reg)
{
    return &channel->regs[reg + channel->number * BCM2711_HVS_CHANNEL_STRIDE];
}

bool bcm2711_hvs_channel_enabled(const BCM2711HVSChannel *channel)
{
    return FIELD_EX32(channel->regs[R_DISPCTRL], DISPCTRL, ENABLE) &&
           FIELD_EX32(*channel_reg(channel, R_DISPCTRLX), DISPCTRLX, ENABLE);
}

static void channel_stop(BCM2711HVSChannel *channel)
{
    channel->running = false;
    channel->ended = false;
    memset(&channel->scan, 0, sizeof(channel->scan));
}

void bcm2711_hvs_channel_stop_if_disabled(BCM2711HVSChannel *channel)
{
    if (!bcm2711_hvs_channel_enabled(channel)) {
        channel_stop(channel);
    }
}

void bcm2711_hvs_channel_set_list(BCM2711HVSChannel *channel, uint32_t list)
{
    channel->regs[R_DISPLIST0 + channel->number] = list;
    if (!bcm2711_hvs_channel_enabled(channel)) {
        channel->regs[R_DISPLACT0 + channel->number] = list;
    }
}

void bcm2711_hvs_channel_set_ctrl(BCM2711HVSChannel *channel, uint32_t ctrl)
{
    if (FIELD_EX32(ctrl, DISPCTRLX, RESET) ||
        !FIELD_EX32(ctrl, DISPCTRLX, ENABLE)) {
        channel_stop(channel);
    }
    *channel_reg(channel, R_DISPCTRLX) = FIELD_DP32(ctrl, DISPCTRLX, RESET, 0);
}

void bcm2711_hvs_channel_start_frame(BCM2711HVSChannel *channel,
                                     const BCM2711HVSScan *scan)
{
    channel->running = true;
    channel->ended = false;
    channel->frame_count = (channel->frame_count + 1) & 0x3f;
    channel->scan = *scan;
    channel->regs[R_DISPLACT0 + channel->number] =
        channel->regs[R_DISPLIST0 + channel->number];
}

bool bcm2711_hvs_channel_end_frame(BCM2711HVSChannel *channel)
{
    if (!channel->running) {
        return false;
    }
    if (FIELD_EX32(*channel_reg(channel, R_DISPCTRLX), DISPCTRLX, ONESHOT)) {
        channel->running = false;
        channel->ended = true;
    }
    return true;
}

/*
 * The line that a channel is composing. It is ahead of the line being read by
 * the capacity of the channel's part of the COB.
 */
static uint32_t channel_line(const BCM2711HVSChannel *channel)
{
    const BCM2711HVSScan *scan = &channel->scan;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    uint32_t ctrl = *channel_reg(channel, R_DISPCTRLX);
    uint32_t base = *channel_reg(channel, R_DISPBASEX);
    uint32_t width = FIELD_EX32(ctrl, DISPCTRLX, WIDTH);
    uint32_t height = FIELD_EX32(ctrl, DISPCTRLX, HEIGHT);
    /* The unit is four pixels; the driver ignores the low bits too. */
    int32_t cob = (int32_t)(FIELD_EX32(base, DISPBASEX, TOP) & ~3) -
                  (int32_t)(FIELD_EX32(base, DISPBASEX, BASE) & ~3) + 4;
    uint64_t line = 0;

    if (!channel->running || !width) {
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

uint32_t bcm2711_hvs_channel_status(const BCM2711HVSChannel *channel)
{
    uint32_t value = 0;

    if (!bcm2711_hvs_channel_enabled(channel)) {
        value = FIELD_DP32(value, DISPSTATX, MODE, MODE_DISABLED);
        value = FIELD_DP32(value, DISPSTATX, EMPTY, 1);
    } else if (!channel->running) {
        value = FIELD_DP32(value, DISPSTATX, MODE,
                           channel->ended ? MODE_EOF : MODE_INIT);
        value = FIELD_DP32(value, DISPSTATX, EMPTY, 1);
    } else {
        value = FIELD_DP32(value, DISPSTATX, MODE, MODE_RUN);
        value = FIELD_DP32(value, DISPSTATX, FULL, 1);
        value = FIELD_DP32(value, DISPSTATX, LINE, channel_line(channel));
    }
    return value;
}

bool bcm2711_hvs_channel_picture(const BCM2711HVSChannel *channel,
                                 BCM2711HVSPicture *picture)
{
    uint32_t ctrl = *channel_reg(channel, R_DISPCTRLX);
    uint32_t background = *channel_reg(channel, R_DISPBKGNDX);

    if (!channel->running) {
        return false;
    }
    picture->width = FIELD_EX32(ctrl, DISPCTRLX, WIDTH);
    picture->height = FIELD_EX32(ctrl, DISPCTRLX, HEIGHT);
    picture->background = FIELD_EX32(background, DISPBKGNDX, FILL)
                          ? FIELD_EX32(background, DISPBKGNDX, RGB) : 0;
    picture->start = channel->regs[R_DISPLACT0 + channel->number];
    return picture->width && picture->width <= BCM2711_HVS_MAX_WIDTH &&
           picture->height && picture->height <= BCM2711_HVS_MAX_HEIGHT;
}

void bcm2711_hvs_channel_init(BCM2711HVSChannel *channel, unsigned int number,
                              uint32_t *regs)
{
    channel->number = number;
    channel->regs = regs;
}

void bcm2711_hvs_channel_reset(BCM2711HVSChannel *channel)
{
    channel_stop(channel);
    channel->frame_count = 0;
}

static const VMStateDescription vmstate_scan = {
    .name = "bcm2711-hvs-scan",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(active_ns, BCM2711HVSScan),
        VMSTATE_INT64(duration_ns, BCM2711HVSScan),
        VMSTATE_UINT32(lines, BCM2711HVSScan),
        VMSTATE_END_OF_LIST()
    }
};

const VMStateDescription vmstate_bcm2711_hvs_channel = {
    .name = "bcm2711-hvs-channel",
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
