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

void turns_init(Turns *t)
{
    *t = (Turns) { .last = -1 };
}

static bool in_mask(uint64_t mask, int cpu)
{
    return cpu >= 0 && (mask >> cpu & 1);
}

static void begin_round(Turns *t)
{
    t->yielded = 0;
    memset(t->ran_ns, 0, sizeof(t->ran_ns));
    memset(t->passed_ns, 0, sizeof(t->passed_ns));
}

static void enter_window(Turns *t, const Policy *p, int64_t busy_ns)
{
    t->entered = p->fingerprint;
    t->entered_busy_ns = busy_ns;
    t->points = 0;
    t->recorded = false;
    begin_round(t);
    memset(t->unsampled_ns, 0, sizeof(t->unsampled_ns));
    memset(t->spin_samples, 0, sizeof(t->spin_samples));
    for (unsigned cpu = 0; cpu < p->vcpus; cpu++) {
        t->rank[cpu] = policy_first_rank(p, cpu);
    }
}

static void move_to_front(Turns *t, const Policy *p, unsigned cpu)
{
    int64_t least = t->rank[0];

    for (unsigned other = 1; other < p->vcpus; other++) {
        least = MIN(least, t->rank[other]);
    }
    t->rank[cpu] = least - 1;
    t->yielded &= ~(1ULL << cpu);
    t->ran_ns[cpu] = 0;
    t->passed_ns[cpu] = 0;
}

static void move_to_back(Turns *t, const Policy *p, unsigned cpu)
{
    int64_t greatest = t->rank[0];

    for (unsigned other = 1; other < p->vcpus; other++) {
        greatest = MAX(greatest, t->rank[other]);
    }
    t->rank[cpu] = greatest + 1;
}

static int64_t until_point(const Turns *t, const Policy *p, int64_t now,
                           int64_t busy_ns)
{
    if (p->kind == POLICY_LIST && t->points < p->points->len) {
        return g_array_index(p->points, PolicyPoint, t->points).at_ns - now;
    }
    if (p->kind == POLICY_PCT && t->points < p->change_points) {
        return p->changes[t->points] -
               (p->busy_ns ? busy_ns - t->entered_busy_ns : now - p->from_ns);
    }
    return INT64_MAX;
}

/* Returns whether there was one. */
static bool take_points(Turns *t, const Policy *p, int64_t now, int64_t busy_ns)
{
    uint32_t before = t->points;

    while (until_point(t, p, now, busy_ns) <= 0) {
        if (p->kind == POLICY_LIST) {
            move_to_front(t, p, g_array_index(p->points, PolicyPoint,
                                              t->points).cpu);
        } else if (t->last >= 0) {
            move_to_back(t, p, t->last);
            begin_round(t); /* the others have their time in full */
        }
        t->points++;
    }
    return t->points != before;
}

/* The mask of vCPUs that wait for others to execute, because they yielded */
static uint64_t passed(const Turns *t, int64_t busy_ns)
{
    uint64_t mask = 0;

    for (unsigned cpu = 0; cpu < POLICY_VCPUS; cpu++) {
        mask |= (uint64_t)(t->passed_ns[cpu] > busy_ns) << cpu;
    }
    return mask;
}

/* The mask of vCPUs that have reached the cap in this round */
static uint64_t capped(const Turns *t, const Policy *p)
{
    uint64_t mask = 0;

    for (unsigned cpu = 0; policy_has_cap(p) && cpu < POLICY_VCPUS; cpu++) {
        mask |= (uint64_t)(t->ran_ns[cpu] >= p->cap_ns) << cpu;
    }
    return mask;
}

static bool is_better(const Turns *t, const Policy *p, bool ordered, int cpu,
                      int best)
{
    if (ordered) {
        return t->rank[cpu] < t->rank[best];
    }
    return policy_rank(p, &t->slot, cpu) < policy_rank(p, &t->slot, best);
}

static int best_of(const Turns *t, const Policy *p, bool inside, uint64_t mask)
{
    bool ordered = inside && policy_has_order(p);
    int best = -1;

    for (int cpu = 0; cpu < p->vcpus; cpu++) {
        if (in_mask(mask, cpu) &&
            (best < 0 || is_better(t, p, ordered, cpu, best))) {
            best = cpu;
        }
    }
    return best;
}

/* A list has to notice what the policy of its record does, and vice versa. */
static bool samples_spins(const Policy *p)
{
    return p->kind != POLICY_FIXED || p->records;
}

static int64_t until_sample(const Turns *t, unsigned cpu)
{
    return (t->spin_samples[cpu] < SPIN_SAMPLES ? SAMPLE_NS : SPIN_SAMPLE_NS) -
           t->unsampled_ns[cpu];
}

/*
 * For how long others execute before a vCPU that yielded or spins looks again.
 * A loop that copies something looks like one that spins, and others shall not
 * come far while it does.
 */
static int64_t pass_ns(const Turns *t, const Policy *p, int64_t busy_ns)
{
    uint32_t spins = t->spin_samples[t->last];
    int64_t pass = policy_pass(p, busy_ns);

    return spins < SPIN_SAMPLES ? pass
         : MIN(pass, POLICY_LEAST_PASS_NS << MIN(spins - SPIN_SAMPLES, 8));
}

static bool is_spinning(Turns *t, unsigned cpu, int64_t ran_ns, uint64_t pc)
{
    t->unsampled_ns[cpu] += ran_ns;
    if (until_sample(t, cpu) <= 0) {
        t->unsampled_ns[cpu] = 0;
        if (pc - t->spin_pc[cpu] + SPIN_BYTES <= 2 * SPIN_BYTES) {
            t->spin_samples[cpu]++;
            return t->spin_samples[cpu] >= SPIN_SAMPLES;
        }
        t->spin_pc[cpu] = pc;
        t->spin_samples[cpu] = 0;
    }
    return false;
}

/*
 * Whether a record needs this choice, and a list with it repeats the run. With
 * each change point it also has all that a list of rankings needs.
 */
static bool note_for_record(Turns *t, const Policy *p, int cpu,
                            uint64_t runnable, bool point)
{
    bool others = runnable & ~(1ULL << cpu);
    bool passed = t->end == TURN_YIELDED || t->unrecorded_ns >= p->cap_ns;
    bool needed = cpu != t->last || !t->recorded || (passed && others) ||
                  (point && p->kind == POLICY_PCT);

    if (needed || passed) {
        t->unrecorded_ns = 0;
    }
    t->recorded = true;
    return needed;
}

/*
 * At the first choice after it, so that it does not matter how often one was
 * made before: a stop makes one.
 */
static void end_look(Turns *t, uint64_t runnable)
{
    if (t->end == TURN_YIELDED) {
        if (runnable & ~(1ULL << t->last)) {
            t->executed_ns[t->last] -= MIN(t->look_ns, SAMPLE_NS);
        }
        t->look_ns = 0;
    }
}

TurnChoice turns_choose(Turns *t, const Policy *p, int64_t now, int64_t busy_ns,
                        uint64_t runnable)
{
    TurnChoice choice = { .cpu = -1, .from = t->last };
    bool inside = policy_in_window(p, now);
    uint64_t spent = 0, left_out;
    bool new_slot, point = false;

    policy_find_slot(p, now, &t->slot);
    if (!runnable) {
        return choice; /* The machine may be stopped: nothing changes. */
    }
    end_look(t, runnable);
    new_slot = t->chosen_in_ns != t->slot.start_ns;
    if (new_slot) {
        t->chosen_in_ns = t->slot.start_ns;
        t->yielded = 0;
    }
    if (inside) {
        if (t->entered != p->fingerprint) {
            enter_window(t, p, busy_ns);
        }
        point = take_points(t, p, now, busy_ns);
        spent = capped(t, p);
    }
    left_out = t->yielded | spent | (inside ? passed(t, busy_ns) : 0);
    choice.cpu = best_of(t, p, inside, runnable & ~left_out);
    if (choice.cpu < 0) {
        begin_round(t);
        choice.cpu = best_of(t, p, inside, runnable);
    }

    if (point) {
        choice.reason = REASON_POINT;
    } else if (t->last >= 0 && !in_mask(runnable, t->last)) {
        choice.reason = t->end == TURN_HALTED && t->end_ns == now ? REASON_HALT
                                                                  : REASON_WAKE;
    } else if (t->end == TURN_YIELDED) {
        choice.reason = REASON_YIELD;
    } else if (in_mask(spent, t->last)) {
        choice.reason = REASON_CAP;
    } else {
        choice.reason = new_slot ? REASON_SLOT : REASON_WAKE;
    }
    choice.recorded = inside && p->records &&
                      note_for_record(t, p, choice.cpu, runnable, point);
    if (choice.cpu != t->last) {
        t->look_ns = 0;
    }
    t->last = choice.cpu;
    t->end = TURN_EXPIRED;
    return choice;
}

int64_t turns_left(const Turns *t, const Policy *p, int64_t now,
                   int64_t busy_ns)
{
    int64_t left = t->slot.end_ns - now;

    if (policy_in_window(p, now)) {
        left = MIN(left, until_point(t, p, now, busy_ns));
        if (policy_has_cap(p)) {
            left = MIN(left, p->cap_ns - t->ran_ns[t->last]);
        }
        if (p->records) {
            left = MIN(left, p->cap_ns - t->unrecorded_ns);
        }
        if (samples_spins(p)) {
            left = MIN(left, until_sample(t, t->last));
        }
        for (unsigned cpu = 0; cpu < POLICY_VCPUS; cpu++) {
            if (t->passed_ns[cpu] > busy_ns) {
                left = MIN(left, t->passed_ns[cpu] - busy_ns);
            }
        }
    }
    return left;
}

void turns_ended(Turns *t, const Policy *p, int64_t now, int64_t busy_ns,
                 int64_t ran_ns, TurnEnd end, uint64_t pc)
{
    bool inside = policy_in_window(p, now);
    bool fixed = !inside || p->kind == POLICY_FIXED;

    if (fixed && end == TURN_YIELDED) {
        t->yielded |= 1ULL << t->last;
    }
    if (inside) {
        if (samples_spins(p) && is_spinning(t, t->last, ran_ns, pc) &&
            end == TURN_EXPIRED) {
            end = TURN_YIELDED;
        }
        if (!fixed && end == TURN_YIELDED) {
            t->passed_ns[t->last] = busy_ns + pass_ns(t, p, busy_ns);
        }
        t->ran_ns[t->last] += ran_ns;
        t->unrecorded_ns += p->records ? ran_ns : 0;
    }
    t->executed_ns[t->last] += ran_ns;
    t->look_ns += ran_ns;
    t->end = end;
    t->end_ns = now;
}
