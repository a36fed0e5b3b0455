/*
 * BCM2711 transposer (TXP): writes composed pictures into memory
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * It takes a frame from output 2 of the HVS, once each time that software asks
 * for one, converts it and writes it: DRM's writeback connector.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: registers, 0x20 bytes, at 0x004000 in the peripheral
 *    window
 *  + sysbus IRQ 0: level, high while it is idle and EI is set; GIC SPI 75
 *  + QOM link "hvs": the BCM2711HVSState that feeds it; must be set
 *  + QOM property "frames" (uint64, read only): frames written since reset
 *  + QOM property "crc" (uint32, read only): CRC-32 of the newest frame, of its
 *    lines from the top, three bytes a pixel: red, green, blue
 * lab {
 *  + QOM property "violations": see hw/misc/bcm2711_rules.h
 * } lab
 */

#ifndef HW_DISPLAY_BCM2711_TXP_H
#define HW_DISPLAY_BCM2711_TXP_H

#define TYPE_BCM2711_TXP "bcm2711-txp"

#endif /* HW_DISPLAY_BCM2711_TXP_H */
