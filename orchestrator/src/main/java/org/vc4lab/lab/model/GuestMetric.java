// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

/** What the guest measures and tells; the names are its own. */
public enum GuestMetric {
    IRQS_OFF("irqsoff_max_us"),
    DMA_INTERRUPTS("dma_irqs"),
    TAINTED("tainted"),
    DEBUG_LOCKS("debug_locks"),
    /** Locks taken where lockdep had been told to look away. */
    LOCKDEP_OFF("lockdep_off");

    private final String key;

    GuestMetric(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }
}
