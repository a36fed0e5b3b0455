// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.Set;
import java.util.regex.Pattern;
import org.vc4lab.bisect.FileChanges.ChangedFile;
import org.vc4lab.build.kernel.KernelBuilder;

/**
 * The files that went into a kernel. The rules are conservative: a file that may steer the build counts as an input of
 * every kernel.
 *
 * @param files by their paths in the tree
 */
record BuildInputs(Set<String> files) {
    /** Never part of a kernel, whatever else changes. */
    private static final Pattern NEVER_BUILT =
            Pattern.compile("Documentation/.*\\.(rst|txt)|MAINTAINERS|CREDITS|LICENSES/.*|\\.mailmap|samples/.*\\.c");
    /** Affects only kernels that compile or include it. */
    private static final Pattern SOURCE = Pattern.compile(".*\\.(c|h|S|dts|dtsi)");
    /** A preprocessor directive, or a line that is continued. */
    private static final Pattern PREPROCESSOR_LINE = Pattern.compile("(?m)^[-+](?![-+][-+] ).*(#|\\\\$)");

    BuildInputs {
        files = Set.copyOf(files);
    }

    /** @param filesKnown whether the files are those of the kernel just before the change */
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

    /** Whether a change of this file may change the set of inputs. */
    boolean mayChangeInputs(ChangedFile file) {
        return mayChangeBuild(file) && !NEVER_BUILT.matcher(file.path()).matches();
    }

    /** Whether a diff without context changes a line that may decide which files are included. */
    static boolean mayChangeInputs(String diff) {
        return PREPROCESSOR_LINE.matcher(diff).find();
    }
}
