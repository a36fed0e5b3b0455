/*
 * BCM2711 second-level interrupt controller, edge layout
 *
 * Source of the registers: Linux drivers/irqchip/irq-brcmstb-l2.c
 * (l2_edge_intc_init, for "brcm,bcm2711-l2-intc").
 *
 * QEMU interface:
 *  + sysbus MMIO region 0, size 0x30; the AON (always-on) controller is at
 *    0xf00100 of the peripherals
 *  + sysbus IRQ 0: high while an interrupt is latched that is not masked
 *  + unnamed GPIO inputs 0-31: a rising edge latches the interrupt
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_INTC_BCM2711_L2_INTC_H
#define HW_INTC_BCM2711_L2_INTC_H

#define TYPE_BCM2711_L2_INTC "bcm2711-l2-intc"

/* Inputs of the AON controller (Linux arch/arm/boot/dts/bcm2711.dtsi) */
#define BCM2711_AON_HDMI0_CEC_TX 0
#define BCM2711_AON_HDMI0_CEC_RX 1
#define BCM2711_AON_HDMI0_CEC_LOW 2
#define BCM2711_AON_HDMI0_CONNECTED 4
#define BCM2711_AON_HDMI0_REMOVED 5
#define BCM2711_AON_HDMI1_CEC_LOW 6
#define BCM2711_AON_HDMI1_CEC_RX 7
#define BCM2711_AON_HDMI1_CEC_TX 8
#define BCM2711_AON_HDMI1_CONNECTED 10
#define BCM2711_AON_HDMI1_REMOVED 11

#endif
