// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

/** Metrics that the guest's init prints, by its names for them. */
public enum GuestMetric {
    IRQS_OFF("irqsoff_max_us"),
    DMA_INTERRUPTS("dma_irqs"),
    TAINTED("tainted"),
    DEBUG_LOCKS("debug_locks"),
    /** Locks taken while lockdep was switched off for the task. */
    LOCKDEP_OFF("lockdep_off");

    private final String key;

    GuestMetric(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }
}
