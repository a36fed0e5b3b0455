// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import com.fasterxml.jackson.annotation.JsonValue;

/** What sort of complaint a report is. */
public enum ReportKind {
    /** A function that may sleep was called, or the scheduler entered, where sleeping is not allowed. */
    ATOMIC_SLEEP("ATOMIC_SLEEP"),
    /** Lock validation: lockdep, spinlock debugging, RCU usage, preemption checks. */
    LOCKDEP("LOCKDEP"),
    /** Something did not come forward: RCU stall, lockup, hung task. */
    HANG("HANG"),
    /** A WARN() of the kernel's own. */
    WARNING("WARNING"),
    /** A BUG() or a complaint headed "BUG:" that has no kind of its own. */
    BUG("BUG"),
    /** A processor exception in kernel mode. */
    OOPS("OOPS"),
    KASAN("KASAN"),
    KFENCE("KFENCE"),
    KMSAN("KMSAN"),
    KCSAN("KCSAN"),
    UBSAN("UBSAN"),
    /** Memory or a device reference that was never given back. */
    LEAK("LEAK"),
    /** A reference counter that over- or underflowed. */
    REFCOUNT("REFCOUNT"),
    /** The kernel gave up, and no report came before that says why. */
    PANIC("PANIC"),
    /** The kernel started again without having been asked to. */
    REBOOT("REBOOT"),
    /** Anything else that a reader of the log would stop at. */
    OTHER("OTHER");

    private final String text;

    ReportKind(String text) {
        this.text = text;
    }

    /** As files and tables have it. */
    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
