/*
 * BCM2711 HDMI link: the transmitter's clocks, reset, PHY and video
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_LINK_H
#define HW_DISPLAY_BCM2711_HDMI_LINK_H

#include "hw/clock.h"
#include "hw/qdev-core.h"
#include "migration/vmstate.h"

#define BCM2711_HDMI_PHY_SIZE 0x80
#define BCM2711_HDMI_RM_SIZE 0x80

typedef struct BCM2711HDMILink {
    DeviceState *owner;
    Clock *pixel_clock;
    Clock *hsm;

    uint32_t phy[BCM2711_HDMI_PHY_SIZE / 4];
    uint32_t rm[BCM2711_HDMI_RM_SIZE / 4];
    bool in_reset;
    bool video;                 /* the HD block enables it */
    bool frames;                /* the pixel valve has some */
} BCM2711HDMILink;

extern const VMStateDescription vmstate_bcm2711_hdmi_link;

/* @hsm_changes is called after each change of the state machine's clock */
void bcm2711_hdmi_link_init(BCM2711HDMILink *link, DeviceState *owner,
                            ClockCallback *hsm_changes);

/* TMDS characters per second; 0 while the PLL is held in reset */
uint64_t bcm2711_hdmi_link_tmds_hz(const BCM2711HDMILink *link);
uint64_t bcm2711_hdmi_link_pixel_hz(const BCM2711HDMILink *link);

/* To be called after every change of @phy and @rm */
void bcm2711_hdmi_link_update(BCM2711HDMILink *link);

/* Whether the state machine's clock runs */
bool bcm2711_hdmi_link_clocked(const BCM2711HDMILink *link);

/* Whether the state machine's clock is as fast as the pixel clock demands */
bool bcm2711_hdmi_link_hsm_suffices(const BCM2711HDMILink *link);

/* Whether the block has its clock and is not held in reset */
bool bcm2711_hdmi_link_up(const BCM2711HDMILink *link);

/* Whether frames are sent, and packets between them */
bool bcm2711_hdmi_link_sending(const BCM2711HDMILink *link);

#endif
