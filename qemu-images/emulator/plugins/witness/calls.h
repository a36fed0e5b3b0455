/*
 * The calls of functions that a user wants to see, one by one
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef WITNESS_CALLS_H
#define WITNESS_CALLS_H

#include "guest.h"
#include <stdio.h>

/* @config names the functions, and describes the kernel; both are kept */
void witness_calls_init(const WitnessConfig *config, FILE *log);

/* Whether calls are wanted at all; then any block may return from one */
gboolean witness_calls_are_wanted(void);

/* The watch of an address whose calls are wanted, or NULL */
WitnessWatch *witness_calls_find(guint64 address);

/* Whether a call may return to the address: see witness_calls_return() */
gboolean witness_calls_may_return_to(guint64 address);

/* A CPU that holds @locks spinlocks is about to enter the function */
void witness_calls_add(const WitnessWatch *watch, guint cpu,
                       const GuestRegs *regs, guint locks);

/* A CPU is at an address to which a call may return */
void witness_calls_return(guint cpu, guint64 address);

/* No call follows */
void witness_calls_end(void);

#endif
