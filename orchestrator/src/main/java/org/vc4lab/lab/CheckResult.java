// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;
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

    /**
     * Differences between the reports of two kernels, by name, or by signature without one; all hardware profiles
     * together.
     *
     * @param against name of the other kernel
     * @param removed not reported any more, in trials that would have reported them
     * @param unknown not reported any more, but a trial did not reach its end, or its checks were off
     */
    public record ReportChanges(
            String against,
            List<TrialReport> removed,
            List<TrialReport> kept,
            List<TrialReport> added,
            List<TrialReport> unknown) {
        /** Verdicts of trials in which a missing report proves nothing. */
        private static final Set<Verdict> INCONCLUSIVE = EnumSet.of(Verdict.MASKED, Verdict.PANIC, Verdict.HUNG);

        /** Verdicts of trials without reports to compare. */
        private static final Set<Verdict> INCOMPARABLE =
                EnumSet.of(Verdict.NO_BOOT, Verdict.BUILD_FAILED, Verdict.PATCH_FAILED, Verdict.INFRA);

        static boolean isComparable(CandidateResult result) {
            return !result.trials().isEmpty()
                    && result.trials().stream()
                            .noneMatch(trial ->
                                    INCOMPARABLE.contains(trial.judgement().verdict()));
        }

        static ReportChanges between(CandidateResult before, CandidateResult after) {
            Map<String, TrialReport> oldReports = reports(before);
            Map<String, TrialReport> newReports = reports(after);
            boolean inconclusive = after.trials().stream()
                    .anyMatch(trial -> INCONCLUSIVE.contains(trial.judgement().verdict()));
            List<TrialReport> missing = subtract(oldReports, newReports);
            return new ReportChanges(
                    before.candidate().name(),
                    inconclusive ? List.of() : missing,
                    newReports.entrySet().stream()
                            .filter(entry -> oldReports.containsKey(entry.getKey()))
                            .map(Map.Entry::getValue)
                            .toList(),
                    subtract(newReports, oldReports),
                    inconclusive ? missing : List.of());
        }

        private static List<TrialReport> subtract(Map<String, TrialReport> minuend, Map<String, TrialReport> excluded) {
            return minuend.entrySet().stream()
                    .filter(entry -> !excluded.containsKey(entry.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
        }

        /** Each report once, by name or signature, in the order of first occurrence. */
        public static Map<String, TrialReport> reports(CandidateResult result) {
            Map<String, TrialReport> reports = new LinkedHashMap<>();
            for (CandidateResult.TrialResult trial : result.trials()) {
                for (TrialReport report : trial.evidence().relevantReports()) {
                    reports.putIfAbsent(report.nameOrSignature(), report);
                }
            }
            return reports;
        }
    }
}
