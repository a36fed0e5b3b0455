// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vc4lab.explore.Exploration;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.Candidate.Expectation;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.DriverMessage;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.ObserverSummary;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.TrialRecord.Observations;

/** The result of {@code verify}, in the shape of its JSON document. */
public record VerifyDocument(
        @JsonProperty("case") String caseName, @JsonProperty("results") List<CandidateEntry> results) {
    public VerifyDocument {
        results = List.copyOf(results);
    }

    /**
     * A candidate.
     *
     * @param scenario its own, the default
     * @param kernelNotes what is out of the ordinary about how its kernel was made
     */
    public record CandidateEntry(
            @JsonProperty("candidate") String candidate,
            @JsonProperty("scenario") String scenario,
            @JsonProperty("verdict") Verdict verdict,
            @JsonProperty("expected") Optional<Verdict> expected,
            @JsonProperty("asExpected") Optional<Boolean> asExpected,
            @JsonProperty("reason") Optional<String> reason,
            @JsonProperty("kernelNotes") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> kernelNotes,
            @JsonProperty("trials") List<TrialEntry> trials) {}

    /**
     * A trial.
     *
     * @param explored what other schedules showed; absent if none was tried
     */
    public record TrialEntry(
            @JsonProperty("scenario") String scenario,
            @JsonProperty("profile") String profile,
            @JsonProperty("faults") List<String> faults,
            @JsonProperty("verdict") Verdict verdict,
            @JsonProperty("expected") Optional<Verdict> expected,
            @JsonProperty("reports") List<ReportEntry> reports,
            @JsonProperty("messages") List<DriverMessage> messages,
            @JsonProperty("maxIrqsOffMicros") OptionalLong maxIrqsOffMicros,
            @JsonProperty("infoframeLateMicros") OptionalLong infoframeLateMicros,
            @JsonProperty("samplesPlayed") long samplesPlayed,
            @JsonProperty("violations") List<String> violations,
            @JsonProperty("wallMillis") long wallMillis,
            @JsonProperty("folder") String folder,
            @JsonProperty("findings") List<Finding> findings,
            @JsonProperty("seenBy") ObserverSummary seenBy,
            @JsonProperty("explored") @JsonInclude(JsonInclude.Include.NON_ABSENT)
                    Optional<ExploreDocument> explored) {}

    /** A report. */
    public record ReportEntry(
            @JsonProperty("name") Optional<String> name,
            @JsonProperty("kind") String kind,
            @JsonProperty("title") String title,
            @JsonProperty("signature") String signature) {}

    public static VerifyDocument of(Case ofCase, List<CandidateResult> results) {
        return of(ofCase, results, List.of());
    }

    /** With what was explored of some of the trials. */
    public static VerifyDocument of(Case ofCase, List<CandidateResult> results, List<Exploration> explorations) {
        return new VerifyDocument(
                ofCase.name(),
                results.stream().map(result -> result(result, explorations)).toList());
    }

    private static CandidateEntry result(CandidateResult result, List<Exploration> explorations) {
        return new CandidateEntry(
                result.candidate().name(),
                result.candidate().scenario(),
                result.verdict(),
                result.expected(),
                result.asExpected(),
                result.reason(),
                result.trials().stream()
                        .flatMap(trial -> trial.evidence().setup().kernelNotes().stream())
                        .distinct()
                        .toList(),
                result.trials().stream()
                        .map(trial -> trial(trial, explorations))
                        .toList());
    }

    private static TrialEntry trial(TrialResult result, List<Exploration> explorations) {
        Evidence evidence = result.evidence();
        Observations observations = Observations.of(evidence);
        return new TrialEntry(
                result.trial().scenario().name(),
                result.trial().profile().name(),
                evidence.setup().faults(),
                result.judgement().verdict(),
                result.trial().expectation().map(Expectation::verdict),
                observations.reports().stream().map(VerifyDocument::report).toList(),
                observations.messages(),
                observations.maxIrqsOffMicros(),
                observations.infoframeLateMicros(),
                observations.samplesPlayed(),
                observations.violations(),
                evidence.wall().toMillis(),
                result.folder().toString(),
                result.judgement().findings(),
                ObserverSummary.of(evidence),
                explorations.stream()
                        .filter(exploration -> exploration.trial().equals(result.trial()))
                        .map(ExploreDocument::of)
                        .findFirst());
    }

    static ReportEntry report(TrialReport report) {
        return new ReportEntry(report.name(), report.kind().toString(), report.title(), report.signature());
    }
}
