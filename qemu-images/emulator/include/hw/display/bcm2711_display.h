/*
 * BCM2711 display and HDMI audio: all blocks and their wiring
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: a container of all blocks, at their offsets in the
 *    peripherals. It has gaps, where other peripherals are
 *  + link "dma": the DMA controller, whose named GPIO inputs "dreq" the MAIs
 *    drive
 *  + Clock inputs "hsm0" and "hsm1": those of the HDMI ports' state machines
 *  + sysbus IRQs, in the order of the enum below
 *  + children: hvs, txp, pv0 to pv4, dvp, hdmi0, hdmi1, hd, mai0, mai1, ddc0,
 *    ddc1
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_DISPLAY_H
#define HW_DISPLAY_BCM2711_DISPLAY_H

#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_BCM2711_DISPLAY "bcm2711-display"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2711DisplayState, BCM2711_DISPLAY)

#define BCM2711_DISPLAY_NUM_PVS 5
#define BCM2711_DISPLAY_NUM_PORTS 2

#define BCM2711_DISPLAY_SIZE 0x1000000

/* The interrupts, and below their GIC SPI numbers. */
enum {
    BCM2711_DISPLAY_IRQ_HVS,
    BCM2711_DISPLAY_IRQ_PV0,
    BCM2711_DISPLAY_IRQ_PV1_PV4,
    BCM2711_DISPLAY_IRQ_PV2,
    BCM2711_DISPLAY_IRQ_PV3,
    BCM2711_DISPLAY_IRQ_AON,
    BCM2711_DISPLAY_IRQ_TXP,
    BCM2711_DISPLAY_NUM_IRQS,
};

extern const int bcm2711_display_spi[BCM2711_DISPLAY_NUM_IRQS];

struct BCM2711DisplayState {
    SysBusDevice parent_obj;

    MemoryRegion container;
    DeviceState *dma;
    qemu_irq irqs[BCM2711_DISPLAY_NUM_IRQS];

    /* Children */
    DeviceState *hvs;
    DeviceState *txp;
    DeviceState *pv[BCM2711_DISPLAY_NUM_PVS];
    DeviceState *pv1_pv4_irq;
    DeviceState *dvp;
    DeviceState *aon_intc;
    DeviceState *hdmi[BCM2711_DISPLAY_NUM_PORTS];
    DeviceState *hd;
    DeviceState *mai[BCM2711_DISPLAY_NUM_PORTS];
    DeviceState *ddc[BCM2711_DISPLAY_NUM_PORTS];
};

#endif
