/*
 * The calls of functions that a user wants to see, one by one
 *
 * Nothing of it is saved with the machine: a file has the calls of one process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "calls.h"
#include "callers.h"
#include "log.h"
#include <string.h>

#define MAX_CALLS 100000
#define MAX_OPEN 1024

static const WitnessConfig *config;     /* NULL if no call is wanted */
static FILE *log_file;
static guint64 calls;       /* within the window, written or not */

/* A call that is written and has not returned */
typedef struct OpenCall {
    guint64 number;
    guint64 return_address;
    guint64 sp;
    guint64 thread_info;
} OpenCall;

/* Some never return; the oldest are forgotten */
static OpenCall open_calls[MAX_OPEN];
static guint num_open;

static void open_call(const GuestRegs *regs)
{
    if (num_open == MAX_OPEN) {
        memmove(open_calls, open_calls + 1, sizeof(open_calls[0]) * --num_open);
    }
    open_calls[num_open++] = (OpenCall) {
        .number = calls,
        .return_address = regs->lr,
        .sp = regs->sp,
        .thread_info = guest_thread_info(config, regs),
    };
}

static void write_return(const OpenCall *call, guint cpu,
                         const GuestRegs *regs)
{
    WitnessLine *line = witness_line_begin("return");

    witness_line_number(line, "call", call->number);
    witness_line_number(line, "atNanos", qemu_plugin_guest_ns());
    witness_line_number(line, "cpu", cpu);
    witness_line_address(line, "value", regs->args[0]);
    witness_line_end(line, log_file);
}

gboolean witness_calls_are_wanted(void)
{
    return config != NULL;
}

gboolean witness_calls_may_return_to(guint64 address)
{
    return config && witness_is_behind_call(config, address);
}

/* One that another called at its end returns with that one */
void witness_calls_return(guint cpu, guint64 address)
{
    GuestRegs regs;
    guint kept = 0;

    if (!num_open) {
        return;
    }
    qemu_plugin_guest_regs_read(0, &regs);
    for (guint i = 0; i < num_open; i++) {
        const OpenCall *call = &open_calls[i];

        if (call->return_address == address && call->sp == regs.sp &&
            call->thread_info == guest_thread_info(config, &regs)) {
            write_return(call, cpu, &regs);
        } else {
            open_calls[kept++] = *call;
        }
    }
    num_open = kept;
}

void witness_calls_init(const WitnessConfig *wanted, FILE *log)
{
    config = wanted;
    log_file = log;
}

WitnessWatch *witness_calls_find(guint64 address)
{
    WitnessWatch *watch = config ? witness_config_find(config, address) : NULL;
    WitnessWatch *end = watch
        ? &g_array_index(config->watches, WitnessWatch, config->watches->len)
        : NULL;

    while (watch < end && watch->address == address) {
        if (watch->kind == WITNESS_CALL) {
            return watch;
        }
        watch++;
    }
    return NULL;
}

void witness_calls_add(const WitnessWatch *watch, guint cpu,
                       const GuestRegs *regs, guint locks)
{
    WitnessLine *line;
    char task[WITNESS_TASK_NAME + 1];
    guint64 now = qemu_plugin_guest_ns();

    if (now < config->window.start || now >= config->window.end ||
        calls++ >= MAX_CALLS) {
        return;
    }
    open_call(regs);
    guest_task_name(config, regs, task);
    line = witness_line_begin("call");
    witness_line_number(line, "atNanos", now);
    witness_line_number(line, "cpu", cpu);
    witness_line_text(line, "function", watch->name);
    witness_line_addresses(line, "arguments", regs->args,
                           config->arch == WITNESS_ARM64
                           ? QEMU_PLUGIN_GUEST_ARGS : 4);
    witness_line_address(line, "caller", regs->lr);
    witness_line_text(line, "task", task);
    witness_line_number(line, "pid", guest_task_pid(config, regs));
    witness_line_bool(line, "irqsMasked", regs->irqs_masked);
    witness_line_number(line, "preemptCount",
                        guest_preempt_count(config, regs));
    witness_line_number(line, "locks", locks);
    witness_line_end(line, log_file);
}

void witness_calls_end(void)
{
    WitnessLine *line;

    if (config) {
        line = witness_line_begin("end");
        witness_line_number(line, "atNanos", qemu_plugin_guest_ns());
        witness_line_number(line, "calls", calls);
        witness_line_end(line, log_file);
    }
}
