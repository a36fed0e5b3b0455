/*
 * BCM2711 pixel valve
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A pixel valve makes the video timing of one output: it requests frames from
 * the HVS, passes the pixels to an encoder at the encoder's clock, and
 * interrupts at points of the frame.
 *
 *   name  MMIO (0x100 bytes)  GIC SPI  hvs-output  pixels-per-clock  encoder
 *   pv0   0x206000            109      0           1                 DSI0, DPI
 *   pv1   0x207000            110      3           1                 DSI1, SMI
 *   pv2   0x20a000            101      4           2                 HDMI0
 *   pv3   0xc12000            106      1           1                 VEC
 *   pv4   0x216000            110      5           2                 HDMI1
 *
 * pv1 and pv4 share SPI 110: their lines need an OR gate.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: registers, 0x100 bytes
 *  + sysbus IRQ 0: level, INTSTAT & INTEN
 *  + named GPIO output "frames": high while the raster advances
 *  + Clock input "pixel-clock": the encoder's pixel clock (74.25 MHz for 720p).
 *    While it is 0 Hz the raster is stopped: no frames, no interrupts.
 *  + QOM link "hvs": the BCM2711HVSState that feeds it; must be set
 *  + property "hvs-output" (uint8): the HVS output that it reads, 0 to 5
 *  + property "pixels-per-clock" (uint8): pixels counted as one in the
 *    horizontal timing registers, 1 (default) or 2
 *  + QOM property "frames" (uint64, read only): ends of the active picture
 *    since reset, reported to the guest or not
 * lab {
 *  + QOM properties "record-crc", "crc", "pictures", "pictures-lost",
 *    "expected-crc", "expected-frames": see
 *    hw/display/bcm2711_pixelvalve_crc.h
 *  + QOM property "vblank-stopped" (bool): fault; while set the raster
 *    continues, but reaches neither INTSTAT nor the HVS
 * } lab
 */

#ifndef HW_DISPLAY_BCM2711_PIXELVALVE_H
#define HW_DISPLAY_BCM2711_PIXELVALVE_H

#define TYPE_BCM2711_PIXELVALVE "bcm2711-pixelvalve"

#endif /* HW_DISPLAY_BCM2711_PIXELVALVE_H */
