// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import org.vc4lab.kernellog.Kind;

/** The deliberate violations that prove that the checks were on; the functions are those of the canary's module. */
enum Canary {
    ATOMIC_SLEEP(Kind.ATOMIC_SLEEP, "canary_atomic_sleep", "a sleep in atomic context"),
    LOCK_ORDER(Kind.LOCKDEP, "canary_lock_order", "a lock-order violation");

    private final Kind kind;
    private final String function;
    private final String violation;

    Canary(Kind kind, String function, String violation) {
        this.kind = kind;
        this.function = function;
        this.violation = violation;
    }

    /** What is provoked. */
    String violation() {
        return violation;
    }

    boolean answeredBy(SeenReport report) {
        return report.phase() == Phase.CANARY && report.kind() == kind && report.calls(function);
    }
}
