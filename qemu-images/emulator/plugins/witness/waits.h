/*
 * The longest time for which a CPU left an interrupt waiting
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_WAITS_H
#define WITNESS_WAITS_H

#include "log.h"

void witness_waits_init(guint cpus);

/* Only waits that begin after this count */
void witness_waits_start(gint64 ns);

/* The interrupt controller signals a CPU, or no longer; not thread-safe */
void witness_waits_change(guint cpu, gboolean signalled);

/* Members "irqWait" and "irqWaitPlaying" */
void witness_waits_write(WitnessLine *line);

#endif
