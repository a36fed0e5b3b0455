/*
 * What the kernel keeps about the task that a CPU executes
 *
 * Guest memory may hold anything: what cannot be read is 0 or "".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_GUEST_H
#define WITNESS_GUEST_H

#include "config.h"
#include "plugin-guest.h"

#define WITNESS_TASK_NAME 16
#define WITNESS_STRING 256

typedef struct qemu_plugin_guest_regs GuestRegs;

/* Reads a pointer of the guest's architecture */
gboolean guest_read_pointer(const WitnessConfig *config, guint64 address,
                            guint64 *value);

/* Where the task's thread_info is: another for each task */
guint64 guest_thread_info(const WitnessConfig *config, const GuestRegs *regs);

guint32 guest_preempt_count(const WitnessConfig *config, const GuestRegs *regs);

/* The task's name, not yet escaped */
void guest_task_name(const WitnessConfig *config, const GuestRegs *regs,
                     char name[WITNESS_TASK_NAME + 1]);

/* The task's number, or -1 if the configuration does not say where it is */
gint32 guest_task_pid(const WitnessConfig *config, const GuestRegs *regs);

/* A string of the kernel, cut after WITNESS_STRING bytes */
void guest_string(guint64 address, char text[WITNESS_STRING + 1]);

#endif
