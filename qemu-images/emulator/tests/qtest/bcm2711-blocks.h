/*
 * Where the registers of BCM2711's display, HDMI ports and DMA controller are
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_BLOCKS_H
#define TESTS_QTEST_BCM2711_BLOCKS_H

/* Base of the peripherals for the CPU, and on the DMA controller's bus */
#define CPU_PERIPHERALS 0xfe000000
#define BUS_PERIPHERALS 0x7e000000

typedef struct Block {
    uint32_t offset;
    uint32_t size;
    const char *name;
    uint64_t accesses;      /* accesses made by a test */
} Block;

/* Those that tests name; all are in the order of their offsets */
enum { BLOCK_TXP, BLOCK_DMA, BLOCK_MAILBOX };

static Block blocks[] = {
    { 0x004000, 0x20, "txp" },
    { 0x007000, 0x1000, "dma" },
    { 0x00b880, 0x40, "mailbox" },
    { 0x206000, 0x100, "pv0" },
    { 0x207000, 0x100, "pv1" },
    { 0x20a000, 0x100, "pv2" },
    { 0x216000, 0x100, "pv4" },
    { 0x400000, 0x100, "hvs" },
    { 0x404000, 0x4000, "hvs-list" },
    { 0xc12000, 0x100, "pv3" },
    { 0xe05000, 0x100, "dma15" },
    { 0xf00000, 0x10, "dvp" },
    { 0xf00200, 0x100, "csc" },
    { 0xf00300, 0x200, "hdmi0-dvp" },
    { 0xf00700, 0x200, "hdmi0-core" },
    { 0xf00b00, 0x300, "auto-i2c0" },
    { 0xf00f00, 0x100, "hdmi0-phy" },
    { 0xf01b00, 0x500, "hdmi0-packets" },
    { 0xf04300, 0x100, "cec0" },
    { 0xf04500, 0x100, "ddc0" },
    { 0xf05300, 0x200, "hdmi1-dvp" },
    { 0xf05700, 0x200, "hdmi1-core" },
    { 0xf05f00, 0x100, "hdmi1-phy" },
    { 0xf06b00, 0x500, "hdmi1-packets" },
    { 0xf09300, 0x100, "cec1" },
    { 0xf09500, 0x100, "ddc1" },
    { 0xf20000, 0x100, "hd-and-mai" },
};

#endif
