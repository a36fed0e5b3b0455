/*
 * BCM2711 HD block: the registers that both HDMI transmitters share
 *
 * Source of the registers: Linux drivers/gpu/drm/vc4/vc4_hdmi_regs.h.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0, size 0x100, at 0xf20000 of the peripherals. The two
 *    MAI devices lie inside it at 0x10 and 0x30: map those over it with a
 *    higher priority
 *  + named GPIO outputs "video" [2]: high while VID_CTL enables the port's
 *    video; to input "video" of the HDMI device
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_HDMI_HD_H
#define HW_DISPLAY_BCM2711_HDMI_HD_H

#define TYPE_BCM2711_HDMI_HD "bcm2711-hdmi-hd"

#define BCM2711_HDMI_HD_PORTS 2

#endif
