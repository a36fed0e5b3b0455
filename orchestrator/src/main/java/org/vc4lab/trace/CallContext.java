// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.trace;

/** In what a function was called. */
public enum CallContext {
    HARDIRQ("hardirq", "terrible"),
    SOFTIRQ("softirq", "yellow"),
    /** By a task that has masked interrupts. */
    IRQS_OFF("irqs-off", "bad"),
    TASK("task", "good");

    /** Interrupts and NMIs, see the kernel's {@code include/linux/preempt.h}. */
    private static final long HARDIRQ_MASK = 0xff0000;

    /** Set while a softirq is served; the higher bits of that byte only disable softirqs. */
    private static final long SERVING_SOFTIRQ = 0x100;

    private final String text;
    private final String viewerColour;

    CallContext(String text, String viewerColour) {
        this.text = text;
        this.viewerColour = viewerColour;
    }

    static CallContext of(long preemptCount, boolean irqsMasked) {
        if ((preemptCount & HARDIRQ_MASK) != 0) {
            return HARDIRQ;
        }
        if ((preemptCount & SERVING_SOFTIRQ) != 0) {
            return SOFTIRQ;
        }
        return irqsMasked ? IRQS_OFF : TASK;
    }

    /** One of the names of colours that {@code chrome://tracing} knows. */
    String viewerColour() {
        return viewerColour;
    }

    @Override
    public String toString() {
        return text;
    }
}
