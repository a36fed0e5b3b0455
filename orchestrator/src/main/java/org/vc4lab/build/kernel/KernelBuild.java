// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

/** How a kernel build ended. An infrastructure error is an exception, never one of these. */
public sealed interface KernelBuild {

    /** Built now or earlier. */
    record BuiltKernel(Kernel kernel) implements KernelBuild {}

    /** There is no kernel. */
    sealed interface Failed extends KernelBuild {
        /** Why not, for a user. */
        String describe();
    }

    /**
     * A patch did not apply.
     *
     * @param reason what git said, or why the patch was refused
     * @param patch the name of the patch
     */
    record PatchFailed(String reason, String patch) implements Failed {
        @Override
        public String describe() {
            return patch + ": " + reason;
        }
    }

    /**
     * The patched tree did not compile.
     *
     * @param reason the first errors of the compiler
     */
    record BuildFailed(String reason) implements Failed {
        @Override
        public String describe() {
            return reason;
        }
    }
}
