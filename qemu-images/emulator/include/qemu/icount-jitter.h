/*
 * Moments that hardware is free to choose, from the seed of the vCPUs' turns
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef QEMU_ICOUNT_JITTER_H
#define QEMU_ICOUNT_JITTER_H

/*
 * A delay of at most limit_ns after since_ns. It is a function of the seed and
 * of the arguments, so none of it is state; 0 without a seed or if since_ns is
 * not in the schedule's window.
 *
 * @source: distinguishes what may begin to wait at the same time
 */
int64_t icount_jitter(uint32_t source, int64_t since_ns, uint64_t limit_ns);

#endif
