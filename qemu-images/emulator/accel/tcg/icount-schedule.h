/*
 * The vCPUs' turns as a function of the virtual time
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef ICOUNT_SCHEDULE_H
#define ICOUNT_SCHEDULE_H

#include "hw/core/cpu.h"
#include "qemu/option.h"

/* Reads slot-ns and what belongs to it; returns false if it is not usable. */
bool icount_schedule_configure(QemuOpts *opts, Error **errp);

/* Whether slot-ns was given */
bool icount_schedule_enabled(void);

/* Runs the vCPUs. Called by their thread, with the BQL held. */
void icount_schedule_loop(void) G_NORETURN;

/* A halted vCPU gets an interrupt: choose again who runs. */
void icount_schedule_woken(void);

#endif
