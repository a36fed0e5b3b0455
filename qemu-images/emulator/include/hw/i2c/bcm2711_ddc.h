/*
 * BCM2711 HDMI DDC: a Broadcom STB "BSC" I2C master with a monitor on its bus
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: BSC registers, 0x100 bytes, at 0xf04500 (port 0) and
 *    0xf09500 (port 1)
 *  + sysbus MMIO region 1: "auto-i2c", 0x300 bytes, at 0xf00b00 and 0xf05b00
 *  + sysbus IRQ 0: transfer done (INTRP and CTL.INT_EN).  The device trees up
 *    to Linux 7.1 connect it nowhere; leave it open.
 *  + named GPIO input "connected": level of the port's cable, 1 plugged in.
 *    Open, it counts as plugged in.
 *  + named GPIO input "scrambled": that of the monitor
 *  + child "monitor", a "bcm2711-monitor" at 0x50; its properties "edid" and
 *    "edid-hex" are also here
 * lab {
 *    and its faults, as "edid-no-answer" and "edid-corrupt"; and
 *    "scdc-tmds-config" and "scdc-agreements"
 * } lab
 */

#ifndef HW_I2C_BCM2711_DDC_H
#define HW_I2C_BCM2711_DDC_H

#define TYPE_BCM2711_DDC "bcm2711-ddc"

#endif /* HW_I2C_BCM2711_DDC_H */
