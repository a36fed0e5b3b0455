/*
 * Watches what a kernel does, whatever it prints
 *
 * It instruments only the functions that its file of configuration names, and
 * never changes the guest or its time.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "arguments.h"
#include "calls.h"
#include "gauge.h"
#include "locks.h"
#include "order.h"
#include "rules.h"
#include "waits.h"
#include "qemu-plugin.h"
#include <string.h>

#define MAX_LINES 256

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

/* Totals */
typedef struct Seen {
    guint64 sleeps;
    guint64 reports;
    gboolean started;
    gboolean ended;
} Seen;

static WitnessConfig *config;
static FILE *log_file;
static guint cpus;

/* Saved with the machine */
static WitnessLocks *held;      /* by CPU */
static guint64 *executions;     /* by watch; guarded by the lock, as are: */
static Seen seen;
static WitnessOrder order;      /* of those that have one, from the start */

static GMutex lock;

static WitnessLine *begin_event(const char *type, const WitnessWatch *watch,
                                guint cpu, const GuestRegs *regs)
{
    WitnessLine *line = witness_line_begin(type);
    char task[WITNESS_TASK_NAME + 1];

    guest_task_name(config, regs, task);
    witness_line_text(line, "function", watch->name);
    witness_line_number(line, "cpu", cpu);
    witness_line_text(line, "task", task);
    return line;
}

static void end_event(WitnessLine *line, const GuestRegs *regs)
{
    WitnessCallers callers;

    witness_callers(config, regs, &callers);
    witness_line_number(line, "atNanos", qemu_plugin_guest_ns());
    witness_line_addresses(line, "callers", callers.addresses, callers.count);
}

static void write_arguments(WitnessLine *line, const WitnessWatch *watch,
                            const GuestRegs *regs, guint32 offset)
{
    char file[WITNESS_STRING + 1];

    if (watch->file_arg >= 0) {
        guest_string(regs->args[watch->file_arg], file);
        witness_line_text(line, "file", file);
    }
    if (watch->line_arg >= 0) {
        witness_line_number(line, "line",
                            (gint32)regs->args[watch->line_arg]);
    }
    witness_line_number(line, "offset", offset);
}

static void on_sleep(const WitnessWatch *watch, guint cpu,
                     const GuestRegs *regs)
{
    WitnessContext context = {
        .irqs_masked = regs->irqs_masked,
        .preempt_count = guest_preempt_count(config, regs),
        .locks = held[cpu].count,
        .offset = watch->offset_arg < 0 ? 0 : regs->args[watch->offset_arg],
    };
    WitnessLine *line;

    if (!witness_context_is_atomic(watch->rule, &context) ||
        seen.sleeps++ >= MAX_LINES) {
        return;
    }
    line = begin_event("sleep", watch, cpu, regs);
    witness_line_bool(line, "irqsMasked", context.irqs_masked);
    witness_line_number(line, "preemptCount", context.preempt_count);
    witness_line_number(line, "locks", context.locks);
    end_event(line, regs);
    if (watch->rule == RULE_OFFSET) {
        write_arguments(line, watch, regs, context.offset);
    }
    witness_line_end(line, log_file);
}

static void on_report(const WitnessWatch *watch, guint cpu,
                      const GuestRegs *regs)
{
    WitnessLine *line;

    if (seen.reports++ < MAX_LINES) {
        line = begin_event("report", watch, cpu, regs);
        end_event(line, regs);
        witness_line_end(line, log_file);
    }
}

static void on_start(void)
{
    WitnessLine *line;
    gint64 now = qemu_plugin_guest_ns();

    if (!seen.started) {
        seen.started = TRUE;
        witness_gauge_start(now);
        witness_waits_start(now);
        line = witness_line_begin("start");
        witness_line_number(line, "atNanos", now);
        witness_line_end(line, log_file);
    }
}

static guint index_of(const WitnessWatch *watch)
{
    return watch - &g_array_index(config->watches, WitnessWatch, 0);
}

static void on_watch(const WitnessWatch *watch, guint cpu,
                     const GuestRegs *regs)
{
    switch (watch->kind) {
    case WITNESS_START:
        on_start();
        break;
    case WITNESS_SLEEP:
        on_sleep(watch, cpu, regs);
        break;
    case WITNESS_REPORT:
        on_report(watch, cpu, regs);
        break;
    case WITNESS_LOCK:
        witness_locks_take(&held[cpu], regs->args[0]);
        break;
    case WITNESS_UNLOCK:
        witness_locks_drop(&held[cpu], regs->args[0]);
        break;
    case WITNESS_COUNT_ORDER:
        if (seen.started) {
            witness_order_add(&order, cpu, watch->address);
        }
        /* fall through */
    case WITNESS_COUNT:
    case WITNESS_COUNT_STARTED:
        executions[index_of(watch)]++;
        break;
    case WITNESS_CALL:      /* see calls.c */
        break;
    }
}

/* Some executions are counted from the reset on; all else is from user space */
static gboolean is_active(const WitnessWatch *watch)
{
    return seen.started || watch->kind == WITNESS_START ||
           watch->kind == WITNESS_COUNT || watch->kind == WITNESS_COUNT_ORDER;
}

/* The next watch of the same address, or NULL */
static const WitnessWatch *next_watch(const WitnessWatch *watch)
{
    const WitnessWatch *next = watch + 1;
    gboolean is_last = index_of(next) == config->watches->len;

    return is_last || next->address != watch->address ? NULL : next;
}

/* @udata is the first watch of the address that is about to be executed */
static void on_address(unsigned int cpu, void *udata)
{
    const WitnessWatch *watch = udata;
    GuestRegs regs;

    /* A kernel that boots takes most of its locks for nothing of interest */
    while (watch && !is_active(watch)) {
        watch = next_watch(watch);
    }
    if (!watch || cpu >= cpus) {
        return;
    }
    qemu_plugin_guest_regs_read(0, &regs);
    g_mutex_lock(&lock);
    for (; watch && !seen.ended; watch = next_watch(watch)) {
        if (is_active(watch)) {
            on_watch(watch, cpu, &regs);
        }
    }
    g_mutex_unlock(&lock);
}

/* @udata is what the user wants to see of the calls of this address */
static void on_call(unsigned int cpu, void *udata)
{
    GuestRegs regs;

    if (!seen.started || cpu >= cpus) {
        return;
    }
    qemu_plugin_guest_regs_read(0, &regs);
    g_mutex_lock(&lock);
    if (!seen.ended) {
        witness_calls_add(udata, cpu, &regs, held[cpu].count);
    }
    g_mutex_unlock(&lock);
}

/* @udata is the address, to which a call may return */
static void on_return(unsigned int cpu, void *udata)
{
    if (seen.started && cpu < cpus) {
        g_mutex_lock(&lock);
        if (!seen.ended) {
            witness_calls_return(cpu, (uintptr_t)udata);
        }
        g_mutex_unlock(&lock);
    }
}

static void call_before(struct qemu_plugin_insn *insn,
                        qemu_plugin_vcpu_udata_cb_t callback, void *udata)
{
    if (udata) {
        qemu_plugin_register_vcpu_insn_exec_cb(insn, callback,
                                               QEMU_PLUGIN_CB_R_REGS, udata);
    }
}

/* Looking at a block costs time, and few have an address of interest */
static bool is_of_interest(uint64_t start, uint64_t end)
{
    return witness_calls_are_wanted() ||
           witness_config_watches(config, start, end);
}

static void on_translation(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    size_t num_insns = qemu_plugin_tb_n_insns(tb);

    for (size_t i = 0; i < num_insns; i++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
        guint64 address = qemu_plugin_insn_vaddr(insn);

        if (i == 0 && witness_calls_may_return_to(address)) {
            call_before(insn, on_return, (void *)(uintptr_t)address);
        }
        /* A function that takes a lock does not hold it when it is entered */
        call_before(insn, on_call, witness_calls_find(address));
        call_before(insn, on_address, witness_config_find(config, address));
    }
}

static void on_irq_mask(unsigned int cpu, bool masked, uintptr_t where)
{
    if (!seen.ended) {
        witness_gauge_change(cpu, masked, where);
    }
}

static void on_irq_line(unsigned int cpu, bool signalled)
{
    if (!seen.ended) {
        witness_waits_change(cpu, signalled);
    }
}

/* Functions of the same name, as static ones may be, are counted together */
static void write_counts(WitnessLine *line)
{
    g_autoptr(GHashTable) sums = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < config->watches->len; i++) {
        WitnessWatch *watch = &g_array_index(config->watches, WitnessWatch, i);
        guint64 *sum = g_hash_table_lookup(sums, watch->name);

        if (watch->kind != WITNESS_COUNT &&
            watch->kind != WITNESS_COUNT_ORDER &&
            watch->kind != WITNESS_COUNT_STARTED) {
            continue;
        }
        if (sum) {
            *sum += executions[i];
        } else {
            g_hash_table_insert(sums, watch->name, &executions[i]);
            g_ptr_array_add(names, watch->name);
        }
    }
    witness_line_open(line, "counts");
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        guint64 *sum = g_hash_table_lookup(sums, name);

        witness_line_number(line, name, *sum);
    }
    witness_line_close(line);
}

/*
 * The end is when the guest asks for it, and not when QEMU's main loop serves
 * the request: until then the guest runs on, for a time that the host decides.
 */
static void on_shutdown(void)
{
    WitnessLine *line;

    g_mutex_lock(&lock);
    if (!seen.ended) {
        seen.ended = TRUE;
        line = witness_line_begin("end");
        witness_line_number(line, "atNanos", qemu_plugin_guest_ns());
        witness_line_number(line, "sleeps", seen.sleeps);
        witness_line_number(line, "reports", seen.reports);
        witness_gauge_write(line);
        witness_waits_write(line);
        witness_line_address(line, "order", order.hash);
        write_counts(line);
        witness_line_end(line, log_file);
        witness_calls_end();
    }
    g_mutex_unlock(&lock);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id,
                                           const qemu_info_t *info,
                                           int argc, char **argv)
{
    WitnessFiles files;

    if (!info->system_emulation) {
        fprintf(stderr, "witness: it needs a machine\n");
        return -1;
    }
    if (!witness_files_open(argc, argv, &files)) {
        return -1;
    }
    config = files.config;
    log_file = files.log;
    if (files.calls) {
        witness_calls_init(files.calls, files.calls_log);
    }
    cpus = info->system.max_vcpus;
    held = g_new0(WitnessLocks, cpus);
    executions = g_new0(guint64, config->watches->len);
    qemu_plugin_register_state(held, cpus * sizeof(*held));
    qemu_plugin_register_state(executions,
                               config->watches->len * sizeof(*executions));
    qemu_plugin_register_state(&seen, sizeof(seen));
    qemu_plugin_register_state(&order, sizeof(order));
    witness_gauge_init(config, cpus);
    witness_waits_init(cpus);
    qemu_plugin_register_block_filter(is_of_interest);
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translation);
    qemu_plugin_register_irq_mask_cb(on_irq_mask);
    qemu_plugin_register_irq_line_cb(on_irq_line);
    qemu_plugin_register_shutdown_cb(on_shutdown);
    return 0;
}
