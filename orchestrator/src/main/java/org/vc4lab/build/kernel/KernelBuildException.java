// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

/** Carries a failure that the sources cause, as opposed to an infrastructure error, through the store. */
final class KernelBuildException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient KernelBuild failure;

    KernelBuildException(KernelBuild failure) {
        super(failure.toString());
        this.failure = failure;
    }

    KernelBuild failure() {
        return failure;
    }
}
