// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;

/**
 * What a schedule showed.
 *
 * @param reports the case's names for the trial's reports
 * @param findings reasons for the verdict; empty if it is clean
 * @param folder of the trial; deleted, and so empty, if it is clean
 */
public record ScheduleResult(
        @JsonProperty("seed") long seed,
        @JsonProperty("verdict") Verdict verdict,
        @JsonProperty("reports") List<String> reports,
        @JsonProperty("findings") List<Finding> findings,
        @JsonProperty("folder") Optional<String> folder) {
    private static final int MOST_OF_REASON = 200;

    public ScheduleResult {
        reports = List.copyOf(reports);
        findings = List.copyOf(findings);
    }

    static ScheduleResult clean(long seed) {
        return new ScheduleResult(seed, Verdict.CLEAN, List.of(), List.of(), Optional.empty());
    }

    /** What was found in a part of a trial that leaves nothing. */
    static ScheduleResult ofPart(long seed, List<Finding> findings) {
        return new ScheduleResult(seed, Judgement.of(findings).verdict(), List.of(), findings, Optional.empty());
    }

    static ScheduleResult of(long seed, TrialResult result) {
        Verdict verdict = result.judgement().verdict();
        return verdict == Verdict.CLEAN
                ? clean(seed)
                : new ScheduleResult(
                        seed,
                        verdict,
                        result.evidence().reportNames(),
                        result.judgement().findings().stream()
                                .filter(finding -> finding.explains(verdict))
                                .toList(),
                        Optional.of(result.folder().toString()));
    }

    public boolean isClean() {
        return verdict == Verdict.CLEAN;
    }

    /** Whether verdict, named reports and first reason are the same, whatever numbers it has. */
    boolean failsLike(ScheduleResult other) {
        return verdict == other.verdict
                && reports.equals(other.reports)
                && firstFinding()
                        .map(Finding::reasonWithoutNumbers)
                        .equals(other.firstFinding().map(Finding::reasonWithoutNumbers));
    }

    private Optional<Finding> firstFinding() {
        return findings.stream().findFirst();
    }

    /** Verdict and first reason, in one line. */
    String failure() {
        String reason = firstFinding()
                .flatMap(finding -> finding.reason().lines().findFirst())
                .orElse("");
        return verdict
                + (reason.isEmpty() ? "" : " (" + reason.substring(0, Math.min(reason.length(), MOST_OF_REASON)) + ")");
    }

    Judgement judgement() {
        return new Judgement(verdict, findings);
    }

    /** Whether nobody has deleted what it left. */
    boolean isComplete() {
        return folder.isEmpty() || Files.isDirectory(Path.of(folder.get()));
    }
}
