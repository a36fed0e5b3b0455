/*
 * The longest time for which a CPU ran with interrupts masked
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_GAUGE_H
#define WITNESS_GAUGE_H

#include "callers.h"
#include "log.h"

/* Not thread-safe between CPUs of other numbers than these */
void witness_gauge_init(const WitnessConfig *config, guint cpus);

/* Only sections that begin after this count */
void witness_gauge_start(gint64 ns);

/* To be called at each change of a CPU's mask, on the CPU's thread */
void witness_gauge_change(guint cpu, gboolean masked, uintptr_t where);

/* To be called before places in translated code lose their meaning */
void witness_gauge_places_lost(void);

/* Members "irqsOff", "irqsOffPlaying" and "irqsOffExecuted" */
void witness_gauge_write(WitnessLine *line);

#endif
