/*
 * The vCPUs' turns as a function of the virtual time
 *
 * QEMU's own turns begin wherever the thread of the vCPUs entered its loop. A
 * stop, a breakpoint, a monitor command, saving and loading all change who runs
 * next. Here they do not:
 *
 *   -icount shift=2,sleep=off,slot-ns=50000[,seed=N][,policy=NAME]
 *           [,from-ns=T][,until-ns=T][,cap-ns=T][,record=FILE]
 *
 * The best-ranked vCPU that can run does, until the time to the next timer or
 * to another ranking ends, or until a halted one gets an interrupt; then the
 * choice is made again. Virtual time is divided into slots of slot-ns, and each
 * ranks another vCPU first. In the window, from from-ns until before until-ns,
 * the policy ranks them instead:
 *
 *   fixed   the same; the default without a seed
 *   random  slots from a 64th of slot-ns to 64 times as long, each octave as
 *           often as another; lengths and ranks are hashed from the seed; the
 *           default with one
 *   starve  the same, but now and then a vCPU is the last for up to 25 ms
 *   pct     an order hashed from the seed; at change-points=K times, hashed
 *           from it too, the vCPU that runs becomes the last. With busy-ns=T
 *           these are moments of the first T ns that vCPUs execute in the
 *           window.
 *   list    the order of points=FILE, see icount-points.c
 *
 * A vCPU that yields (WFE, YIELD) is left out for the rest of its slot. In the
 * window, unless the policy is fixed, it looks again as soon as the others have
 * executed for 0.25 to 4 us, and so does one that stays in a small loop: who
 * holds the lock that it waits for does not come far after its release. With
 * the last three policies one that has executed for cap-ns is passed for a
 * turn.
 *
 * What is no function of the seed and the time is saved with the machine. The
 * options are not: a saved machine can be loaded with others.
 *
 * record=FILE gets a line for each switch in the window. As points of a list it
 * repeats them, if the window and cap-ns are the same.
 *
 * Devices may ask for delays that are hashed from the seed too, see
 * qemu/icount-jitter.h.
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
#include "qemu/error-report.h"
#include "qemu/icount-executed.h"
#include "qemu/icount-jitter.h"
#include "qemu/main-loop.h"
#include "qemu/timer.h"
#include "system/cpu-timers.h"
#include "system/cpus.h"
#include "system/replay.h"
#include "system/runstate.h"
#include "tcg-accel-ops.h"
#include "tcg-accel-ops-icount.h"
#include "icount-points.h"
#include "icount-schedule.h"
#include "icount-schedule-options.h"

/* Pending requests are looked at this often, if nothing else wakes the vCPUs */
#define REQUEST_POLL_MS 10

#define TYPE_ICOUNT_SCHEDULE "icount-schedule"
OBJECT_DECLARE_SIMPLE_TYPE(IcountSchedule, ICOUNT_SCHEDULE)

struct IcountSchedule {
    Object parent_obj;

    Policy *policy;
    int record;                 /* file descriptor, or -1 */
    char *record_path;

    Turns turns;
    int64_t turn_start_ns;      /* of the vCPU that runs */

    /* Observations */
    int64_t ran_until_ns[POLICY_VCPUS];  /* the end of its last instruction */
    uint64_t switches;
    uint64_t hash;
};

static IcountSchedule *schedule;

bool icount_schedule_enabled(void)
{
    return schedule;
}

/* Not cpu_thread_is_idle(): work that another thread queues changes that. */
static bool vcpu_is_runnable(CPUState *cpu)
{
    return cpu_can_run(cpu) && (!cpu->halted || cpu_has_work(cpu));
}

static uint64_t runnable_vcpus(void)
{
    uint64_t mask = 0;
    CPUState *cpu;

    CPU_FOREACH(cpu) {
        mask |= (uint64_t)vcpu_is_runnable(cpu) << cpu->cpu_index;
    }
    return mask;
}

static uint64_t pc_of(int index)
{
    CPUState *cpu = index < 0 ? NULL : qemu_get_cpu(index);

    return cpu ? cpu->cc->get_pc(cpu) : 0;
}

/* One write() a line: whenever QEMU is killed, the file has whole lines. */
static void record_choice(IcountSchedule *s, const TurnChoice *choice,
                          int64_t now)
{
    g_autofree char *line = points_line(now, choice, pc_of(choice->from),
                                        pc_of(choice->cpu));
    size_t length = strlen(line);
    ssize_t written = RETRY_ON_EINTR(write(s->record, line, length));

    if (written != length) {
        error_report("icount: cannot write '%s': %s", s->record_path,
                     written < 0 ? strerror(errno) : "no space left");
        exit(EXIT_FAILURE);
    }
}

/* Returns NULL if none can run. */
static CPUState *choose_vcpu(IcountSchedule *s, int64_t now)
{
    TurnChoice choice = turns_choose(&s->turns, s->policy, now,
                                     icount_to_ns(icount_get_raw()),
                                     runnable_vcpus());

    if (choice.cpu < 0) {
        return NULL;
    }
    if (choice.cpu != choice.from) {
        s->switches++;
        s->hash = policy_hash(policy_hash(s->hash, now), choice.cpu);
        s->hash = policy_hash(s->hash, pc_of(choice.cpu));
    }
    if (choice.recorded) {
        record_choice(s, &choice, now);
    }
    return qemu_get_cpu(choice.cpu);
}

static TurnEnd run_vcpu(IcountSchedule *s, CPUState *cpu, int64_t now)
{
    int64_t timers = qemu_clock_deadline_ns_all(QEMU_CLOCK_VIRTUAL,
                                                QEMU_TIMER_ATTR_ALL);
    int64_t left = turns_left(&s->turns, s->policy, now,
                              icount_to_ns(icount_get_raw()));
    int64_t budget = icount_round(qemu_soonest_timeout(timers, left));
    int ret;

    /*
     * Before the BQL is released: a thread that stops the vCPUs disables the
     * clock, then kicks them.
     */
    current_cpu = cpu;
    s->turn_start_ns = now;
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
    }
    return ret == EXCP_YIELD ? TURN_YIELDED
         : ret == EXCP_HLT || ret == EXCP_HALTED ? TURN_HALTED : TURN_EXPIRED;
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
    while (true) {
        CPUState *cpu;
        TurnEnd end;
        int64_t now, after;

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
            end = run_vcpu(schedule, cpu, now);
            after = icount_get();
            if (after > now) {
                schedule->ran_until_ns[cpu->cpu_index] = after;
            }
            turns_ended(&schedule->turns, schedule->policy, after,
                        icount_to_ns(icount_get_raw()), after - now, end,
                        pc_of(cpu->cpu_index));
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

int64_t icount_jitter(uint32_t source, int64_t since_ns, uint64_t limit_ns)
{
    return schedule ? policy_jitter(schedule->policy, source, since_ns,
                                    limit_ns) : 0;
}

int64_t icount_executed(unsigned index)
{
    CPUState *cpu = current_cpu;
    bool runs = cpu && cpu->running && cpu->cpu_index == index;

    if (!schedule || index >= POLICY_VCPUS) {
        return icount_peek();
    }
    return schedule->turns.executed_ns[index] +
           (runs ? icount_peek() - schedule->turn_start_ns : 0);
}

static const VMStateDescription vmstate_icount_schedule = {
    .name = TYPE_ICOUNT_SCHEDULE,
    .version_id = 4,
    .minimum_version_id = 4,
    .fields = (const VMStateField[]) {
        VMSTATE_INT64(turns.chosen_in_ns, IcountSchedule),
        VMSTATE_UINT64(turns.yielded, IcountSchedule),
        VMSTATE_INT32(turns.last, IcountSchedule),
        VMSTATE_INT32(turns.end, IcountSchedule),
        VMSTATE_INT64(turns.end_ns, IcountSchedule),
        VMSTATE_INT64_ARRAY(turns.executed_ns, IcountSchedule, POLICY_VCPUS),
        VMSTATE_INT64(turns.look_ns, IcountSchedule),
        VMSTATE_UINT64(turns.entered, IcountSchedule),
        VMSTATE_INT64(turns.entered_busy_ns, IcountSchedule),
        VMSTATE_UINT32(turns.points, IcountSchedule),
        VMSTATE_INT64_ARRAY(turns.rank, IcountSchedule, POLICY_VCPUS),
        VMSTATE_INT64_ARRAY(turns.ran_ns, IcountSchedule, POLICY_VCPUS),
        VMSTATE_INT64_ARRAY(turns.passed_ns, IcountSchedule, POLICY_VCPUS),
        VMSTATE_INT64_ARRAY(turns.unsampled_ns, IcountSchedule, POLICY_VCPUS),
        VMSTATE_UINT64_ARRAY(turns.spin_pc, IcountSchedule, POLICY_VCPUS),
        VMSTATE_UINT32_ARRAY(turns.spin_samples, IcountSchedule, POLICY_VCPUS),
        VMSTATE_UINT8(turns.recorded, IcountSchedule),
        VMSTATE_INT64(turns.unrecorded_ns, IcountSchedule),
        VMSTATE_INT64_ARRAY(ran_until_ns, IcountSchedule, POLICY_VCPUS),
        VMSTATE_UINT64(switches, IcountSchedule),
        VMSTATE_UINT64(hash, IcountSchedule),
        VMSTATE_END_OF_LIST()
    }
};

static bool open_record(IcountSchedule *s, QemuOpts *opts, Error **errp)
{
    const char *path = qemu_opt_get(opts, "record");

    s->record = -1;
    if (path) {
        s->record_path = g_strdup(path);
        s->record = qemu_create(path, O_WRONLY | O_TRUNC, 0666, errp);
        return s->record >= 0;
    }
    return true;
}

bool icount_schedule_configure(QemuOpts *opts, Error **errp)
{
    Policy *policy;
    IcountSchedule *s;

    if (!schedule_options_present(opts)) {
        return true;
    }
    if (qemu_opt_get_bool(opts, "sleep", true) ||
        replay_mode != REPLAY_MODE_NONE) {
        error_setg(errp, "icount: slot-ns needs sleep=off, and excludes rr");
        return false;
    }
    policy = schedule_options_read(opts, current_machine->smp.cpus, errp);
    if (!policy) {
        return false;
    }
    s = ICOUNT_SCHEDULE(object_new(TYPE_ICOUNT_SCHEDULE));
    s->policy = policy;
    turns_init(&s->turns);
    object_property_add_child(OBJECT(current_machine), "schedule", OBJECT(s));
    vmstate_register(NULL, 0, &vmstate_icount_schedule, s);
    schedule = s;
    return open_record(s, opts, errp);
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

static char *get_ran_until(Object *obj, Error **errp)
{
    IcountSchedule *s = ICOUNT_SCHEDULE(obj);
    GString *times = g_string_new(NULL);
    CPUState *cpu;

    CPU_FOREACH(cpu) {
        g_string_append_printf(times, "%s%" PRId64, times->len ? " " : "",
                               s->ran_until_ns[cpu->cpu_index]);
    }
    return g_string_free(times, FALSE);
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
    object_class_property_add_str(klass, "ran-until-ns", get_ran_until, NULL);
    object_class_property_set_description(klass, "ran-until-ns",
        "For each vCPU the time at which its last instruction ended");
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
