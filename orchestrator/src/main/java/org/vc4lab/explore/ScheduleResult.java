// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.model.WitnessEvidence;

/**
 * What a schedule showed.
 *
 * @param seed {@link #NO_SEED} of the fixed schedule, and of a list of switches that was made without
 * @param reports the case's names for the trial's reports
 * @param findings reasons for the verdict; empty if it is clean
 * @param folder of the trial; empty if it was deleted, being clean, or if only a part ran
 * @param order of {@link org.vc4lab.lab.model.WitnessEvidence}, for what is counted; empty if it is not known
 */
public record ScheduleResult(
        @JsonProperty("seed") long seed,
        @JsonProperty("verdict") Verdict verdict,
        @JsonProperty("reports") List<String> reports,
        @JsonProperty("findings") List<Finding> findings,
        @JsonProperty("folder") Optional<String> folder,
        @JsonProperty("order") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> order) {
    /** Seeds are from 1. */
    public static final long NO_SEED = 0;

    private static final int MOST_OF_REASON = 200;

    public ScheduleResult {
        reports = List.copyOf(reports);
        findings = List.copyOf(findings);
    }

    /** Without a known order. */
    public ScheduleResult(
            long seed, Verdict verdict, List<String> reports, List<Finding> findings, Optional<String> folder) {
        this(seed, verdict, reports, findings, folder, Optional.empty());
    }

    static ScheduleResult clean(long seed) {
        return clean(seed, Optional.empty());
    }

    static ScheduleResult clean(long seed, Optional<String> order) {
        return new ScheduleResult(seed, Verdict.CLEAN, List.of(), List.of(), Optional.empty(), order);
    }

    /** What was found in a part of a trial that leaves nothing. */
    static ScheduleResult ofPart(long seed, List<Finding> findings) {
        return new ScheduleResult(seed, Judgement.of(findings).verdict(), List.of(), findings, Optional.empty());
    }

    static ScheduleResult of(long seed, TrialResult result) {
        Verdict verdict = result.judgement().verdict();
        Optional<String> order = result.evidence().witness().flatMap(WitnessEvidence::order);
        return verdict == Verdict.CLEAN
                ? clean(seed, order)
                : new ScheduleResult(
                        seed,
                        verdict,
                        result.evidence().reportNames(),
                        result.judgement().findings().stream()
                                .filter(finding -> finding.explains(verdict))
                                .toList(),
                        Optional.of(result.folder().toString()),
                        order);
    }

    ScheduleResult withSeed(long newSeed) {
        return new ScheduleResult(newSeed, verdict, reports, findings, folder, order);
    }

    /** With another reason for its verdict, unless it is clean. */
    ScheduleResult withReason(Optional<String> reason) {
        List<Finding> reasons = new ArrayList<>(findings);
        reason.filter(any -> !isClean()).ifPresent(text -> reasons.add(new Finding(verdict, text)));
        return new ScheduleResult(seed, verdict, reports, reasons, folder, order);
    }

    /** {@code seed 7}, or {@code the fixed schedule}, of one that was explored. */
    public String name() {
        return seed == NO_SEED ? "the fixed schedule" : "seed " + seed;
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
