/*
 * Who called: return addresses from a guest's stack
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_CALLERS_H
#define WITNESS_CALLERS_H

#include "guest.h"

#define WITNESS_MAX_CALLERS 32

typedef struct WitnessCallers {
    guint64 addresses[WITNESS_MAX_CALLERS];
    guint count;
} WitnessCallers;

/*
 * Innermost first; the first is the link register. On AArch64, and on arm if
 * the frame pointer is one, they are from the frames; otherwise they are all
 * words of the stack that lie behind a call, as in a kernel's trace with "?".
 */
void witness_callers(const WitnessConfig *config, const GuestRegs *regs,
                     WitnessCallers *callers);

/* Whether a function may return to the address */
gboolean witness_is_behind_call(const WitnessConfig *config, guint64 address);

#endif
