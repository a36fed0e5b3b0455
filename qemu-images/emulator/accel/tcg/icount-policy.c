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
static uint64_t hash_of(const Policy *p, int what, int64_t value)
{
    return policy_hash(policy_hash(policy_hash(p->seed, what), ~0ULL), value);
}

static int compare_times(const void *a, const void *b)
{
    int64_t first = *(const int64_t *)a;
    int64_t second = *(const int64_t *)b;

    return (first > second) - (first < second);
}

static uint64_t fingerprint(const Policy *p)
{
    const uint64_t values[] = {
        p->kind, p->seed, p->vcpus, p->slot_ns, p->from_ns, p->until_ns,
        p->cap_ns, p->change_points, p->busy_ns
    };
    uint64_t hash = 0;

    for (int i = 0; i < ARRAY_SIZE(values); i++) {
        hash = policy_hash(hash, values[i]);
    }
    for (unsigned i = 0; p->points && i < p->points->len; i++) {
        const PolicyPoint *point = &g_array_index(p->points, PolicyPoint, i);

        hash = policy_hash(policy_hash(hash, point->at_ns), point->cpu);
    }
    return hash | 1;
}

void policy_complete(Policy *p)
{
    uint64_t range = p->busy_ns ? p->busy_ns : p->until_ns - p->from_ns;

    for (unsigned i = 0; i < p->change_points; i++) {
        p->changes[i] = hash_of(p, HASH_CHANGE, i) % range;
    }
    qsort(p->changes, p->change_points, sizeof(p->changes[0]), compare_times);
    p->fingerprint = fingerprint(p);
}

bool policy_in_window(const Policy *p, int64_t now)
{
    return now >= p->from_ns && now < p->until_ns;
}

int64_t policy_jitter(const Policy *p, uint32_t source, int64_t since_ns,
                      uint64_t limit_ns)
{
    uint64_t range = MIN(limit_ns, INT64_MAX - since_ns) + 1;

    if (!p->seed || !policy_in_window(p, since_ns)) {
        return 0;
    }
    return policy_hash(hash_of(p, HASH_JITTER, since_ns), source) % range;
}

bool policy_has_order(const Policy *p)
{
    return p->kind == POLICY_PCT || p->kind == POLICY_LIST;
}

bool policy_has_cap(const Policy *p)
{
    return policy_has_order(p) || p->kind == POLICY_STARVE;
}

/* From "least" on, each of so many octaves as often as another */
static int64_t hashed_length(uint64_t hash, uint64_t least, unsigned octaves)
{
    uint64_t octave = least << (hash % octaves);

    return octave + hash / octaves % octave;
}

int64_t policy_pass(const Policy *p, int64_t busy_ns)
{
    return hashed_length(hash_of(p, HASH_PASS, busy_ns), POLICY_LEAST_PASS_NS,
                         PASS_OCTAVES);
}

static int64_t spell_length(const Policy *p, int64_t start_ns)
{
    return hashed_length(hash_of(p, HASH_SPELL, start_ns), LEAST_SPELL_NS,
                         SPELL_OCTAVES);
}

/* The vCPU that starves at a time, or -1 */
static int find_victim(const Policy *p, int64_t now)
{
    int64_t start = now - now % SPELL_BLOCK_NS;
    int64_t end = start;
    uint64_t choice;

    while (end <= now) {
        start = end;
        end += spell_length(p, start);
    }
    choice = hash_of(p, HASH_VICTIM, start) % (STARVED_ONE_IN * p->vcpus);
    return choice < p->vcpus ? choice : -1;
}

static int64_t slot_length(const Policy *p, int64_t start_ns, bool hashed)
{
    return hashed ? MAX(POLICY_LEAST_SLOT_NS,
                        hashed_length(policy_hash(p->seed, start_ns),
                                      MAX(1, p->slot_ns / SLOT_FRACTION),
                                      SLOT_OCTAVES))
                  : p->slot_ns - start_ns % p->slot_ns;
}

void policy_find_slot(const Policy *p, int64_t now, PolicySlot *slot)
{
    bool inside = policy_in_window(p, now);
    bool hashed = inside && p->kind != POLICY_FIXED;
    bool whole = inside && policy_has_order(p);
    int64_t block = now - now % POLICY_BLOCK_NS;
    int64_t first = inside ? p->from_ns : now < p->from_ns ? 0 : p->until_ns;
    int64_t limit = inside ? p->until_ns
                           : now < p->from_ns ? p->from_ns : INT64_MAX;

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
                                   slot_length(p, slot->start_ns, hashed));
        slot->victim = inside && p->kind == POLICY_STARVE
                       ? find_victim(p, slot->start_ns) : -1;
    }
}

uint64_t policy_rank(const Policy *p, const PolicySlot *slot, unsigned cpu)
{
    uint64_t first = slot->start_ns / p->slot_ns % p->vcpus;

    if (!policy_in_window(p, slot->start_ns) || p->kind == POLICY_FIXED) {
        return (cpu - first) % POLICY_VCPUS;
    }
    if (slot->victim == (int)cpu) {
        return UINT64_MAX;
    }
    return policy_hash(policy_hash(p->seed, ~slot->start_ns), cpu);
}

int64_t policy_first_rank(const Policy *p, unsigned cpu)
{
    /* A quarter of the range: others will be before the first and behind. */
    return p->kind == POLICY_PCT ? hash_of(p, HASH_ORDER, cpu) >> 2 : cpu;
}
