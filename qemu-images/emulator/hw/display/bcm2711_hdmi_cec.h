/*
 * BCM2711 HDMI transmitter: CEC
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_CEC_H
#define HW_DISPLAY_BCM2711_HDMI_CEC_H

#include "exec/hwaddr.h"
#include "hw/display/bcm2711_hdmi_cec_line.h"
#include "hw/display/bcm2711_hdmi_cec_peer.h"
#include "hw/irq.h"

#define BCM2711_HDMI_CEC_SIZE 0x100

typedef struct BCM2711CECPort {
    uint32_t regs[BCM2711_HDMI_CEC_SIZE / 4];

    /* Pulses */
    qemu_irq tx_done;
    qemu_irq rx_done;
    qemu_irq line_low;

    BCM2711CECLine line;
    BCM2711CECNode node;        /* the port */
    BCM2711CECPeer peer;        /* the monitor */
    uint64_t received;          /* messages */
} BCM2711CECPort;

extern const VMStateDescription vmstate_bcm2711_hdmi_cec;

/* Adds the properties to @owner. @plugged: whether there is a cable */
void bcm2711_hdmi_cec_init(BCM2711CECPort *port, Object *owner,
                           const bool *plugged);
void bcm2711_hdmi_cec_finalize(BCM2711CECPort *port);
void bcm2711_hdmi_cec_reset(BCM2711CECPort *port);
void bcm2711_hdmi_cec_write(BCM2711CECPort *port, hwaddr addr, uint32_t value);

#endif
