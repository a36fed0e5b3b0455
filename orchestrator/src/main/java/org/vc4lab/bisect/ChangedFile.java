// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.Set;
import java.util.regex.Pattern;
import org.vc4lab.build.kernel.KernelBuilder;

/**
 * A file that a commit changes, compared with its first parent. The rules are conservative: a file that may steer the
 * build counts as an input of every kernel.
 *
 * @param modified whether it is a plain file before and after the commit
 */
record ChangedFile(String path, boolean modified) {
    /** Never part of a kernel, whatever else changes. */
    private static final Pattern NEVER_BUILT =
            Pattern.compile("Documentation/.*\\.(rst|txt)|MAINTAINERS|CREDITS|LICENSES/.*|\\.mailmap|samples/.*\\.c");
    /** Affects only kernels that compile or include it. */
    private static final Pattern SOURCE = Pattern.compile(".*\\.(c|h|S|dts|dtsi)");

    /** Reads ":100644 100644 0123abc 4567def M path" (git-diff-tree's raw format). */
    static ChangedFile of(String line) {
        String[] columns = line.split("\t", 2);
        String[] fields = columns[0].split(" ", -1);
        boolean isRegularFile = fields[0].startsWith(":100") && fields[1].startsWith("100");
        return new ChangedFile(columns[1], isRegularFile && fields[4].equals("M"));
    }

    /** @param inputs of the kernel just before the change, by their paths in the tree; empty if unknown */
    boolean mayAffectKernel(Set<String> inputs) {
        return (!modified || !isNeverBuilt()) && (inputs.isEmpty() || mayChangeBuild() || inputs.contains(path));
    }

    /** Whether the change may change the set of inputs. */
    boolean mayChangeInputs() {
        return mayChangeBuild() && !isNeverBuilt();
    }

    private boolean mayChangeBuild() {
        return !modified
                || KernelBuilder.isHostTool(path)
                || !SOURCE.matcher(path).matches();
    }

    private boolean isNeverBuilt() {
        return NEVER_BUILT.matcher(path).matches();
    }
}
