// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.Set;
import java.util.regex.Pattern;
import org.vc4lab.build.kernel.KernelBuilder;

/**
 * The files that went into a kernel, and what follows for others. Only what is certain counts: whatever may steer the
 * build goes into every kernel.
 *
 * @param files by their paths below the root of the tree
 */
record BuildInputs(Set<String> files) {
    /** No kernel is built of these, whatever else changes. */
    private static final Pattern NEVER_BUILT =
            Pattern.compile("Documentation/.*\\.(rst|txt)|MAINTAINERS|CREDITS|LICENSES/.*|\\.mailmap|samples/.*\\.c");
    /** Sources: they matter where they are compiled or included, and nowhere else. */
    private static final Pattern SOURCE = Pattern.compile(".*\\.(c|h|S|dts|dtsi)");
    /** A preprocessor's line, or one that goes on. */
    private static final Pattern PREPROCESSOR_LINE = Pattern.compile("(?m)^[-+](?![-+][-+] ).*(#|\\\\$)");

    BuildInputs {
        files = Set.copyOf(files);
    }

    /**
     * Whether a change of a file may change the kernel.
     *
     * @param filesKnown whether the files are those of the kernel right before the change
     */
    boolean mayAffectKernel(ChangedFile file, boolean filesKnown) {
        if (file.modified() && NEVER_BUILT.matcher(file.path()).matches()) {
            return false;
        }
        return !filesKnown || files.isEmpty() || mayChangeBuild(file) || files.contains(file.path());
    }

    private static boolean mayChangeBuild(ChangedFile file) {
        return !file.modified()
                || KernelBuilder.isHostTool(file.path())
                || !SOURCE.matcher(file.path()).matches();
    }

    /** Whether a change of a file may change which others are used. */
    boolean mayChangeInputs(ChangedFile file) {
        return mayChangeBuild(file) && !NEVER_BUILT.matcher(file.path()).matches();
    }

    /** Whether a diff without context touches a line that tells what is included. */
    static boolean mayChangeInputs(String diff) {
        return PREPROCESSOR_LINE.matcher(diff).find();
    }
}
