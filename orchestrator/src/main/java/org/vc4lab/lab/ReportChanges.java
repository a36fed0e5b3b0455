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
 * How the reports of one kernel differ from those of another, by their names and else their signatures, all hardware
 * profiles together.
 *
 * @param against name of the other
 * @param removed seen before and not now, in trials that would have seen them
 * @param unknown seen before and not now, but a trial did not come to its end, or its checks were off
 */
public record ReportChanges(
        String against,
        List<TrialReport> removed,
        List<TrialReport> kept,
        List<TrialReport> added,
        List<TrialReport> unknown) {
    /** In these the silence of the log proves nothing. */
    private static final Set<Verdict> INCONCLUSIVE = EnumSet.of(Verdict.MASKED, Verdict.PANIC, Verdict.HUNG);

    /** In these nothing can be compared. */
    private static final Set<Verdict> INCOMPARABLE =
            EnumSet.of(Verdict.NO_BOOT, Verdict.BUILD_FAILED, Verdict.PATCH_FAILED, Verdict.INFRA);

    public ReportChanges {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
        added = List.copyOf(added);
        unknown = List.copyOf(unknown);
    }

    /** Whether a kernel can be compared with another. */
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

    /** Each once, in the order in which they were seen first. */
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
