/*
 * A bus access that never ends
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_MISC_BCM2711_BUS_H
#define HW_MISC_BCM2711_BUS_H

/*
 * Stops the CPU whose access is being served; it never goes on. Does nothing if
 * no CPU's is, but a test's or DMA's.
 */
void bcm2711_bus_lock_up(void);

#endif
