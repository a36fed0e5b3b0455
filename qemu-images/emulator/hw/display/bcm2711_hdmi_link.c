/*
 * BCM2711 HDMI link: the transmitter's clocks, reset, PHY and video
 *
 * The PLL's VCO runs at RM_OFFSET / 2^21 times the 54 MHz oscillator (Linux
 * vc4_hdmi_phy.c, phy_get_rm_offset), and TX_PHY_CLK_DIV divides that down to
 * ten times the character rate (phy_get_vco_freq).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "hw/display/bcm2711_hdmi_internal.h"
#include "hw/display/bcm2711_hdmi_link.h"
#include "hw/qdev-clock.h"
#include "trace.h"

#define OSCILLATOR_HZ 54000000
#define RM_OFFSET_SHIFT 21
#define BITS_PER_CHARACTER 10

uint64_t bcm2711_hdmi_link_tmds_hz(const BCM2711HDMILink *link)
{
    uint32_t reset_ctl = link->phy[R_TX_PHY_RESET_CTL];
    uint32_t div = FIELD_EX32(link->phy[R_TX_PHY_CLK_DIV], TX_PHY_CLK_DIV, VCO);
    uint64_t offset = FIELD_EX32(link->rm[R_RM_OFFSET], RM_OFFSET, OFFSET);

    if (!FIELD_EX32(reset_ctl, TX_PHY_RESET_CTL, PLL_RESETB) ||
        !FIELD_EX32(reset_ctl, TX_PHY_RESET_CTL, PLLDIV_RESETB) || !div) {
        return 0;
    }
    /* The driver rounds down; rounding to the nearest gives its target rate */
    div *= BITS_PER_CHARACTER;
    return ((offset * OSCILLATOR_HZ >> RM_OFFSET_SHIFT) + div / 2) / div;
}

/* One character per pixel: deep colour is not modelled */
uint64_t bcm2711_hdmi_link_pixel_hz(const BCM2711HDMILink *link)
{
    return bcm2711_hdmi_link_tmds_hz(link);
}

void bcm2711_hdmi_link_update(BCM2711HDMILink *link)
{
    uint64_t hz = bcm2711_hdmi_link_pixel_hz(link);

    if (clock_set_hz(link->pixel_clock, hz)) {
        trace_bcm2711_hdmi_pixel_clock(link->owner->canonical_path, hz);
        clock_propagate(link->pixel_clock);
    }
}

bool bcm2711_hdmi_link_clocked(const BCM2711HDMILink *link)
{
    return !clock_has_source(link->hsm) || clock_is_enabled(link->hsm);
}

/*
 * Linux vc4_hdmi.c quotes the firmware's authors: "HDMI state machine (HSM)
 * clock must be faster than pixel clock, infinitesimally faster"
 */
bool bcm2711_hdmi_link_hsm_suffices(const BCM2711HDMILink *link)
{
    return !clock_has_source(link->hsm) ||
           clock_get_hz(link->hsm) > bcm2711_hdmi_link_pixel_hz(link);
}

bool bcm2711_hdmi_link_up(const BCM2711HDMILink *link)
{
    return bcm2711_hdmi_link_clocked(link) && !link->in_reset;
}

bool bcm2711_hdmi_link_sending(const BCM2711HDMILink *link)
{
    return bcm2711_hdmi_link_up(link) && bcm2711_hdmi_link_pixel_hz(link) &&
           link->video && link->frames;
}

void bcm2711_hdmi_link_init(BCM2711HDMILink *link, DeviceState *owner,
                            ClockCallback *hsm_changes)
{
    link->owner = owner;
    link->pixel_clock = qdev_init_clock_out(owner, "pixel-clock");
    link->hsm = qdev_init_clock_in(owner, "hsm", hsm_changes, owner,
                                   ClockUpdate);
}

const VMStateDescription vmstate_bcm2711_hdmi_link = {
    .name = "bcm2711-hdmi-link",
    .version_id = 2,
    .minimum_version_id = 2,
    .fields = (const VMStateField[]) {
        VMSTATE_CLOCK(pixel_clock, BCM2711HDMILink),
        VMSTATE_CLOCK(hsm, BCM2711HDMILink),
        VMSTATE_UINT32_ARRAY(phy, BCM2711HDMILink, BCM2711_HDMI_PHY_SIZE / 4),
        VMSTATE_UINT32_ARRAY(rm, BCM2711HDMILink, BCM2711_HDMI_RM_SIZE / 4),
        VMSTATE_BOOL(in_reset, BCM2711HDMILink),
        VMSTATE_BOOL(video, BCM2711HDMILink),
        VMSTATE_BOOL(frames, BCM2711HDMILink),
        VMSTATE_END_OF_LIST()
    }
};
