// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        List<SeenReport> removed,
        List<SeenReport> kept,
        List<SeenReport> added,
        List<SeenReport> unknown) {
    /** In these the silence of the log proves nothing. */
    private static final Set<Verdict> SILENT = EnumSet.of(Verdict.MASKED, Verdict.PANIC, Verdict.HUNG);

    /** In these nothing can be compared. */
    private static final Set<Verdict> TELLING_NOTHING =
            EnumSet.of(Verdict.NO_BOOT, Verdict.BUILD_FAILED, Verdict.PATCH_FAILED, Verdict.INFRA);

    public ReportChanges {
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
        added = List.copyOf(added);
        unknown = List.copyOf(unknown);
    }

    /** Whether a kernel can be compared with another. */
    static boolean tells(CandidateResult result) {
        return !result.trials().isEmpty()
                && result.trials().stream()
                        .noneMatch(trial ->
                                TELLING_NOTHING.contains(trial.judgement().verdict()));
    }

    static ReportChanges between(CandidateResult before, CandidateResult after) {
        Map<String, SeenReport> old = reports(before);
        Map<String, SeenReport> now = reports(after);
        boolean silent = after.trials().stream()
                .anyMatch(trial -> SILENT.contains(trial.judgement().verdict()));
        List<SeenReport> gone = without(old, now);
        return new ReportChanges(
                before.candidate().name(),
                silent ? List.of() : gone,
                now.entrySet().stream()
                        .filter(one -> old.containsKey(one.getKey()))
                        .map(Map.Entry::getValue)
                        .toList(),
                without(now, old),
                silent ? gone : List.of());
    }

    private static List<SeenReport> without(Map<String, SeenReport> all, Map<String, SeenReport> others) {
        return all.entrySet().stream()
                .filter(one -> !others.containsKey(one.getKey()))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Each once, in the order in which they were seen first. */
    static Map<String, SeenReport> reports(CandidateResult result) {
        Map<String, SeenReport> reports = new LinkedHashMap<>();
        for (TrialResult trial : result.trials()) {
            for (SeenReport report : trial.evidence().found()) {
                reports.putIfAbsent(report.name().orElse(report.signature()), report);
            }
        }
        return reports;
    }
}
