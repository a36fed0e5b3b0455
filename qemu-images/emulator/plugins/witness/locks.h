/*
 * The spinlocks that a CPU holds, by the witness's own count
 *
 * They are kept by address: the unlock of a lock that was never seen, taken by
 * a trylock or before the witness looked, changes nothing.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_LOCKS_H
#define WITNESS_LOCKS_H

#include <glib.h>

#define WITNESS_MAX_LOCKS 64

typedef struct WitnessLocks {
    guint64 held[WITNESS_MAX_LOCKS];
    guint count;
} WitnessLocks;

void witness_locks_take(WitnessLocks *locks, guint64 lock);
void witness_locks_drop(WitnessLocks *locks, guint64 lock);

#endif
