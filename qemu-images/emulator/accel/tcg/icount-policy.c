/*
 * What a policy of the vCPUs' turns derives from its seed and the virtual time
 *
 * Nothing here is state: the same arguments give the same result, in any
 * process, so none of it is saved with a machine.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "icount-policy.h"

/* rr's chaos mode starves a thread for at most a fifth of the time. */
#define STARVED_ONE_IN 5

/* Spells last from 100 us to 25.6 ms, each octave as often as another. */
#define LEAST_SPELL_NS (100 * SCALE_US)
#define SPELL_OCTAVES 8
#define SPELL_BLOCK_NS (100 * SCALE_MS)

/*
 * Random slots last from a 64th of slot-ns to 64 times as long. Short ones stop
 * a vCPU anywhere; long ones keep it there until others have come far.
 */
#define SLOT_OCTAVES 12
#define SLOT_FRACTION 64

/* A vCPU that yields looks again after up to 4 us of the others' time. */
#define PASS_OCTAVES 4

/* What is hashed from a seed differs by these. */
enum {
    HASH_ORDER = 1, HASH_CHANGE, HASH_SPELL, HASH_VICTIM, HASH_JITTER, HASH_PASS
};

/* A step of splitmix64 */
uint64_t policy_hash(uint64_t hash, uint64_t value)
{
    hash += value + 0x9e3779b97f4a7c15ULL;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
    return hash ^ (hash >> 31);
}

/* Independent of what is hashed from the seed and a time alone */
static uint64_t hash_of(const Policy *policy, int what, int64_t value)
{
    return policy_hash(policy_hash(policy_hash(policy->seed, what), ~0ULL),
                       value);
}

static int compare_times(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a;
    int64_t second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

static uint64_t fingerprint(const Policy *policy)
{
    const uint64_t values[] = {
        policy->kind, policy->seed, policy->vcpus, policy->slot_ns,
        policy->from_ns, policy->until_ns, policy->cap_ns,
        policy->change_points, policy->busy_ns
    };
    uint64_t hash = 0;

    for (int i = 0; i < ARRAY_SIZE(values); i++) {
        hash = policy_hash(hash, values[i]);
    }
    for (unsigned i = 0; policy->points && i < policy->points->len; i++) {
        PolicyPoint point = g_array_index(policy->points, PolicyPoint, i);

        hash = policy_hash(policy_hash(hash, point.at_ns), point.cpu);
    }
    return hash | 1;
}

void policy_complete(Policy *policy)
{
    uint64_t range = policy->busy_ns ? policy->busy_ns
                                     : policy->until_ns - policy->from_ns;

    for (unsigned i = 0; i < policy->change_points; i++) {
        policy->changes[i] = hash_of(policy, HASH_CHANGE, i) % range;
    }
    qsort(policy->changes, policy->change_points, sizeof(policy->changes[0]),
          compare_times);
    policy->fingerprint = fingerprint(policy);
}

bool policy_in_window(const Policy *policy, int64_t now)
{
    return now >= policy->from_ns && now < policy->until_ns;
}

int64_t policy_jitter(const Policy *policy, uint32_t source, int64_t since_ns,
                      uint64_t limit_ns)
{
    uint64_t range = MIN(limit_ns, INT64_MAX - since_ns) + 1;

    if (!policy->seed || !policy_in_window(policy, since_ns)) {
        return 0;
    }
    return policy_hash(hash_of(policy, HASH_JITTER, since_ns), source) % range;
}

bool policy_has_order(const Policy *policy)
{
    return policy->kind == POLICY_PCT || policy->kind == POLICY_LIST;
}

bool policy_has_cap(const Policy *policy)
{
    return policy_has_order(policy) || policy->kind == POLICY_STARVE;
}

/* From "least" on, each of so many octaves as often as another */
static int64_t hashed_length(uint64_t hash, uint64_t least, unsigned octaves)
{
    uint64_t octave = least << (hash % octaves);

    return octave + hash / octaves % octave;
}

int64_t policy_pass(const Policy *policy, int64_t busy_ns)
{
    return hashed_length(hash_of(policy, HASH_PASS, busy_ns),
                         POLICY_LEAST_PASS_NS, PASS_OCTAVES);
}

static int64_t spell_length(const Policy *policy, int64_t start_ns)
{
    return hashed_length(hash_of(policy, HASH_SPELL, start_ns), LEAST_SPELL_NS,
                         SPELL_OCTAVES);
}

/* The vCPU that starves at a time, or -1 */
static int find_victim(const Policy *policy, int64_t now)
{
    int64_t start = now - now % SPELL_BLOCK_NS;
    int64_t end = start;
    uint64_t choice;

    while (end <= now) {
        start = end;
        end += spell_length(policy, start);
    }
    choice = hash_of(policy, HASH_VICTIM, start) %
             (STARVED_ONE_IN * policy->vcpus);
    return choice < policy->vcpus ? choice : -1;
}

static int64_t slot_length(const Policy *policy, int64_t start_ns, bool hashed)
{
    return hashed ? MAX(POLICY_LEAST_SLOT_NS,
                        hashed_length(policy_hash(policy->seed, start_ns),
                                      MAX(1, policy->slot_ns / SLOT_FRACTION),
                                      SLOT_OCTAVES))
                  : policy->slot_ns - start_ns % policy->slot_ns;
}

void policy_find_slot(const Policy *policy, int64_t now, PolicySlot *slot)
{
    bool inside = policy_in_window(policy, now);
    bool hashed = inside && policy->kind != POLICY_FIXED;
    bool whole = inside && policy_has_order(policy);
    int64_t block = now - now % POLICY_BLOCK_NS;
    bool before = now < policy->from_ns;
    int64_t first = inside ? policy->from_ns : before ? 0 : policy->until_ns;
    int64_t limit = inside ? policy->until_ns
                           : before ? policy->from_ns : INT64_MAX;

    if (!whole) {
        first = MAX(first, block);
        limit = MIN(limit, block + POLICY_BLOCK_NS);
    }
    if (slot->start_ns < first || slot->start_ns > now) {
        *slot = (PolicySlot) { .start_ns = first, .end_ns = first };
    }
    while (slot->end_ns <= now) {
        slot->start_ns = slot->end_ns;
        slot->end_ns = whole ? limit
                             : MIN(limit, slot->start_ns +
                                   slot_length(policy, slot->start_ns, hashed));
        slot->victim = inside && policy->kind == POLICY_STARVE
                       ? find_victim(policy, slot->start_ns) : -1;
    }
}

uint64_t policy_rank(const Policy *policy, const PolicySlot *slot, unsigned cpu)
{
    uint64_t first = slot->start_ns / policy->slot_ns % policy->vcpus;

    if (!policy_in_window(policy, slot->start_ns) ||
        policy->kind == POLICY_FIXED) {
        return (cpu - first) % POLICY_VCPUS;
    }
    if (slot->victim == (int)cpu) {
        return UINT64_MAX;
    }
    return policy_hash(policy_hash(policy->seed, ~slot->start_ns), cpu);
}

int64_t policy_first_rank(const Policy *policy, unsigned cpu)
{
    /* A quarter of the range: others will be before the first and behind. */
    return policy->kind == POLICY_PCT ? hash_of(policy, HASH_ORDER, cpu) >> 2
                                      : cpu;
}
