// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** What sort of complaint a report is. */
public enum Kind {
    /** A function that may sleep was called, or the scheduler entered, where sleeping is not allowed. */
    ATOMIC_SLEEP,
    /** Lock validation: lockdep, spinlock debugging, RCU usage, preemption checks. */
    LOCKDEP,
    /** Something did not come forward: RCU stall, lockup, hung task. */
    HANG,
    /** A WARN() of the kernel's own. */
    WARNING,
    /** A BUG() or a complaint headed "BUG:" that has no kind of its own. */
    BUG,
    /** A processor exception in kernel mode. */
    OOPS,
    KASAN,
    KFENCE,
    KMSAN,
    KCSAN,
    UBSAN,
    /** Memory or a device reference that was never given back. */
    LEAK,
    /** A reference counter that over- or underflowed. */
    REFCOUNT,
    /** The kernel gave up, and no report came before that says why. */
    PANIC,
    /** The kernel started again without having been asked to. */
    REBOOT,
    /** Anything else that a reader of the log would stop at. */
    OTHER
}
