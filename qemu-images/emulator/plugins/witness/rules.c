/*
 * Whether a function that may sleep was entered in atomic context
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "rules.h"

/* Since Linux 5.17 the upper bits are the depth of RCU's read sections */
#define OFFSET_PREEMPT_MASK 0xff

gboolean witness_context_is_atomic(WitnessRule rule,
                                   const WitnessContext *context)
{
    guint32 allowed;

    if (rule == RULE_PREEMPT) {
        /* schedule() is entered masked on the way to user space */
        return context->preempt_count != 0;
    }
    /* cond_resched_lock() holds a lock, which it will let go */
    allowed = rule == RULE_OFFSET ? context->offset & OFFSET_PREEMPT_MASK : 0;
    return context->irqs_masked || context->preempt_count > allowed ||
           context->locks > allowed;
}
