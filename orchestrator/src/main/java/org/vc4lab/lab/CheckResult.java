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
 * @param steps what the series stands on, and then its patches in order
 */
public record CheckResult(Case ofCase, String series, List<CheckStep> steps) {
    public CheckResult {
        steps = List.copyOf(steps);
    }

    /**
     * A patch, with all before it.
     *
     * @param number from 1; 0 for what the series stands on
     * @param patchResult empty for what the series stands on
     * @param trials empty where it was not tried
     * @param warnings empty where those of this kernel or of the one before are not known
     * @param changes against the last step before that told anything; empty where this one does not, or is the first
     */
    public record CheckStep(
            int number,
            String name,
            Optional<PatchResult> patchResult,
            Optional<CandidateResult> trials,
            Optional<WarningChanges> warnings,
            Optional<ReportChanges> changes) {
        /** Whether there is a kernel of it. */
        public boolean builds() {
            return trials.isPresent() && !trials.get().trials().isEmpty();
        }
    }

    /** Warnings of the compiler that came and went, against the last step before that built. */
    public record WarningChanges(List<CompilerWarning> added, List<CompilerWarning> removed) {

        public WarningChanges {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }

        static WarningChanges between(List<CompilerWarning> before, List<CompilerWarning> after) {
            return new WarningChanges(subtract(after, before), subtract(before, after));
        }

        /** Each is taken away as often as it is in the others. */
        private static List<CompilerWarning> subtract(List<CompilerWarning> warnings, List<CompilerWarning> excluded) {
            List<CompilerWarning> remaining = new ArrayList<>(warnings);
            for (CompilerWarning other : excluded) {
                remaining.stream().filter(other::isSameAs).findFirst().ifPresent(remaining::remove);
            }
            return remaining;
        }
    }
}
