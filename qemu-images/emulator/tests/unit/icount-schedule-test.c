/*
 * Tests of the vCPUs' turns without a machine: policies, lists of points,
 * options
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "accel/tcg/icount-points.h"
#include "accel/tcg/icount-schedule-options.h"
#include "qapi/error.h"
#include "qemu/config-file.h"

#define VCPUS 4
#define INSTRUCTION_NS 4
#define END_NS (60 * SCALE_MS)
#define WINDOW "from-ns=10000100,until-ns=50000003"

static QemuOptsList icount_opts = {
    .name = "icount",
    .head = QTAILQ_HEAD_INITIALIZER(icount_opts.head),
    .desc = {
        { .name = "slot-ns", .type = QEMU_OPT_NUMBER },
        { .name = "seed", .type = QEMU_OPT_NUMBER },
        { .name = "policy", .type = QEMU_OPT_STRING },
        { .name = "from-ns", .type = QEMU_OPT_NUMBER },
        { .name = "until-ns", .type = QEMU_OPT_NUMBER },
        { .name = "cap-ns", .type = QEMU_OPT_NUMBER },
        { .name = "change-points", .type = QEMU_OPT_NUMBER },
        { .name = "busy-ns", .type = QEMU_OPT_NUMBER },
        { .name = "points", .type = QEMU_OPT_STRING },
        { .name = "record", .type = QEMU_OPT_STRING },
        { /* end of list */ }
    },
};

static Policy *read_options(const char *text, Error **errp)
{
    QemuOpts *opts = qemu_opts_parse(&icount_opts, text, false, &error_abort);
    Policy *policy = schedule_options_read(opts, VCPUS, errp);

    qemu_opts_del(opts);
    return policy;
}

static Policy *policy_of(const char *options)
{
    g_autofree char *text = g_strdup_printf("slot-ns=50000,%s", options);

    return read_options(text, &error_abort);
}

static void policy_free(Policy *policy)
{
    if (policy->points) {
        g_array_unref(policy->points);
    }
    g_free(policy);
}

/*
 * A machine whose vCPUs do nothing but execute, halt, yield, and wake others.
 * What each does next depends on all that was executed before.
 */
typedef struct Machine {
    Turns turns;
    int64_t now;
    int64_t busy_ns;
    uint64_t hash;              /* of all switches */
    uint64_t runnable;
    int64_t wakes_ns[VCPUS];    /* timers */
    int64_t acts_ns[VCPUS];     /* executed time until its next action */
    uint64_t acted[VCPUS];
    bool spins[VCPUS];          /* in a loop of few instructions */
    int64_t waits_since_ns[VCPUS];
    int64_t longest_wait_ns;
    unsigned switches;
    GString *record;
} Machine;

static void machine_init(Machine *machine)
{
    *machine = (Machine) { .record = g_string_new(NULL), .runnable = 0xf };
    turns_init(&machine->turns);
    for (int cpu = 0; cpu < VCPUS; cpu++) {
        machine->wakes_ns[cpu] = INT64_MAX;
        machine->acts_ns[cpu] = 1000;
    }
}

static void wake(Machine *machine, int cpu)
{
    if (!(machine->runnable >> cpu & 1)) {
        machine->runnable |= 1 << cpu;
        machine->waits_since_ns[cpu] = machine->now;
    }
    machine->wakes_ns[cpu] = INT64_MAX;
}

static int64_t next_timer(const Machine *machine)
{
    int64_t next = INT64_MAX;

    for (int cpu = 0; cpu < VCPUS; cpu++) {
        next = MIN(next, machine->wakes_ns[cpu]);
    }
    return next;
}

/* What a vCPU does at the end of a stretch of instructions */
static TurnEnd act(Machine *machine, int cpu)
{
    uint64_t hash = policy_hash(policy_hash(machine->hash, machine->now),
                                machine->acted[cpu]++);

    machine->acts_ns[cpu] = (1 + hash % 5000) * INSTRUCTION_NS;
    machine->spins[cpu] = false;
    hash >>= 16;
    switch (hash % 32) {
    case 0 ... 9:
        machine->runnable &= ~(1 << cpu);
        machine->wakes_ns[cpu] = machine->now + 1 + hash / 32 % 300000;
        return TURN_HALTED;
    case 10 ... 24:
        return TURN_YIELDED;
    case 25:
    case 26:
        machine->acts_ns[cpu] = 2 * SCALE_MS;
        machine->spins[cpu] = hash % 32 == 26;
        return TURN_EXPIRED;
    default:
        wake(machine, hash / 32 % VCPUS);
        return TURN_EXPIRED;
    }
}

/* A vCPU that is kicked executes nothing: the same choice is made again. */
static void assert_chosen_again(const Machine *machine, const Policy *policy,
                                const TurnChoice *choice)
{
    Turns turns = machine->turns;
    TurnChoice again = turns_choose(&turns, policy, machine->now,
                                    machine->busy_ns, machine->runnable);

    g_assert_cmpint(again.cpu, ==, choice->cpu);
    g_assert_false(again.recorded);
    g_assert_cmpmem(&turns, sizeof(turns), &machine->turns,
                    sizeof(machine->turns));
}

static void run_chosen(Machine *machine, const Policy *policy,
                       const TurnChoice *choice, int64_t stop_ns)
{
    int cpu = choice->cpu;
    int64_t limit = MIN(next_timer(machine), stop_ns) - machine->now;
    int64_t ran;
    TurnEnd end = TURN_EXPIRED;

    if (cpu != choice->from) {
        machine->switches++;
        machine->hash = policy_hash(policy_hash(machine->hash, machine->now),
                                    cpu);
        if (choice->from >= 0) {
            machine->waits_since_ns[choice->from] = machine->now;
        }
        machine->longest_wait_ns =
            MAX(machine->longest_wait_ns,
                machine->now - machine->waits_since_ns[cpu]);
    }
    if (choice->recorded) {
        g_autofree char *line = points_line(machine->now, choice, 1, 2);

        g_string_append(machine->record, line);
    }
    limit = MIN(limit, turns_left(&machine->turns, policy, machine->now,
                                  machine->busy_ns));
    g_assert_cmpint(limit, >, 0);
    ran = MIN(ROUND_UP(limit, INSTRUCTION_NS), machine->acts_ns[cpu]);
    machine->now += ran;
    machine->busy_ns += ran;
    machine->acts_ns[cpu] -= ran;
    if (!machine->acts_ns[cpu]) {
        end = act(machine, cpu);
    }
    turns_ended(&machine->turns, policy, machine->now, machine->busy_ns, ran,
                end, machine->spins[cpu] ? 0 : 1000 * machine->acts_ns[cpu]);
}

/* Runs until a time, or the first instruction after it. */
static void run_until(Machine *machine, const Policy *policy, int64_t stop_ns)
{
    while (machine->now < stop_ns) {
        TurnChoice choice;

        for (int cpu = 0; cpu < VCPUS; cpu++) {
            if (machine->wakes_ns[cpu] <= machine->now) {
                wake(machine, cpu);
            }
        }
        choice = turns_choose(&machine->turns, policy, machine->now,
                              machine->busy_ns, machine->runnable);
        if (choice.cpu < 0) {
            machine->now = MIN(next_timer(machine), stop_ns);
        } else {
            assert_chosen_again(machine, policy, &choice);
            run_chosen(machine, policy, &choice, stop_ns);
        }
    }
}

static Machine run(const Policy *policy)
{
    Machine machine;

    machine_init(&machine);
    run_until(&machine, policy, END_NS);
    return machine;
}

static const char *const policies[] = {
    "record=x",
    "record=x," WINDOW,
    "record=x,seed=1",
    "record=x,seed=1," WINDOW,
    "record=x,seed=1,cap-ns=20000," WINDOW,
    "record=x,seed=1,policy=starve," WINDOW,
    "record=x,seed=1,policy=pct,change-points=0," WINDOW,
    "record=x,seed=1,policy=pct,change-points=20," WINDOW,
    "record=x,seed=1,policy=pct,busy-ns=20000000,change-points=20," WINDOW,
    "record=x,seed=1,policy=pct,busy-ns=20000000,change-points=20",
};

static void assert_same(const Machine *one, const Machine *other)
{
    g_assert_cmphex(one->hash, ==, other->hash);
    g_assert_cmpuint(one->switches, ==, other->switches);
    g_assert_true(g_string_equal(one->record, other->record));
}

/* A stop is two decisions at a time without one, with a new process between. */
static void test_stops(void)
{
    for (int i = 0; i < ARRAY_SIZE(policies); i++) {
        Policy *policy = policy_of(policies[i]);
        Machine straight = run(policy);
        Machine stopped;

        g_assert_cmpuint(straight.switches, >, 100);
        machine_init(&stopped);
        for (int64_t stop = 1; stop < END_NS; stop += 77777) {
            run_until(&stopped, policy, stop);
            turns_choose(&stopped.turns, policy, stopped.now, stopped.busy_ns,
                         0);
            stopped.turns.slot = (PolicySlot) { };
        }
        run_until(&stopped, policy, END_NS);
        assert_same(&straight, &stopped);
        policy_free(policy);
    }
}

static void test_seeds(void)
{
    static const char *const seeded[] = {
        "policy=random", "policy=starve", "policy=pct,change-points=5"
    };
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash,
                                                       g_int64_equal, g_free,
                                                       NULL);

    for (int i = 0; i < ARRAY_SIZE(seeded) * 20; i++) {
        g_autofree char *options =
            g_strdup_printf("%s,seed=%d," WINDOW, seeded[i / 20], i % 20 + 1);
        Policy *policy = policy_of(options);
        Machine first = run(policy);
        Machine again = run(policy);
        /* Without a victim in the window, starve does what random does. */
        uint64_t of_policy = policy_hash(first.hash, i / 20);

        assert_same(&first, &again);
        g_assert_true(g_hash_table_add(seen, g_memdup2(&of_policy,
                                                       sizeof(of_policy))));
        policy_free(policy);
    }
}

/* Slots are found from any earlier one, and from none. */
static void test_slots(void)
{
    for (int i = 0; i < ARRAY_SIZE(policies); i++) {
        Policy *policy = policy_of(policies[i]);
        PolicySlot slot = { };

        for (int64_t now = 0; now < END_NS; now = slot.end_ns) {
            PolicySlot found = { };
            PolicySlot later = { };

            policy_find_slot(policy, now, &slot);
            g_assert_cmpint(slot.start_ns, ==, now);
            g_assert_cmpint(slot.end_ns, >, now);
            policy_find_slot(policy, slot.end_ns - 1, &found);
            policy_find_slot(policy, END_NS, &later);
            policy_find_slot(policy, now, &later);
            g_assert_cmpmem(&found, sizeof(found), &slot, sizeof(slot));
            g_assert_cmpmem(&later, sizeof(later), &slot, sizeof(slot));
            if (policy_has_order(policy) && policy_in_window(policy, now)) {
                break; /* the slot is the whole window */
            }
        }
        policy_free(policy);
    }
}

/* A machine that was saved in a window begins that of another policy anew. */
static void test_other_policy(void)
{
    Policy *first = policy_of("policy=pct,change-points=0,seed=1," WINDOW);
    Policy *second = policy_of("policy=pct,change-points=0,seed=2," WINDOW);
    Machine one, other;

    machine_init(&one);
    run_until(&one, first, END_NS / 2);
    machine_init(&other);
    run_until(&other, first, END_NS / 2);
    assert_same(&one, &other);
    run_until(&one, first, END_NS);
    run_until(&other, second, END_NS);
    g_assert_cmphex(one.hash, !=, other.hash);
    policy_free(first);
    policy_free(second);
}

/* Turns before the window are those without a seed. */
static void test_window(void)
{
    Policy *fixed = policy_of("seed=0");

    for (int i = 0; i < ARRAY_SIZE(policies); i++) {
        Policy *policy = policy_of(policies[i]);
        Machine one, other;

        machine_init(&one);
        run_until(&one, fixed, policy->from_ns);
        machine_init(&other);
        run_until(&other, policy, policy->from_ns);
        assert_same(&one, &other);
        g_assert_cmpint(other.record->len, ==, 0);

        /* A machine that was saved there goes on with the policy. */
        run_until(&one, policy, END_NS);
        run_until(&other, policy, END_NS);
        assert_same(&one, &other);
        policy_free(policy);
    }
    policy_free(fixed);
}

static Policy *list_of(const Policy *recorded, const char *record)
{
    Policy *policy = g_memdup2(recorded, sizeof(*recorded));
    char *error = NULL;

    policy->kind = POLICY_LIST;
    policy->change_points = 0;
    policy->busy_ns = 0;
    policy->points = points_parse(record, strlen(record), policy, &error);
    g_assert_cmpstr(error, ==, NULL);
    policy_complete(policy);
    return policy;
}

static void test_list_repeats_record(void)
{
    for (int i = 0; i < ARRAY_SIZE(policies); i++) {
        Policy *policy = policy_of(policies[i]);
        Machine recorded = run(policy);
        Policy *list = list_of(policy, recorded.record->str);
        Machine repeated = run(list);
        int64_t first_ns = g_array_index(list->points, PolicyPoint, 0).at_ns;

        /* What runs when the window begins is a point, switch or not. */
        g_assert_cmpint(first_ns, <, policy->from_ns + INSTRUCTION_NS);
        g_assert_cmpuint(list->points->len, >, 100);
        g_assert_cmphex(recorded.hash, ==, repeated.hash);
        g_assert_cmpuint(recorded.switches, ==, repeated.switches);
        policy_free(list);
        policy_free(policy);
    }
}

/* Points of one time, the first of the ranking last */
static void append_ranking(GString *points, int64_t at_ns, const int *order)
{
    for (int i = VCPUS - 1; i >= 0; i--) {
        g_string_append_printf(points, "%" PRId64 " %d\n", at_ns, order[i]);
    }
}

static int compare_ranks(const void *a, const void *b, void *policy)
{
    int64_t first = policy_first_rank(policy, *(const int *)a);
    int64_t second = policy_first_rank(policy, *(const int *)b);

    return (first > second) - (first < second);
}

/* The ranking that the window begins with, and those of the record's points */
static GString *rankings_of(const Policy *policy, const char *record)
{
    g_auto(GStrv) lines = g_strsplit(record, "\n", -1);
    GString *points = g_string_new(NULL);
    int order[VCPUS] = { 0, 1, 2, 3 };

    g_qsort_with_data(order, VCPUS, sizeof(order[0]), compare_ranks,
                      (void *)policy);
    append_ranking(points, policy->from_ns, order);
    for (int i = 0; lines[i]; i++) {
        int64_t at_ns;
        int last, kept = 0;

        if (!g_str_has_suffix(lines[i], " point")) {
            continue;
        }
        g_assert_cmpint(sscanf(lines[i], "%" SCNd64 " %*d %d", &at_ns, &last),
                        ==, 2);
        for (int rank = 0; rank < VCPUS; rank++) {
            if (order[rank] != last) {
                order[kept++] = order[rank];
            }
        }
        order[kept] = last;
        append_ranking(points, at_ns, order);
    }
    return points;
}

/* All that pct forces is a ranking, and a new one at each change point. */
static void test_list_of_rankings(void)
{
    static const char *const kinds[] = { "", "busy-ns=20000000," };

    for (int i = 0; i < 40; i++) {
        g_autofree char *options = g_strdup_printf(
            "record=x,policy=pct,change-points=3,seed=%d,%s" WINDOW, i / 2 + 1,
            kinds[i % 2]);
        Policy *policy = policy_of(options);
        Machine by_pct = run(policy);
        GString *points = rankings_of(policy, by_pct.record->str);
        Policy *list = list_of(policy, points->str);
        Machine by_list = run(list);

        g_assert_cmphex(by_pct.hash, ==, by_list.hash);
        g_string_free(points, true);
        policy_free(list);
        policy_free(policy);
    }
}

/* Nothing that can run waits for more than two rounds of the others. */
static void assert_bounded(const Policy *policy)
{
    Machine machine = run(policy);

    g_assert_cmpint(machine.longest_wait_ns, >, policy->cap_ns);
    g_assert_cmpint(machine.longest_wait_ns, <=,
                    2 * (VCPUS - 1) * policy->cap_ns);
}

static void test_cap(void)
{
    for (int seed = 1; seed <= 50; seed++) {
        g_autofree char *options = g_strdup_printf("seed=%d,cap-ns=200000",
                                                   seed);
        g_autofree char *pct = g_strdup_printf("policy=pct,%s," WINDOW,
                                               options);
        g_autofree char *starve = g_strdup_printf("policy=starve,%s", options);
        Policy *by_pct = policy_of(pct);
        Policy *by_starve = policy_of(starve);
        Policy *by_list = list_of(by_pct, "");

        assert_bounded(by_pct);
        assert_bounded(by_starve);
        assert_bounded(by_list);
        policy_free(by_pct);
        policy_free(by_starve);
        policy_free(by_list);
    }
}

/* The first of the order runs, until a change point makes it the last. */
static void test_change_points(void)
{
    Policy *policy = policy_of("policy=pct,seed=3,change-points=3,"
                               "cap-ns=100000000,until-ns=1000000");
    Turns turns;
    int order[VCPUS];

    turns_init(&turns);
    for (int i = 0; i < 3; i++) {
        int64_t at = policy->changes[i];
        TurnChoice choice = turns_choose(&turns, policy, at - 1, at - 1, 0xf);
        TurnChoice next;

        turns.ran_ns[choice.cpu ^ 1] = 1000;
        next = turns_choose(&turns, policy, at, at, 0xf);
        g_assert_cmpint(turns.ran_ns[choice.cpu ^ 1], ==, 0);

        g_assert_cmpint(next.cpu, !=, choice.cpu);
        g_assert_cmpint(next.from, ==, choice.cpu);
        g_assert_cmpint(next.reason, ==, REASON_POINT);
        order[i] = choice.cpu;
        order[i + 1] = next.cpu;
    }
    for (int i = 0; i < VCPUS; i++) {
        g_assert_cmpint(policy_first_rank(policy, order[i]), <,
                        i + 1 < VCPUS ? policy_first_rank(policy, order[i + 1])
                                      : INT64_MAX);
    }
    policy_free(policy);
}

/*
 * A vCPU that spins for a lock looks again soon, so that who holds the lock
 * does not come far after its release.
 */
static void test_yield(void)
{
    static const char *const kinds[] = {
        "policy=pct,change-points=0,until-ns=1000000000",
        "policy=starve", "policy=random"
    };
    unsigned passes_ended[ARRAY_SIZE(kinds)] = { }; /* before the slot */

    for (int i = 0; i < ARRAY_SIZE(kinds) * 20; i++) {
        g_autofree char *options = g_strdup_printf("seed=%d,%s", i / 3 + 1,
                                                   kinds[i % 3]);
        Policy *policy = policy_of(options);
        int64_t now = 7, end;
        Turns turns;
        TurnChoice spinner, holder, again;

        turns_init(&turns);
        spinner = turns_choose(&turns, policy, now, now, 0x3);
        turns_ended(&turns, policy, now, now, 0, TURN_YIELDED, 0);
        holder = turns_choose(&turns, policy, now, now, 0x3);
        g_assert_cmpint(holder.cpu, !=, spinner.cpu);
        g_assert_cmpint(holder.reason, ==, REASON_YIELD);
        end = MIN(turns.slot.end_ns, 7 + 16 * 256); /* the ranks stay */
        for (again = holder; now < end && again.cpu == holder.cpu;) {
            int64_t left = turns_left(&turns, policy, now, now);

            now += left;
            turns_ended(&turns, policy, now, now, left, TURN_EXPIRED,
                        now * 1000);
            again = turns_choose(&turns, policy, now, now, 0x3);
        }
        g_assert_true(again.cpu == spinner.cpu || end == turns.slot.end_ns ||
                      again.reason == REASON_SLOT);
        passes_ended[i % 3] += again.cpu == spinner.cpu &&
                               again.reason == REASON_WAKE;
        policy_free(policy);
    }
    for (int i = 0; i < ARRAY_SIZE(kinds); i++) {
        g_assert_cmpuint(passes_ended[i], >, 0);
    }
}

/* What waits for another vCPU is not what a vCPU executes itself */
static void test_executed(void)
{
    Policy *policy = policy_of("policy=pct,seed=1,change-points=0,"
                               "until-ns=9000000");
    int64_t now = 0;
    unsigned first, other;
    Turns turns;

    turns_init(&turns);
    first = turns_choose(&turns, policy, now, now, 0x3).cpu;
    now += SCALE_MS;
    turns_ended(&turns, policy, now, now, SCALE_MS, TURN_EXPIRED, now);
    g_assert_cmpint(turns.executed_ns[first], ==, SCALE_MS);

    /* It is preempted: nothing is added */
    other = turns_choose(&turns, policy, now, now, 0x3 & ~(1 << first)).cpu;
    now += 5 * SCALE_MS;
    turns_ended(&turns, policy, now, now, 5 * SCALE_MS, TURN_EXPIRED, now);
    g_assert_cmpint(other, !=, first);
    g_assert_cmpint(turns.executed_ns[other], ==, 5 * SCALE_MS);
    g_assert_cmpint(turns.executed_ns[first], ==, SCALE_MS);

    /* It waits for the other one, which does not run */
    g_assert_cmpint(turns_choose(&turns, policy, now, now, 0x3).cpu, ==, first);
    now += 100;
    turns_ended(&turns, policy, now, now, 100, TURN_YIELDED, now);
    turns_choose(&turns, policy, now, now, 0); /* the machine is stopped */
    turns_choose(&turns, policy, now, now, 0x3);
    g_assert_cmpint(turns.executed_ns[first], ==, SCALE_MS);
    turns_ended(&turns, policy, now, now, 0, TURN_EXPIRED, now);

    /* It waits for the other one, which could not run when the turn began */
    turns_choose(&turns, policy, now, now, 1 << first);
    now += 100;
    turns_ended(&turns, policy, now, now, 100, TURN_YIELDED, now);
    turns_choose(&turns, policy, now, now, 0x3);
    g_assert_cmpint(turns.executed_ns[first], ==, SCALE_MS);
    turns_ended(&turns, policy, now, now, 0, TURN_EXPIRED, now);

    /* It waits for hardware */
    turns_choose(&turns, policy, now, now, 1 << first);
    now += 100;
    turns_ended(&turns, policy, now, now, 100, TURN_YIELDED, now);
    turns_choose(&turns, policy, now, now, 1 << first);
    g_assert_cmpint(turns.executed_ns[first], ==, SCALE_MS + 100);
    policy_free(policy);
}

/* How long the first of the order is left to execute, and for how long not */
static int64_t run_first(const Policy *policy, uint64_t pc_step,
                         int64_t *passed_ns)
{
    int64_t now = 0;
    uint64_t pc = 0xc0008000;
    Turns turns;
    TurnChoice first, next;

    turns_init(&turns);
    next = first = turns_choose(&turns, policy, now, now, 0x3);
    while (next.cpu == first.cpu && now < 4 * SCALE_MS) {
        int64_t left = turns_left(&turns, policy, now, now);

        now += left;
        pc += pc_step;
        turns_ended(&turns, policy, now, now, left, TURN_EXPIRED, pc);
        next = turns_choose(&turns, policy, now, now, 0x3);
    }
    *passed_ns = turns_left(&turns, policy, now, now);
    return now;
}

/* Of a loop that does not yield either, such as that of a mutex */
static void test_spin(void)
{
    for (int seed = 1; seed <= 20; seed++) {
        g_autofree char *options =
            g_strdup_printf("policy=pct,seed=%d,change-points=0,"
                            "until-ns=9000000", seed);
        Policy *policy = policy_of(options);
        int64_t passed_ns;

        g_assert_cmpint(run_first(policy, 0, &passed_ns), <, 90 * SCALE_US);
        g_assert_cmpint(passed_ns, <=, POLICY_LEAST_PASS_NS);
        g_assert_cmpint(run_first(policy, 20, &passed_ns), <, 90 * SCALE_US);
        g_assert_cmpint(passed_ns, <=, POLICY_LEAST_PASS_NS);
        g_assert_cmpint(run_first(policy, 300, &passed_ns), ==, 4 * SCALE_MS);
        policy_free(policy);
    }
}

/* Each octave is as frequent as another, from 1 us to 3.2 ms. */
static void test_slot_lengths(void)
{
    Policy *policy = policy_of("seed=7");
    unsigned shorter = 0, longer = 0;
    PolicySlot slot = { };

    for (int64_t now = 0; now < 100LL * POLICY_BLOCK_NS; now = slot.end_ns) {
        policy_find_slot(policy, now, &slot);
        shorter += slot.end_ns - slot.start_ns < 4 * SCALE_US;
        longer += slot.end_ns - slot.start_ns >= 800 * SCALE_US;
        g_assert_cmpint(slot.end_ns - slot.start_ns, <=, 3200 * SCALE_US);
    }
    g_assert_cmpuint(shorter, >, 100);
    g_assert_cmpuint(longer, >, 100);
    policy_free(policy);
}

static void test_starved(void)
{
    Policy *policy = policy_of("policy=starve,seed=9");
    int64_t starved_ns[VCPUS] = { };
    int64_t now = 0;
    PolicySlot slot = { };

    while (now < SCALE_MS * 10000LL) {
        policy_find_slot(policy, now, &slot);
        if (slot.victim >= 0) {
            starved_ns[slot.victim] += slot.end_ns - slot.start_ns;
            for (int cpu = 0; cpu < VCPUS; cpu++) {
                g_assert_cmpuint(policy_rank(policy, &slot, cpu), <=,
                                 policy_rank(policy, &slot, slot.victim));
            }
        }
        now = slot.end_ns;
    }
    for (int cpu = 0; cpu < VCPUS; cpu++) { /* a fifth of the time, in all */
        g_assert_cmpint(starved_ns[cpu], >, now / 50);
        g_assert_cmpint(starved_ns[cpu], <, now / 10);
    }
    policy_free(policy);
}

/* A limit is kept, and each is used; nothing waits without a seed or window. */
static void test_jitter(void)
{
    Policy *policy = policy_of("policy=fixed,seed=5," WINDOW);
    Policy *other = policy_of("policy=fixed,seed=6," WINDOW);
    Policy *none = policy_of("seed=0");
    int64_t from = policy->from_ns;
    unsigned same_seeds = 0, same_sources = 0;
    int64_t longest = 0;

    for (int64_t since = from; since < from + 1000; since++) {
        int64_t delay = policy_jitter(policy, 3, since, 99);

        g_assert_cmpint(delay, >=, 0);
        g_assert_cmpint(delay, <=, 99);
        g_assert_cmpint(policy_jitter(policy, 3, since, 0), ==, 0);
        g_assert_cmpint(policy_jitter(policy, 3, since, UINT64_MAX), <=,
                        INT64_MAX - since);
        g_assert_cmpint(policy_jitter(none, 3, since, 99), ==, 0);
        same_seeds += delay == policy_jitter(other, 3, since, 99);
        same_sources += delay == policy_jitter(policy, 4, since, 99);
        longest = MAX(longest, delay);
    }
    g_assert_cmpint(longest, ==, 99);
    g_assert_cmpuint(same_seeds, <, 50);
    g_assert_cmpuint(same_sources, <, 50);
    g_assert_cmpint(policy_jitter(policy, 3, from - 1, 99), ==, 0);
    g_assert_cmpint(policy_jitter(policy, 3, policy->until_ns, 99), ==, 0);
    policy_free(none);
    policy_free(other);
    policy_free(policy);
}

static void assert_points_refused(const char *text, const char *expected)
{
    Policy policy = { .vcpus = VCPUS, .from_ns = 10, .until_ns = 1000 };
    g_autofree char *error = NULL;

    g_assert_null(points_parse(text, strlen(text), &policy, &error));
    g_assert_cmpstr(error, ==, expected);
}

static void test_points_refused(void)
{
    static const char form[] =
        "line 1: expected AT_NS CPU, two decimal numbers and a space";
    static const char *const malformed[] = {
        "", " ", "11", "11 ", "11 x", "x 1", "-11 1", "11 -1", "11  1",
        " 11 1", "11\t1", "0x11 1", "11 1x", "11.5 1", "11 1\r",
        "9223372036854775808 1", "# a comment",
    };
    g_autofree char *wide = g_strnfill(POINTS_LINE_BYTES + 1, '1');
    g_autofree char *wide_line = g_strdup_printf("%s\n", wide);

    for (int i = 0; i < ARRAY_SIZE(malformed); i++) {
        g_autofree char *line = g_strdup_printf("%s\n", malformed[i]);

        assert_points_refused(line, form);
    }
    assert_points_refused(wide_line, "line 1: longer than 200 bytes");
    assert_points_refused("11 1\n12 4\n", "line 2: the CPU is from 0 to 3");
    assert_points_refused("11 1\n10 2\n", "line 2: the time is before that of "
                          "the line before");
    assert_points_refused("9 1\n", "line 1: the time is not in the window, "
                          "from 10 until before 1000 ns");
    assert_points_refused("1000 1\n", "line 1: the time is not in the window, "
                          "from 10 until before 1000 ns");
    assert_points_refused("11 1\n12 1", "line 2: it has no end");
}

static void test_points_values(void)
{
    static const char text[] = "10 1 0 0x80 0x8c slot\n"
                               "999 0\n";
    Policy policy = { .vcpus = VCPUS, .from_ns = 10, .until_ns = 1000 };
    char *error = NULL;
    g_autoptr(GArray) points = points_parse(text, strlen(text), &policy,
                                            &error);
    TurnChoice choice = { .cpu = 1, .from = 0, .reason = REASON_SLOT };
    g_autofree char *line = points_line(10, &choice, 0x80, 0x8c);

    g_assert_cmpint(points->len, ==, 2);
    g_assert_cmpint(g_array_index(points, PolicyPoint, 0).at_ns, ==, 10);
    g_assert_cmpint(g_array_index(points, PolicyPoint, 0).cpu, ==, 1);
    g_assert_cmpint(g_array_index(points, PolicyPoint, 1).at_ns, ==, 999);
    g_assert_true(g_str_has_prefix(text, line));
}

static void test_points_bounded(void)
{
    Policy policy = { .vcpus = VCPUS, .until_ns = INT64_MAX };
    g_autoptr(GString) text = g_string_new(NULL);
    g_autofree char *error = NULL;

    for (int i = 0; i <= POINTS_LIMIT; i++) {
        g_string_append_printf(text, "%d 0\n", i);
    }
    g_assert_null(points_parse(text->str, text->len, &policy, &error));
    g_assert_cmpstr(error, ==, "line 1000001: there are more than 1000000");
}

static void test_points_file(void)
{
    g_autofree char *folder = g_dir_make_tmp(NULL, NULL);
    g_autofree char *path = g_build_filename(folder, "points", NULL);
    g_autofree char *options = g_strdup_printf("slot-ns=50000,policy=list,"
                                               "points=%s", path);
    Error *error = NULL;
    Policy *policy;

    g_file_set_contents(path, "11 1\n12 3\n", -1, NULL);
    policy = read_options(options, &error_abort);
    g_assert_cmpint(policy->points->len, ==, 2);
    policy_free(policy);

    g_file_set_contents(path, "11 1\n12 4\n", -1, NULL);
    g_assert_null(read_options(options, &error));
    g_assert_true(g_str_has_suffix(error_get_pretty(error), "points': line 2: "
                                   "the CPU is from 0 to 3"));
    error_free(error);
    unlink(path);
    rmdir(folder);
}

static void assert_options_refused(const char *options, const char *expected)
{
    Error *error = NULL;

    g_assert_null(read_options(options, &error));
    g_assert_cmpstr(error_get_pretty(error), ==, expected);
    error_free(error);
}

static void test_options_refused(void)
{
    static const char *const refused[][2] = {
        { "seed=1", "icount: seed and policy need slot-ns" },
        { "slot-ns=999", "icount: slot-ns is from 1000 to 10000000" },
        { "slot-ns=30000", "icount: slot-ns has to divide 10000000" },
        { "slot-ns=50000,seed=1,policy=fair",
          "icount: policy is one of fixed, random, pct, starve, list" },
        { "slot-ns=50000,policy=pct",
          "icount: policy=pct needs a seed other than 0" },
        { "slot-ns=50000,policy=pct,seed=1",
          "icount: policy=pct needs until-ns or busy-ns" },
        { "slot-ns=50000,policy=pct,seed=1,until-ns=9,change-points=1001",
          "icount: change-points is from 0 to 1000" },
        { "slot-ns=50000,seed=1,change-points=1",
          "icount: change-points needs policy=pct" },
        { "slot-ns=50000,seed=1,busy-ns=1",
          "icount: busy-ns needs policy=pct" },
        { "slot-ns=50000,policy=list", "icount: policy=list needs points" },
        { "slot-ns=50000,points=/dev/zero",
          "icount: points needs policy=list" },
        { "slot-ns=50000,policy=list,points=/dev/zero",
          "points of '/dev/zero': it is no regular file" },
        { "slot-ns=50000,policy=list,points=/nowhere",
          "Could not open '/nowhere': "
          "No such file or directory" },
        { "slot-ns=50000,seed=1,from-ns=9,until-ns=9",
          "icount: until-ns is from 10 to 9223372036854775807" },
        { "slot-ns=50000,seed=1,from-ns=9223372036854775807",
          "icount: from-ns is from 0 to 9223372036854775806" },
        { "slot-ns=50000,seed=1,policy=starve,cap-ns=100000001",
          "icount: cap-ns is from 10000 to 100000000" },
    };

    for (int i = 0; i < ARRAY_SIZE(refused); i++) {
        assert_options_refused(refused[i][0], refused[i][1]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    qemu_add_opts(&icount_opts);
    g_test_add_func("/icount-schedule/stops", test_stops);
    g_test_add_func("/icount-schedule/seeds", test_seeds);
    g_test_add_func("/icount-schedule/slots", test_slots);
    g_test_add_func("/icount-schedule/window", test_window);
    g_test_add_func("/icount-schedule/other-policy", test_other_policy);
    g_test_add_func("/icount-schedule/list/repeats-record",
                    test_list_repeats_record);
    g_test_add_func("/icount-schedule/list/of-rankings",
                    test_list_of_rankings);
    g_test_add_func("/icount-schedule/cap", test_cap);
    g_test_add_func("/icount-schedule/change-points", test_change_points);
    g_test_add_func("/icount-schedule/yield", test_yield);
    g_test_add_func("/icount-schedule/executed", test_executed);
    g_test_add_func("/icount-schedule/spin", test_spin);
    g_test_add_func("/icount-schedule/slot-lengths", test_slot_lengths);
    g_test_add_func("/icount-schedule/starved", test_starved);
    g_test_add_func("/icount-schedule/jitter", test_jitter);
    g_test_add_func("/icount-schedule/points/values", test_points_values);
    g_test_add_func("/icount-schedule/points/refused", test_points_refused);
    g_test_add_func("/icount-schedule/points/bounded", test_points_bounded);
    g_test_add_func("/icount-schedule/points/file", test_points_file);
    g_test_add_func("/icount-schedule/options/refused", test_options_refused);
    return g_test_run();
}
