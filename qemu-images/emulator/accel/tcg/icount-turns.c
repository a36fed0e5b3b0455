/*
 * Whose turn it is: a policy's decisions and the state that they depend on
 *
 * The best-ranked vCPU that can run does. A stop of the machine adds decisions
 * at any time. So a decision changes nothing that a later one depends on,
 * except at times and events that a machine has which is not stopped.
 *
 * A vCPU that yields is left out until the slot ends, or, if a policy ranks the
 * vCPUs, until the others have executed for some microseconds. If a policy has
 * a cap, a vCPU that has executed for that long is left out too. When only such
 * ones can run, a new round begins, with all of them. So one that can run waits
 * at most for two rounds of the others, whatever its rank.
 *
 * A list has to repeat what was recorded of any policy. It does so if each
 * choice is a point which differs from the one that the list would make itself.
 * A vCPU that had a point is the first, so the list keeps it until it halts,
 * yields or reaches the cap. These, and each switch, are recorded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "icount-turns.h"

/*
 * A vCPU spins if this many samples of its program counter, one each time that
 * it has executed for so long, were near the first. A loop such as that of a
 * mutex whose owner runs has few instructions, none of which halts or yields.
 * While it does, it is looked at more often.
 */
#define SAMPLE_NS (8 * SCALE_US)
#define SPIN_SAMPLE_NS SCALE_US
#define SPIN_SAMPLES 8
#define SPIN_BYTES 256

void turns_init(Turns *turns)
{
    *turns = (Turns) { .last = -1 };
}

static bool in_mask(uint64_t mask, int cpu)
{
    return cpu >= 0 && (mask >> cpu & 1);
}

static void begin_round(Turns *turns)
{
    turns->yielded = 0;
    memset(turns->ran_ns, 0, sizeof(turns->ran_ns));
    memset(turns->passed_ns, 0, sizeof(turns->passed_ns));
}

static void enter_window(Turns *turns, const Policy *policy, int64_t busy_ns)
{
    turns->entered = policy->fingerprint;
    turns->entered_busy_ns = busy_ns;
    turns->points = 0;
    turns->recorded = false;
    begin_round(turns);
    memset(turns->unsampled_ns, 0, sizeof(turns->unsampled_ns));
    memset(turns->spin_samples, 0, sizeof(turns->spin_samples));
    for (unsigned cpu = 0; cpu < policy->vcpus; cpu++) {
        turns->rank[cpu] = policy_first_rank(policy, cpu);
    }
}

static void move_to_front(Turns *turns, const Policy *policy, unsigned cpu)
{
    int64_t least = turns->rank[0];

    for (unsigned other = 1; other < policy->vcpus; other++) {
        least = MIN(least, turns->rank[other]);
    }
    turns->rank[cpu] = least - 1;
    turns->yielded &= ~(1ULL << cpu);
    turns->ran_ns[cpu] = 0;
    turns->passed_ns[cpu] = 0;
}

static void move_to_back(Turns *turns, const Policy *policy, unsigned cpu)
{
    int64_t greatest = turns->rank[0];

    for (unsigned other = 1; other < policy->vcpus; other++) {
        greatest = MAX(greatest, turns->rank[other]);
    }
    turns->rank[cpu] = greatest + 1;
}

static int64_t until_point(const Turns *turns, const Policy *policy,
                           int64_t now, int64_t busy_ns)
{
    if (policy->kind == POLICY_LIST && turns->points < policy->points->len) {
        return g_array_index(policy->points, PolicyPoint,
                             turns->points).at_ns - now;
    }
    if (policy->kind == POLICY_PCT && turns->points < policy->change_points) {
        return policy->changes[turns->points] -
               (policy->busy_ns ? busy_ns - turns->entered_busy_ns
                                : now - policy->from_ns);
    }
    return INT64_MAX;
}

/* Returns whether there was one. */
static bool take_points(Turns *turns, const Policy *policy, int64_t now,
                        int64_t busy_ns)
{
    uint32_t before = turns->points;

    while (until_point(turns, policy, now, busy_ns) <= 0) {
        if (policy->kind == POLICY_LIST) {
            move_to_front(turns, policy,
                          g_array_index(policy->points, PolicyPoint,
                                        turns->points).cpu);
        } else if (turns->last >= 0) {
            move_to_back(turns, policy, turns->last);
            begin_round(turns); /* the others have their time in full */
        }
        turns->points++;
    }
    return turns->points != before;
}

/* The mask of vCPUs that wait for others to execute, because they yielded */
static uint64_t passed(const Turns *turns, int64_t busy_ns)
{
    uint64_t mask = 0;

    for (unsigned cpu = 0; cpu < POLICY_VCPUS; cpu++) {
        mask |= (uint64_t)(turns->passed_ns[cpu] > busy_ns) << cpu;
    }
    return mask;
}

/* The mask of vCPUs that have reached the cap in this round */
static uint64_t capped(const Turns *turns, const Policy *policy)
{
    uint64_t mask = 0;

    if (policy_has_cap(policy)) {
        for (unsigned cpu = 0; cpu < POLICY_VCPUS; cpu++) {
            mask |= (uint64_t)(turns->ran_ns[cpu] >= policy->cap_ns) << cpu;
        }
    }
    return mask;
}

static bool is_better(const Turns *turns, const Policy *policy, bool ordered,
                      int cpu, int best)
{
    if (ordered) {
        return turns->rank[cpu] < turns->rank[best];
    }
    return policy_rank(policy, &turns->slot, cpu) <
           policy_rank(policy, &turns->slot, best);
}

static int best_of(const Turns *turns, const Policy *policy, bool inside,
                   uint64_t mask)
{
    bool ordered = inside && policy_has_order(policy);
    int best = -1;

    for (int cpu = 0; cpu < policy->vcpus; cpu++) {
        if (in_mask(mask, cpu) &&
            (best < 0 || is_better(turns, policy, ordered, cpu, best))) {
            best = cpu;
        }
    }
    return best;
}

/* A list has to notice what the policy of its record does, and vice versa. */
static bool samples_spins(const Policy *policy)
{
    return policy->kind != POLICY_FIXED || policy->records;
}

static int64_t until_sample(const Turns *turns, unsigned cpu)
{
    return (turns->spin_samples[cpu] < SPIN_SAMPLES ? SAMPLE_NS
                                                    : SPIN_SAMPLE_NS) -
           turns->unsampled_ns[cpu];
}

/*
 * For how long others execute before a vCPU that yielded or spins looks again.
 * A loop that copies something looks like one that spins, and others shall not
 * come far while it does.
 */
static int64_t pass_ns(const Turns *turns, const Policy *policy,
                       int64_t busy_ns)
{
    uint32_t spins = turns->spin_samples[turns->last];
    int64_t pass = policy_pass(policy, busy_ns);

    return spins < SPIN_SAMPLES ? pass
         : MIN(pass, POLICY_LEAST_PASS_NS << MIN(spins - SPIN_SAMPLES, 8));
}

static bool is_spinning(Turns *turns, unsigned cpu, int64_t ran_ns, uint64_t pc)
{
    turns->unsampled_ns[cpu] += ran_ns;
    if (until_sample(turns, cpu) <= 0) {
        turns->unsampled_ns[cpu] = 0;
        if (pc - turns->spin_pc[cpu] + SPIN_BYTES <= 2 * SPIN_BYTES) {
            turns->spin_samples[cpu]++;
            return turns->spin_samples[cpu] >= SPIN_SAMPLES;
        }
        turns->spin_pc[cpu] = pc;
        turns->spin_samples[cpu] = 0;
    }
    return false;
}

/*
 * Whether a record needs this choice, and a list with it repeats the run. With
 * each change point it also has all that a list of rankings needs.
 */
static bool note_for_record(Turns *turns, const Policy *policy, int cpu,
                            uint64_t runnable, bool point)
{
    bool others = runnable & ~(1ULL << cpu);
    bool passed = turns->end == TURN_YIELDED ||
                  turns->unrecorded_ns >= policy->cap_ns;
    bool needed = cpu != turns->last || !turns->recorded ||
                  (passed && others) || (point && policy->kind == POLICY_PCT);

    if (needed || passed) {
        turns->unrecorded_ns = 0;
    }
    turns->recorded = true;
    return needed;
}

/*
 * At the first choice after it, so that it does not matter how often one was
 * made before: a stop makes one.
 */
static void end_look(Turns *turns, uint64_t runnable)
{
    if (turns->end == TURN_YIELDED) {
        if (runnable & ~(1ULL << turns->last)) {
            turns->executed_ns[turns->last] -= MIN(turns->look_ns, SAMPLE_NS);
        }
        turns->look_ns = 0;
    }
}

TurnChoice turns_choose(Turns *turns, const Policy *policy, int64_t now,
                        int64_t busy_ns, uint64_t runnable)
{
    TurnChoice choice = { .cpu = -1, .from = turns->last };
    bool inside = policy_in_window(policy, now);
    uint64_t spent = 0, left_out;
    bool new_slot, point = false;

    policy_find_slot(policy, now, &turns->slot);
    if (!runnable) {
        return choice; /* The machine may be stopped: nothing changes. */
    }
    end_look(turns, runnable);
    new_slot = turns->chosen_in_ns != turns->slot.start_ns;
    if (new_slot) {
        turns->chosen_in_ns = turns->slot.start_ns;
        turns->yielded = 0;
    }
    if (inside) {
        if (turns->entered != policy->fingerprint) {
            enter_window(turns, policy, busy_ns);
        }
        point = take_points(turns, policy, now, busy_ns);
        spent = capped(turns, policy);
    }
    left_out = turns->yielded | spent | (inside ? passed(turns, busy_ns) : 0);
    choice.cpu = best_of(turns, policy, inside, runnable & ~left_out);
    if (choice.cpu < 0) {
        begin_round(turns);
        choice.cpu = best_of(turns, policy, inside, runnable);
    }

    if (point) {
        choice.reason = REASON_POINT;
    } else if (turns->last >= 0 && !in_mask(runnable, turns->last)) {
        choice.reason = turns->end == TURN_HALTED && turns->end_ns == now
                        ? REASON_HALT : REASON_WAKE;
    } else if (turns->end == TURN_YIELDED) {
        choice.reason = REASON_YIELD;
    } else if (in_mask(spent, turns->last)) {
        choice.reason = REASON_CAP;
    } else {
        choice.reason = new_slot ? REASON_SLOT : REASON_WAKE;
    }
    choice.recorded = inside && policy->records &&
                      note_for_record(turns, policy, choice.cpu, runnable,
                                      point);
    if (choice.cpu != turns->last) {
        turns->look_ns = 0;
    }
    turns->last = choice.cpu;
    turns->end = TURN_EXPIRED;
    return choice;
}

int64_t turns_left(const Turns *turns, const Policy *policy, int64_t now,
                   int64_t busy_ns)
{
    int64_t left = turns->slot.end_ns - now;

    if (policy_in_window(policy, now)) {
        left = MIN(left, until_point(turns, policy, now, busy_ns));
        if (policy_has_cap(policy)) {
            left = MIN(left, policy->cap_ns - turns->ran_ns[turns->last]);
        }
        if (policy->records) {
            left = MIN(left, policy->cap_ns - turns->unrecorded_ns);
        }
        if (samples_spins(policy)) {
            left = MIN(left, until_sample(turns, turns->last));
        }
        for (unsigned cpu = 0; cpu < POLICY_VCPUS; cpu++) {
            if (turns->passed_ns[cpu] > busy_ns) {
                left = MIN(left, turns->passed_ns[cpu] - busy_ns);
            }
        }
    }
    return left;
}

void turns_ended(Turns *turns, const Policy *policy, int64_t now,
                 int64_t busy_ns, int64_t ran_ns, TurnEnd end, uint64_t pc)
{
    bool inside = policy_in_window(policy, now);
    bool fixed = !inside || policy->kind == POLICY_FIXED;

    if (fixed && end == TURN_YIELDED) {
        turns->yielded |= 1ULL << turns->last;
    }
    if (inside) {
        if (samples_spins(policy) &&
            is_spinning(turns, turns->last, ran_ns, pc) &&
            end == TURN_EXPIRED) {
            end = TURN_YIELDED;
        }
        if (!fixed && end == TURN_YIELDED) {
            turns->passed_ns[turns->last] =
                busy_ns + pass_ns(turns, policy, busy_ns);
        }
        turns->ran_ns[turns->last] += ran_ns;
        turns->unrecorded_ns += policy->records ? ran_ns : 0;
    }
    turns->executed_ns[turns->last] += ran_ns;
    turns->look_ns += ran_ns;
    turns->end = end;
    turns->end_ns = now;
}
