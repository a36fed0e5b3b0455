/*
 * What the kernel keeps about the task that a CPU executes
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "guest.h"
#include <string.h>

gboolean guest_read_pointer(const WitnessConfig *config, guint64 address,
                            guint64 *value)
{
    guint64 wide;
    guint32 narrow;

    if (config->arch == WITNESS_ARM64) {
        if (!qemu_plugin_guest_ram_read(address, &wide, sizeof(wide))) {
            return FALSE;
        }
        *value = GUINT64_FROM_LE(wide);
    } else {
        if (!qemu_plugin_guest_ram_read(address, &narrow, sizeof(narrow))) {
            return FALSE;
        }
        *value = GUINT32_FROM_LE(narrow);
    }
    return TRUE;
}

guint64 guest_thread_info(const WitnessConfig *config, const GuestRegs *regs)
{
    return config->thread_info == THREAD_INFO_STACK
           ? regs->sp & ~(config->stack_size - 1) : regs->thread;
}

guint32 guest_preempt_count(const WitnessConfig *config, const GuestRegs *regs)
{
    guint32 count;
    guint64 address = guest_thread_info(config, regs) + config->preempt_offset;

    return qemu_plugin_guest_ram_read(address, &count, sizeof(count))
           ? GUINT32_FROM_LE(count) : 0;
}

static gboolean read_task(const WitnessConfig *config, const GuestRegs *regs,
                          guint64 offset, void *data, size_t size)
{
    guint64 task = guest_thread_info(config, regs);

    return (config->thread_info != THREAD_INFO_STACK ||
            guest_read_pointer(config, task + config->task_offset, &task)) &&
           qemu_plugin_guest_ram_read(task + offset, data, size);
}

void guest_task_name(const WitnessConfig *config, const GuestRegs *regs,
                     char name[WITNESS_TASK_NAME + 1])
{
    name[WITNESS_TASK_NAME] = '\0';
    if (!read_task(config, regs, config->comm_offset, name,
                   WITNESS_TASK_NAME)) {
        name[0] = '\0';
    }
}

gint32 guest_task_pid(const WitnessConfig *config, const GuestRegs *regs)
{
    guint32 pid;

    return config->pid_offset != WITNESS_NO_OFFSET &&
           read_task(config, regs, config->pid_offset, &pid, sizeof(pid))
           ? (gint32)GUINT32_FROM_LE(pid) : -1;
}

void guest_string(guint64 address, char text[WITNESS_STRING + 1])
{
    size_t length = 0;

    while (length < WITNESS_STRING &&
           qemu_plugin_guest_ram_read(address + length, &text[length], 1) &&
           text[length]) {
        length++;
    }
    text[length] = '\0';
}
