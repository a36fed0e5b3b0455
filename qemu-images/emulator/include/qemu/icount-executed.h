/*
 * The time that a vCPU has executed
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef QEMU_ICOUNT_EXECUTED_H
#define QEMU_ICOUNT_EXECUTED_H

/*
 * The virtual time that a vCPU has executed itself, at any point. It has no
 * turns of others in it, nor what the vCPU executed only to wait for one of
 * those. Without turns by virtual time it is the virtual time.
 */
int64_t icount_executed(unsigned index);

#endif
