// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/**
 * Differences between the reports of two kernels, by name, or by signature without one; all hardware profiles together.
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

    public ReportChanges {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
        added = List.copyOf(added);
        unknown = List.copyOf(unknown);
    }

    static boolean isComparable(CandidateResult result) {
        return !result.trials().isEmpty()
                && result.trials().stream()
                        .noneMatch(
                                trial -> INCOMPARABLE.contains(trial.judgement().verdict()));
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
        for (TrialResult trial : result.trials()) {
            for (TrialReport report : trial.evidence().relevantReports()) {
                reports.putIfAbsent(report.name().orElse(report.signature()), report);
            }
        }
        return reports;
    }
}
