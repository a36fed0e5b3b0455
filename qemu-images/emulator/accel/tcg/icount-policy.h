/*
 * What a policy of the vCPUs' turns derives from its seed and the virtual time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef ICOUNT_POLICY_H
#define ICOUNT_POLICY_H

#include "qemu/timer.h"

#define POLICY_VCPUS 64
#define POLICY_CHANGE_POINTS 1000
#define POLICY_LEAST_SLOT_NS SCALE_US
#define POLICY_LEAST_PASS_NS 256

/* Slots are laid out from the start of each block, so any can be found. */
#define POLICY_BLOCK_NS (10 * SCALE_MS)

typedef enum PolicyKind {
    POLICY_FIXED,
    POLICY_RANDOM,
    POLICY_PCT,
    POLICY_STARVE,
    POLICY_LIST,
    POLICY_KINDS
} PolicyKind;

/* At this time this vCPU becomes the first. */
typedef struct PolicyPoint {
    int64_t at_ns;
    uint32_t cpu;
} PolicyPoint;

typedef struct Policy {
    PolicyKind kind;
    uint64_t seed;
    uint32_t vcpus;
    int64_t slot_ns;
    int64_t from_ns;            /* the window; outside of it the turns are */
    int64_t until_ns;           /* those of POLICY_FIXED */
    int64_t cap_ns;             /* a vCPU's time in a round of the others */
    bool records;

    /* POLICY_PCT */
    uint32_t change_points;
    int64_t busy_ns;            /* 0: change points are times of the window */
    int64_t changes[POLICY_CHANGE_POINTS];

    /* POLICY_LIST */
    GArray *points;             /* of PolicyPoint, in the order of time */

    uint64_t fingerprint;       /* of all of this; never 0 */
} Policy;

/* A span of time in which ranks are the same, and where it was found */
typedef struct PolicySlot {
    int64_t start_ns;
    int64_t end_ns;
    int victim;                 /* the vCPU that starves in it, or -1 */
} PolicySlot;

uint64_t policy_hash(uint64_t hash, uint64_t value);

/* Derives the change points and the fingerprint from the other values. */
void policy_complete(Policy *policy);

bool policy_in_window(const Policy *policy, int64_t now);

/* A delay of what begins to wait at a time; see qemu/icount-jitter.h */
int64_t policy_jitter(const Policy *policy, uint32_t source, int64_t since_ns,
                      uint64_t limit_ns);

/* Whether vCPUs have ranks that stay, instead of those of each slot */
bool policy_has_order(const Policy *policy);

/* Whether a vCPU that spins is passed */
bool policy_has_cap(const Policy *policy);

/* Makes "slot" that of this time. Before it is zero, or an earlier result. */
void policy_find_slot(const Policy *policy, int64_t now, PolicySlot *slot);

/* How long others execute before a vCPU that yielded looks again */
int64_t policy_pass(const Policy *policy, int64_t busy_ns);

/* A vCPU's rank in a slot, if there is no order. Lower is better. */
uint64_t policy_rank(const Policy *policy, const PolicySlot *slot,
                     unsigned cpu);

/* Where a vCPU stands in the order in which the window begins */
int64_t policy_first_rank(const Policy *policy, unsigned cpu);

#endif
