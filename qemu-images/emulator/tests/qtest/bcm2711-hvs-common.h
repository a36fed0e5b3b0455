/*
 * The registers of the BCM2711 hardware video scaler, for its tests
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_QTEST_BCM2711_HVS_COMMON_H
#define TESTS_QTEST_BCM2711_HVS_COMMON_H

#include "libqtest.h"

/* Linux vc4_regs.h, SCALER_*, as CPU addresses; x is a channel, from 0 */
#define HVS_BASE        0xfe400000
#define DISPCTRL        (HVS_BASE + 0x00)
#define DISPSTAT        (HVS_BASE + 0x04)
#define DISPID          (HVS_BASE + 0x08)
#define DISPECTRL       (HVS_BASE + 0x0c)
#define DISPDITHER      (HVS_BASE + 0x14)
#define DISPEOLN        (HVS_BASE + 0x18)
#define DISPLIST(x)     (HVS_BASE + 0x20 + 4 * (x))
#define DISPLACT(x)     (HVS_BASE + 0x30 + 4 * (x))
#define DISPCTRLX(x)    (HVS_BASE + 0x40 + 0x10 * (x))
#define DISPBKGNDX(x)   (HVS_BASE + 0x44 + 0x10 * (x))
#define DISPSTATX(x)    (HVS_BASE + 0x48 + 0x10 * (x))
#define DISPBASEX(x)    (HVS_BASE + 0x4c + 0x10 * (x))
#define GAMADDR         (HVS_BASE + 0x78)
/* Memory of the lists, in words of 4 bytes, the unit of DISPLIST */
#define DLIST           (HVS_BASE + 0x4000)
#define DLIST_END       (HVS_BASE + 0x8000)

/* DISPCTRL and DISPCTRLX */
#define ENABLE          0x80000000
/* DISPCTRLX */
#define RESET           0x40000000
#define ONESHOT         0x00008000
/* DISPSTATX */
#define MODE_SHIFT      30
#define EMPTY           0x10000000
/* DISPBKGNDX */
#define BKGND_FILL      0x01000000

#endif
