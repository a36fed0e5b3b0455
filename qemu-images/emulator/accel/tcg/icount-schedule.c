/*
 * The vCPUs' turns as a function of the virtual time
 *
 * QEMU's own turns begin wherever the thread of the vCPUs entered its loop. A
 * stop, a breakpoint, a monitor command, saving and loading all change who runs
 * next. Here they do not:
 *
 *   -icount shift=2,sleep=off,slot-ns=50000[,seed=N]
 *
 * Virtual time is divided into slots, and each slot ranks the vCPUs. The best
 * that can run does, until the slot or the time to the next timer ends, or
 * until a halted one gets an interrupt; then the choice is made again. Without
 * a seed all slots have slot-ns, and each ranks another vCPU first. With one,
 * lengths of up to 2 * slot-ns and ranks are hashed from it.
 *
 * A vCPU that yields (WFE, YIELD) is left out for the rest of its slot. Which
 * did so is the only state besides the time, and is migrated. The seed is not:
 * a saved machine can be loaded with another.
 *
 * The object /machine/schedule shows the turns so far. The hash has the time,
 * the vCPU and its program counter of each switch: two runs with the same one
 * switched to the same instructions of the same vCPUs at the same times.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "exec/cpu-common.h"
#include "hw/boards.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "qapi/visitor.h"
#include "qemu/main-loop.h"
#include "qemu/timer.h"
#include "system/cpu-timers.h"
#include "system/cpus.h"
#include "system/replay.h"
#include "system/runstate.h"
#include "tcg-accel-ops.h"
#include "tcg-accel-ops-icount.h"
#include "icount-schedule.h"

/* Slots are laid out from the start of each block, so any can be found. */
#define BLOCK_NS (10 * SCALE_MS)
#define LEAST_SLOT_NS SCALE_US
#define MAX_VCPUS 64

/* Pending requests are looked at this often, if nothing else wakes the vCPUs */
#define REQUEST_POLL_MS 10

#define TYPE_ICOUNT_SCHEDULE "icount-schedule"
OBJECT_DECLARE_SIMPLE_TYPE(IcountSchedule, ICOUNT_SCHEDULE)

struct IcountSchedule {
    Object parent_obj;

    /* Options */
    uint64_t slot_ns;
    uint64_t seed;

    /* The slot of the current time */
    int64_t start_ns;
    int64_t end_ns;

    int64_t yielded_in_ns;      /* start of the slot of "yielded" */
    uint64_t yielded;           /* mask of vCPUs */

    /* Observations */
    int32_t last;               /* index of the vCPU that ran last */
    uint64_t switches;
    uint64_t hash;
};

static IcountSchedule *schedule;

bool icount_schedule_enabled(void)
{
    return schedule;
}

/* A step of splitmix64 */
static uint64_t hash_add(uint64_t hash, uint64_t value)
{
    hash += value + 0x9e3779b97f4a7c15ULL;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9ULL;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebULL;
    return hash ^ (hash >> 31);
}

static int64_t slot_length(IcountSchedule *s, int64_t start_ns)
{
    uint64_t range = 2 * (s->slot_ns - LEAST_SLOT_NS) + 1;

    return s->seed ? LEAST_SLOT_NS + hash_add(s->seed, start_ns) % range
                   : s->slot_ns;
}

static void find_slot(IcountSchedule *s, int64_t now)
{
    int64_t block = now - now % BLOCK_NS;

    if (s->start_ns < block || s->start_ns > now) {
        s->start_ns = block;
        s->end_ns = block;
    }
    while (s->end_ns <= now) {
        s->start_ns = s->end_ns;
        s->end_ns = MIN(s->start_ns + slot_length(s, s->start_ns),
                        block + BLOCK_NS);
    }
    if (s->yielded_in_ns != s->start_ns) {
        s->yielded_in_ns = s->start_ns;
        s->yielded = 0;
    }
}

/* Lower is better. */
static uint64_t vcpu_rank(IcountSchedule *s, CPUState *cpu)
{
    uint64_t first = s->start_ns / s->slot_ns % current_machine->smp.cpus;

    return s->seed ? hash_add(hash_add(s->seed, ~s->start_ns), cpu->cpu_index)
                   : (cpu->cpu_index - first) % MAX_VCPUS;
}

/* Not cpu_thread_is_idle(): work that another thread queues changes that. */
static bool vcpu_is_runnable(CPUState *cpu)
{
    return cpu_can_run(cpu) && (!cpu->halted || cpu_has_work(cpu));
}

static CPUState *best_vcpu(IcountSchedule *s, uint64_t excluded)
{
    CPUState *best = NULL;
    CPUState *cpu;

    CPU_FOREACH(cpu) {
        if (vcpu_is_runnable(cpu) &&
            !extract64(excluded, cpu->cpu_index, 1) &&
            (!best || vcpu_rank(s, cpu) < vcpu_rank(s, best))) {
            best = cpu;
        }
    }
    return best;
}

static CPUState *choose_vcpu(IcountSchedule *s, int64_t now)
{
    CPUState *cpu;

    find_slot(s, now);
    cpu = best_vcpu(s, s->yielded);
    if (!cpu) {
        cpu = best_vcpu(s, 0);
        /* If none can run the machine may be stopped: change nothing. */
        s->yielded = cpu ? 0 : s->yielded;
    }
    return cpu;
}

static void run_vcpu(IcountSchedule *s, CPUState *cpu, int64_t now)
{
    int64_t timers = qemu_clock_deadline_ns_all(QEMU_CLOCK_VIRTUAL,
                                                QEMU_TIMER_ATTR_ALL);
    int64_t budget = icount_round(qemu_soonest_timeout(timers,
                                                       s->end_ns - now));
    int ret;

    if (cpu->cpu_index != s->last) {
        s->last = cpu->cpu_index;
        s->switches++;
        s->hash = hash_add(hash_add(s->hash, now), cpu->cpu_index);
        s->hash = hash_add(s->hash, cpu->cc->get_pc(cpu));
    }

    /*
     * Before the BQL is released: a thread that stops the vCPUs disables the
     * clock, then kicks them.
     */
    current_cpu = cpu;
    qatomic_set_mb(&cpu->exit_request, 0);
    cpu->icount_budget = budget;
    cpu->neg.icount_decr.u16.low = MIN(UINT16_MAX, budget);
    cpu->icount_extra = budget - cpu->neg.icount_decr.u16.low;

    bql_unlock();
    ret = tcg_cpu_exec(cpu);
    icount_process_data(cpu);
    bql_lock();

    g_assert(ret != EXCP_ATOMIC); /* no other thread runs vCPUs */
    if (ret == EXCP_DEBUG) {
        cpu_handle_guest_debug(cpu);
    } else if (ret == EXCP_YIELD) {
        s->yielded = deposit64(s->yielded, cpu->cpu_index, 1, 1);
    }
}

/* All of it: QEMU queues work that does nothing to wake vCPU 0. */
static void run_queued_work(void)
{
    CPUState *cpu;
    bool done;

    do {
        done = true;
        CPU_FOREACH(cpu) {
            done &= !cpu->stop && cpu_work_list_empty(cpu);
            qemu_wait_io_event_common(cpu);
        }
    } while (!done);
}

/* Nobody can run: move the clock to the next timer, unless there is none. */
static void idle(void)
{
    if (!runstate_is_running() ||
        qemu_clock_deadline_ns_all(QEMU_CLOCK_VIRTUAL,
                                   ~QEMU_TIMER_ATTR_EXTERNAL) < 0) {
        qemu_cond_wait_bql(first_cpu->halt_cond);
    } else {
        icount_start_warp_timer();
    }
}

static bool timer_has_expired(void)
{
    return qemu_clock_deadline_ns_all(QEMU_CLOCK_VIRTUAL,
                                      QEMU_TIMER_ATTR_ALL) == 0;
}

static void run_timers(void)
{
    qemu_clock_run_timers(QEMU_CLOCK_VIRTUAL);
    if (timer_has_expired()) {
        /* One of the block layer's; waking it for each would cost a third */
        icount_handle_deadline();
    }
    bql_unlock();
    bql_lock();
}

void icount_schedule_loop(void)
{
    assert(current_machine->smp.cpus <= MAX_VCPUS);
    while (true) {
        CPUState *cpu;
        int64_t now;

        run_queued_work();
        if (runstate_request_pending()) {
            /* Not one more instruction, however late the main loop acts */
            qemu_cond_timedwait_bql(first_cpu->halt_cond, REQUEST_POLL_MS);
            continue;
        }
        if (timer_has_expired()) {
            run_timers();
            continue;
        }
        now = icount_get();
        cpu = choose_vcpu(schedule, now);
        if (cpu) {
            run_vcpu(schedule, cpu, now);
        } else {
            idle();
        }
    }
}

void icount_schedule_woken(void)
{
    if (schedule && qemu_in_vcpu_thread()) {
        cpu_exit(current_cpu);
    }
}

static const VMStateDescription vmstate_icount_schedule = {
    .name = TYPE_ICOUNT_SCHEDULE,
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(yielded_in_ns, IcountSchedule),
        VMSTATE_UINT64(yielded, IcountSchedule),
        VMSTATE_INT32(last, IcountSchedule),
        VMSTATE_UINT64(switches, IcountSchedule),
        VMSTATE_UINT64(hash, IcountSchedule),
        VMSTATE_END_OF_LIST()
    }
};

bool icount_schedule_configure(QemuOpts *opts, Error **errp)
{
    uint64_t slot_ns = qemu_opt_get_number(opts, "slot-ns", 0);
    uint64_t seed = qemu_opt_get_number(opts, "seed", 0);

    if (!slot_ns) {
        if (seed) {
            error_setg(errp, "icount: seed needs slot-ns");
        }
        return !seed;
    }
    if (slot_ns < LEAST_SLOT_NS || slot_ns > BLOCK_NS) {
        error_setg(errp, "icount: slot-ns is from %d to %d", LEAST_SLOT_NS,
                   BLOCK_NS);
        return false;
    }
    if (!seed && BLOCK_NS % slot_ns) {
        error_setg(errp, "icount: without a seed slot-ns has to divide %d",
                   BLOCK_NS);
        return false;
    }
    if (qemu_opt_get_bool(opts, "sleep", true) ||
        replay_mode != REPLAY_MODE_NONE) {
        error_setg(errp, "icount: slot-ns needs sleep=off, and excludes rr");
        return false;
    }
    schedule = ICOUNT_SCHEDULE(object_new(TYPE_ICOUNT_SCHEDULE));
    schedule->slot_ns = slot_ns;
    schedule->seed = seed;
    schedule->last = -1;
    object_property_add_child(OBJECT(current_machine), "schedule",
                              OBJECT(schedule));
    vmstate_register(NULL, 0, &vmstate_icount_schedule, schedule);
    return true;
}

static char *get_hash(Object *obj, Error **errp)
{
    return g_strdup_printf("%016" PRIx64, ICOUNT_SCHEDULE(obj)->hash);
}

static void get_switches(Object *obj, Visitor *v, const char *name,
                         void *opaque, Error **errp)
{
    visit_type_uint64(v, name, &ICOUNT_SCHEDULE(obj)->switches, errp);
}

static void get_instructions(Object *obj, Visitor *v, const char *name,
                             void *opaque, Error **errp)
{
    int64_t instructions = icount_get_raw();

    visit_type_int64(v, name, &instructions, errp);
}

static void get_time(Object *obj, Visitor *v, const char *name, void *opaque,
                     Error **errp)
{
    int64_t now = icount_get();

    visit_type_int64(v, name, &now, errp);
}

static void icount_schedule_class_init(ObjectClass *klass, void *data)
{
    object_class_property_add_str(klass, "hash", get_hash, NULL);
    object_class_property_set_description(klass, "hash",
        "Hash of all switches: times, vCPUs and their program counters");
    object_class_property_add(klass, "switches", "uint64", get_switches, NULL,
                              NULL, NULL);
    object_class_property_add(klass, "instructions", "int64", get_instructions,
                              NULL, NULL, NULL);
    object_class_property_add(klass, "time-ns", "int64", get_time, NULL, NULL,
                              NULL);
}

static const TypeInfo icount_schedule_types[] = {
    {
        .name = TYPE_ICOUNT_SCHEDULE,
        .parent = TYPE_OBJECT,
        .instance_size = sizeof(IcountSchedule),
        .class_init = icount_schedule_class_init,
    },
};

DEFINE_TYPES(icount_schedule_types)
