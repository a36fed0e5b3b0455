/*
 * Whose turn it is: a policy's decisions and the state that they depend on
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef ICOUNT_TURNS_H
#define ICOUNT_TURNS_H

#include "icount-policy.h"

/* How the vCPU that ran last ended its run */
typedef enum TurnEnd {
    TURN_EXPIRED,
    TURN_HALTED,
    TURN_YIELDED
} TurnEnd;

/* Why another vCPU runs */
typedef enum TurnReason {
    REASON_SLOT,                /* a slot or the window begins */
    REASON_POINT,               /* a change point, or one of the list */
    REASON_HALT,
    REASON_YIELD,
    REASON_WAKE,                /* a vCPU with a better rank can run again */
    REASON_CAP
} TurnReason;

/* All but the slot is saved with a machine. */
typedef struct Turns {
    PolicySlot slot;

    int64_t chosen_in_ns;       /* start of the slot of the last choice */
    uint64_t yielded;           /* mask of vCPUs: they are left out */
    int32_t last;               /* index of the vCPU that ran last, or -1 */
    int32_t end;                /* TurnEnd; how its run ended, and when */
    int64_t end_ns;
    int64_t executed_ns[POLICY_VCPUS]; /* see turns_ended() */
    int64_t look_ns;            /* what it executed since it looks, at least */

    /* What follows is used in the window only. */
    uint64_t entered;           /* fingerprint of the policy that it is of */
    int64_t entered_busy_ns;    /* executed time when the window began */
    uint32_t points;            /* how many points have come */
    int64_t rank[POLICY_VCPUS];
    int64_t ran_ns[POLICY_VCPUS]; /* in this round */
    int64_t passed_ns[POLICY_VCPUS]; /* passed until this executed time */

    /* Samples of the program counter, to notice that a vCPU spins */
    int64_t unsampled_ns[POLICY_VCPUS]; /* executed since the last one */
    uint64_t spin_pc[POLICY_VCPUS];
    uint32_t spin_samples[POLICY_VCPUS]; /* how many followed near spin_pc */

    /* What only a record needs */
    uint8_t recorded;           /* whether this window has a line */
    int64_t unrecorded_ns;      /* what the last vCPU executed since its line */
} Turns;

typedef struct TurnChoice {
    int cpu;                    /* -1: none can run */
    int from;                   /* the vCPU that ran before, or -1 */
    TurnReason reason;
    bool recorded;              /* whether a record needs it */
} TurnChoice;

void turns_init(Turns *turns);

/*
 * Chooses among the vCPUs of the mask "runnable". Without time, instructions or
 * a vCPU that wakes in between, a second call chooses the same.
 *
 * @busy_ns: the time that vCPUs have executed since the machine started
 */
TurnChoice turns_choose(Turns *turns, const Policy *policy, int64_t now,
                        int64_t busy_ns, uint64_t runnable);

/* How long the chosen vCPU may execute until there is another choice */
int64_t turns_left(const Turns *turns, const Policy *policy, int64_t now,
                   int64_t busy_ns);

/*
 * The chosen vCPU has executed for "ran_ns", and all for "busy_ns".
 *
 * It counts in executed_ns, but for the last microseconds before the vCPU
 * yields or spins while another one could run: on hardware that one would run
 * meanwhile, so the wait is the schedule's doing. The next choice leaves it
 * out.
 */
void turns_ended(Turns *turns, const Policy *policy, int64_t now,
                 int64_t busy_ns, int64_t ran_ns, TurnEnd end, uint64_t pc);

#endif
