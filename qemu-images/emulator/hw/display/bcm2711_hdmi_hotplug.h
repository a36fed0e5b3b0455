/*
 * BCM2711 HDMI transmitter: the monitor's hotplug line
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_HOTPLUG_H
#define HW_DISPLAY_BCM2711_HDMI_HOTPLUG_H

#include "hw/irq.h"
#include "migration/vmstate.h"
#include "qemu/timer.h"

typedef struct BCM2711HDMIHotplug {
    qemu_irq line;
    qemu_irq rises;             /* pulses */
    qemu_irq falls;

    /* The cable is pulled */
    void (*unplugged)(void *opaque);
    void *opaque;

    bool connected;             /* property: the cable */
    bool high;                  /* what the port sees */
    bool signal;                /* what the monitor sees */
    uint64_t blank_drop_ns;     /* property */
    /* The monitor holds the line low while one of these is pending */
    QEMUTimer pulse;
    QEMUTimer blank;            /* since the signal ended */
} BCM2711HDMIHotplug;

extern const VMStateDescription vmstate_bcm2711_hdmi_hotplug;

/* Adds the properties to @owner */
void bcm2711_hdmi_hotplug_init(BCM2711HDMIHotplug *hotplug, Object *owner);
void bcm2711_hdmi_hotplug_finalize(BCM2711HDMIHotplug *hotplug);

/* In the exit phase of the owner's reset */
void bcm2711_hdmi_hotplug_reset(BCM2711HDMIHotplug *hotplug);

/* Whether the port sends a TMDS clock */
void bcm2711_hdmi_hotplug_signal(BCM2711HDMIHotplug *hotplug, bool signal);

#endif
