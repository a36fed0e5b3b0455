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
 *  + child "monitor", a "bcm2711-monitor" at 0x50; its properties are also
 *    here, as "edid-no-answer", "edid-no-audio" and "edid-corrupt"
 */

#ifndef HW_I2C_BCM2711_DDC_H
#define HW_I2C_BCM2711_DDC_H

#include "hw/display/bcm2711_monitor.h"
#include "hw/i2c/i2c.h"
#include "hw/sysbus.h"
#include "qemu/timer.h"
#include "qom/object.h"

#define TYPE_BCM2711_DDC "bcm2711-ddc"
OBJECT_DECLARE_SIMPLE_TYPE(BCM2711DDCState, BCM2711_DDC)

#define BCM2711_DDC_BSC_SIZE        0x100
#define BCM2711_DDC_AUTO_I2C_SIZE   0x300
#define BCM2711_DDC_NUM_REGS        (0x58 / 4)
#define BCM2711_DDC_AUTO_I2C_REGS   (BCM2711_DDC_AUTO_I2C_SIZE / 4)

struct BCM2711DDCState {
    SysBusDevice parent_obj;

    MemoryRegion bsc_mem;
    MemoryRegion auto_i2c_mem;
    qemu_irq irq;
    I2CBus *bus;
    BCM2711MonitorState monitor;
    QEMUTimer timer;

    uint32_t regs[BCM2711_DDC_NUM_REGS];
    uint32_t auto_i2c[BCM2711_DDC_AUTO_I2C_REGS];

    bool busy;          /* a transfer goes on, until the timer */
    bool nak;           /* ... and will end without acknowledge */
    bool owns_bus;      /* started and not stopped */
    uint8_t address;    /* the address byte of the last start */
};

#endif /* HW_I2C_BCM2711_DDC_H */
