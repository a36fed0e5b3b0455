// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import com.fasterxml.jackson.annotation.JsonValue;

/** The type of a report. */
public enum ReportKind {
    /** A function that may sleep, or the scheduler, was called in atomic context. */
    ATOMIC_SLEEP("ATOMIC_SLEEP"),
    /** Lock validation: lockdep, spinlock debugging, RCU usage, preemption checks. */
    LOCKDEP("LOCKDEP"),
    /** No progress: RCU stall, lockup, hung task. */
    HANG("HANG"),
    /** A WARN() of the kernel. */
    WARNING("WARNING"),
    /** A BUG(), or a headline with "BUG:" that has no kind of its own. */
    BUG("BUG"),
    /** A processor exception in kernel mode. */
    OOPS("OOPS"),
    KASAN("KASAN"),
    KFENCE("KFENCE"),
    KMSAN("KMSAN"),
    KCSAN("KCSAN"),
    UBSAN("UBSAN"),
    /** Memory or a device reference that was never released. */
    LEAK("LEAK"),
    /** A reference counter that over- or underflowed. */
    REFCOUNT("REFCOUNT"),
    /** A panic without an earlier report of its cause. */
    PANIC("PANIC"),
    /** An unexpected reboot. */
    REBOOT("REBOOT"),
    /** Messages of a test harness, of firmware, or of a dying program. */
    OTHER("OTHER");

    private final String text;

    ReportKind(String text) {
        this.text = text;
    }

    @JsonValue
    @Override
    public String toString() {
        return text;
    }
}
