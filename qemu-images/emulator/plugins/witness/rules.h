/*
 * Whether a function that may sleep was entered in atomic context
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_RULES_H
#define WITNESS_RULES_H

#include "config.h"

typedef struct WitnessContext {
    gboolean irqs_masked;
    guint32 preempt_count;
    guint locks;
    guint32 offset;     /* the argument of __might_sleep's family, else 0 */
} WitnessContext;

gboolean witness_context_is_atomic(WitnessRule rule,
                                   const WitnessContext *context);

#endif
