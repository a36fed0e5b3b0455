// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

/** Carries the failure of a build, as opposed to a failure of ours, out of the store's maker. */
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
