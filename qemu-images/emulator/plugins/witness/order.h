/*
 * In which order CPUs enter the functions that are counted with it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_ORDER_H
#define WITNESS_ORDER_H

#include <glib.h>

typedef struct WitnessOrder {
    guint64 hash;
    guint64 address;    /* the last one, 0 if there is none */
    guint64 cpu;
} WitnessOrder;

/*
 * Equal hashes: the same functions on the same CPUs, in the same order, each
 * time that another CPU followed. What one CPU does in between is left out.
 */
void witness_order_add(WitnessOrder *order, guint cpu, guint64 address);

#endif
