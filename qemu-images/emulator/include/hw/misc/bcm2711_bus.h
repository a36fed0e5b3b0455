/*
 * A bus access that never ends
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_MISC_BCM2711_BUS_H
#define HW_MISC_BCM2711_BUS_H

/*
 * Stops the CPU whose instruction is being executed; it never goes on. That is
 * also a CPU that starts a DMA channel, for the channel's first slice, which
 * runs inside the write. Does nothing if there is none: for DMA after that,
 * which timers run, and for a test's access.
 */
void bcm2711_bus_lock_up(void);

#endif
