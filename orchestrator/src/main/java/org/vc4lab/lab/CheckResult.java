// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.PatchResult;

/**
 * A series, patch by patch.
 *
 * @param steps the base of the series, and then its patches in order
 */
public record CheckResult(Case ofCase, String series, List<CheckStep> steps) {
    public CheckResult {
        steps = List.copyOf(steps);
    }

    /**
     * The kernel with a patch and all before it.
     *
     * @param number from 1; 0 for the base
     * @param patchResult empty for the base
     * @param trials empty if it was not tried
     * @param warnings empty if those of this kernel or of the previous one are unknown
     * @param changes against the last comparable step; empty if this step is not comparable, or is the first
     */
    public record CheckStep(
            int number,
            String name,
            Optional<PatchResult> patchResult,
            Optional<CandidateResult> trials,
            Optional<WarningChanges> warnings,
            Optional<ReportChanges> changes) {
        /** Whether its kernel was built. */
        public boolean builds() {
            return trials.isPresent() && !trials.get().trials().isEmpty();
        }
    }

    /** Changes of the compiler's warnings against the last step that built. */
    public record WarningChanges(List<CompilerWarning> added, List<CompilerWarning> removed) {
        public WarningChanges {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }

        static WarningChanges between(List<CompilerWarning> before, List<CompilerWarning> after) {
            return new WarningChanges(subtract(after, before), subtract(before, after));
        }

        /** A difference of multisets. */
        private static List<CompilerWarning> subtract(List<CompilerWarning> warnings, List<CompilerWarning> excluded) {
            List<CompilerWarning> remaining = new ArrayList<>(warnings);
            for (CompilerWarning other : excluded) {
                remaining.stream().filter(other::isSameAs).findFirst().ifPresent(remaining::remove);
            }
            return remaining;
        }
    }
}
