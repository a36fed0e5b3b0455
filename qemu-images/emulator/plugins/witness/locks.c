/*
 * The spinlocks that a CPU holds, by the witness's own count
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "locks.h"

/* The newest is most often the one that is meant */
static int locks_find(const WitnessLocks *locks, guint64 lock)
{
    int i = (int)locks->count - 1;

    while (i >= 0 && locks->held[i] != lock) {
        i--;
    }
    return i;
}

void witness_locks_take(WitnessLocks *locks, guint64 lock)
{
    if (locks->count < WITNESS_MAX_LOCKS && locks_find(locks, lock) < 0) {
        locks->held[locks->count++] = lock;
    }
}

void witness_locks_drop(WitnessLocks *locks, guint64 lock)
{
    int i = locks_find(locks, lock);

    if (i >= 0) {
        locks->held[i] = locks->held[--locks->count];
    }
}
