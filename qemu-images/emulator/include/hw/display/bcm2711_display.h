/*
 * BCM2711 display and HDMI audio: all blocks and their wiring
 *
 * QEMU interface:
 *  + link "memory": the peripherals' region, at whose offsets the blocks are
 *    mapped
 *  + link "dma": the DMA controller whose DREQ inputs the MAIs drive
 *  + sysbus IRQs, in the order of the enum below
 *  + children: hvs, pv0 to pv4, dvp, hdmi0, hdmi1, hd, mai0, mai1, ddc0, ddc1
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_DISPLAY_H
#define HW_DISPLAY_BCM2711_DISPLAY_H

#include "hw/audio/bcm2711_mai.h"
#include "hw/display/bcm2711_hdmi.h"
#include "hw/display/bcm2711_hdmi_hd.h"
#include "hw/display/bcm2711_hvs.h"
#include "hw/display/bcm2711_pixelvalve.h"
#include "hw/dma/bcm2835_dma.h"
#include "hw/i2c/bcm2711_ddc.h"
#include "hw/intc/bcm2711_l2_intc.h"
#include "hw/misc/bcm2711_dvp.h"
#include "hw/or-irq.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_BCM2711_DISPLAY "bcm2711-display"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2711DisplayState, BCM2711_DISPLAY)

#define BCM2711_DISPLAY_NUM_PVS 5
#define BCM2711_DISPLAY_NUM_PORTS 2

/* The interrupts, and their numbers as shared peripheral interrupts. */
enum {
    BCM2711_DISPLAY_IRQ_HVS,
    BCM2711_DISPLAY_IRQ_PV0,
    BCM2711_DISPLAY_IRQ_PV1_PV4,
    BCM2711_DISPLAY_IRQ_PV2,
    BCM2711_DISPLAY_IRQ_PV3,
    BCM2711_DISPLAY_IRQ_AON,
    BCM2711_DISPLAY_NUM_IRQS,
};

extern const int bcm2711_display_spi[BCM2711_DISPLAY_NUM_IRQS];

struct BCM2711DisplayState {
    SysBusDevice parent_obj;

    MemoryRegion *memory;
    BCM2835DMAState *dma;
    qemu_irq irqs[BCM2711_DISPLAY_NUM_IRQS];

    BCM2711HVSState hvs;
    BCM2711PixelValveState pv[BCM2711_DISPLAY_NUM_PVS];
    OrIRQState pv1_pv4_irq;
    BCM2711DVPState dvp;
    BCM2711L2IntcState aon_intc;
    BCM2711HDMIState hdmi[BCM2711_DISPLAY_NUM_PORTS];
    BCM2711HDMIHDState hd;
    BCM2711MAIState mai[BCM2711_DISPLAY_NUM_PORTS];
    BCM2711DDCState ddc[BCM2711_DISPLAY_NUM_PORTS];
};

#endif
