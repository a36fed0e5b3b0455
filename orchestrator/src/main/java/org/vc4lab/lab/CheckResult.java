// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.build.CompilerWarning;
import org.vc4lab.patch.Fit;

/**
 * A series, patch by patch.
 *
 * @param steps what the series stands on, and then its patches in order
 */
public record CheckResult(Case ofCase, String series, List<Step> steps) {
    public CheckResult {
        steps = List.copyOf(steps);
    }

    /**
     * A patch, with all before it.
     *
     * @param number from 1; 0 for what the series stands on
     * @param fit empty for what the series stands on
     * @param trials empty where it was not tried
     * @param warnings empty where those of this kernel or of the one before are not known
     * @param changes against the last step before that told anything; empty where this one does not, or is the first
     */
    public record Step(
            int number,
            String name,
            Optional<Fit> fit,
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
            return new WarningChanges(without(after, before), without(before, after));
        }

        /** Each is taken away as often as it is in the others. */
        private static List<CompilerWarning> without(List<CompilerWarning> all, List<CompilerWarning> others) {
            List<CompilerWarning> left = new ArrayList<>(all);
            for (CompilerWarning other : others) {
                left.stream().filter(other::isLike).findFirst().ifPresent(left::remove);
            }
            return left;
        }
    }
}
