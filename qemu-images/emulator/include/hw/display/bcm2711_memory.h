/*
 * Pictures in memory, as BCM2711's video scaler and transposer access them
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_DISPLAY_BCM2711_MEMORY_H
#define HW_DISPLAY_BCM2711_MEMORY_H

#include "exec/address-spaces.h"
#include "exec/memory.h"

/*
 * Read or write @len bytes at a bus address: RAM only, because a picture must
 * not reach the registers of a device. Returns false if there is none.
 */
static inline bool bcm2711_memory_rw(uint32_t address, void *bytes,
                                     size_t len, bool write)
{
    const uint32_t bus_address_mask = 0x3fffffff;
    MemTxAttrs attrs = { .memory = 1 };

    return address_space_rw(&address_space_memory, address & bus_address_mask,
                            attrs, bytes, len, write) == MEMTX_OK;
}

#endif /* HW_DISPLAY_BCM2711_MEMORY_H */
