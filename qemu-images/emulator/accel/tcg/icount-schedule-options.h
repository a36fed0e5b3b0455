/*
 * Options of -icount that choose the vCPUs' turns
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef ICOUNT_SCHEDULE_OPTIONS_H
#define ICOUNT_SCHEDULE_OPTIONS_H

#include "icount-policy.h"
#include "qemu/option.h"

/* Whether there is any of them */
bool schedule_options_present(QemuOpts *opts);

/* Reads them, and the file of points; returns NULL if they are not usable. */
Policy *schedule_options_read(QemuOpts *opts, unsigned vcpus, Error **errp);

#endif
