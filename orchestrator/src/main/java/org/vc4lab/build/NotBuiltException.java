// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

/** Carries the failure of a build, as opposed to a failure of ours, out of the store's maker. */
final class NotBuiltException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient KernelBuild outcome;

    NotBuiltException(KernelBuild outcome) {
        super(outcome.toString());
        this.outcome = outcome;
    }

    KernelBuild outcome() {
        return outcome;
    }
}
