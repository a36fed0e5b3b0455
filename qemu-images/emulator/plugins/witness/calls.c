/*
 * The calls of functions that a user wants to see, one by one
 *
 * Nothing of it is saved with the machine: a file has the calls of one process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "calls.h"
#include "log.h"

#define MAX_CALLS 100000

static const WitnessConfig *config;     /* NULL if no call is wanted */
static FILE *log_file;
static guint64 calls;       /* those that are not written, too */

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
