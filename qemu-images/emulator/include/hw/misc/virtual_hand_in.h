/*
 * Hands a text to a guest that runs already
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef HW_MISC_VIRTUAL_HAND_IN_H
#define HW_MISC_VIRTUAL_HAND_IN_H

/* Leaves room for the text in a device tree that will be at the address */
void virtual_hand_in_make_room(void *fdt, uint64_t fdt_address);

#endif
