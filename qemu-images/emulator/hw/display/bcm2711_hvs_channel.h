/*
 * BCM2711 hardware video scaler (HVS5): a channel, from frame to frame
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HVS_CHANNEL_H
#define HW_DISPLAY_BCM2711_HVS_CHANNEL_H

#include "hw/display/bcm2711_hvs_compose.h"
#include "hw/display/bcm2711_hvs_scan.h"
#include "migration/vmstate.h"

typedef struct BCM2711HVSChannel {
    uint32_t *regs;         /* all of the device */
    unsigned int number;

    bool running;           /* a frame was started since it was enabled */
    bool ended;             /* a one-shot frame was read to its end */
    uint8_t frame_count;    /* six bits, for the device's DISPSTATx */
    BCM2711HVSScan scan;
} BCM2711HVSChannel;

extern const VMStateDescription vmstate_bcm2711_hvs_channel;

/**
 * bcm2711_hvs_channel_init: to be called from the device's instance_init
 * @number: of the channel, from 0 on
 * @regs: the device's, BCM2711_HVS_NUM_REGS words; it clears them at a reset
 */
void bcm2711_hvs_channel_init(BCM2711HVSChannel *channel, unsigned int number,
                              uint32_t *regs);
void bcm2711_hvs_channel_reset(BCM2711HVSChannel *channel);

/* Whether both the device and the channel are enabled */
bool bcm2711_hvs_channel_enabled(const BCM2711HVSChannel *channel);

/* To be called after every write of DISPCTRL */
void bcm2711_hvs_channel_stop_if_disabled(BCM2711HVSChannel *channel);

/*
 * DISPLISTx is written: a disabled channel takes the list at once. @list is the
 * index of its first word in the list RAM, as the guest wrote it: unchecked.
 */
void bcm2711_hvs_channel_set_list(BCM2711HVSChannel *channel, uint32_t list);

/* DISPCTRLx is written */
void bcm2711_hvs_channel_set_ctrl(BCM2711HVSChannel *channel, uint32_t ctrl);

/* DISPSTATx, but for the frame counters */
uint32_t bcm2711_hvs_channel_status(const BCM2711HVSChannel *channel);

/* An enabled channel takes its next list; @scan: when its lines will be read */
void bcm2711_hvs_channel_start_frame(BCM2711HVSChannel *channel,
                                     const BCM2711HVSScan *scan);

/* The last line was read. Returns whether that ended a frame. */
bool bcm2711_hvs_channel_end_frame(BCM2711HVSChannel *channel);

/*
 * Writes what the channel composes now to @picture, but for its dlist, which
 * the caller sets. Returns false if that is nothing, or larger than any mode of
 * the hardware.
 */
bool bcm2711_hvs_channel_picture(const BCM2711HVSChannel *channel,
                                 BCM2711HVSPicture *picture);

#endif /* HW_DISPLAY_BCM2711_HVS_CHANNEL_H */
