/*
 * BCM2711 DVP: resets and clock gates of the HDMI blocks
 *
 * Source of the registers: Linux drivers/clk/bcm/clk-bcm2711-dvp.c.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0, size 0x10, at 0xf00000 of the peripherals
 *  + named GPIO outputs "hdmi-reset" [2]: high while the software reset bit
 *    of HDMI0, HDMI1 is set; to input "sw-reset" of the HDMI device
 *  + Clock outputs "hdmi0-108mhz" and "hdmi1-108mhz", to a MAI's "audio"
 *  + property "gates-stop-clocks" (bool), settable at any time: whether a
 *    closed gate of MISC_CONFIG stops its clock
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_MISC_BCM2711_DVP_H
#define HW_MISC_BCM2711_DVP_H

#define TYPE_BCM2711_DVP "bcm2711-dvp"

#endif
