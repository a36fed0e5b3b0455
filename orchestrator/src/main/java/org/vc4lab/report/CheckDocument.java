// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.explore.Exploration;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.CheckResult;
import org.vc4lab.lab.CheckResult.ReportChanges;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.PatchResult.ClosestMatch;

/**
 * The result of {@code check}, in the shape of its JSON document.
 *
 * @param explored what other schedules of the whole series showed; absent if none was tried
 */
public record CheckDocument(
        @JsonProperty("case") String caseName,
        @JsonProperty("series") String series,
        @JsonProperty("steps") List<StepEntry> steps,
        @JsonProperty("explored") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ExploreDocument> explored) {
    public CheckDocument {
        steps = List.copyOf(steps);
        explored = List.copyOf(explored);
    }

    /**
     * A patch.
     *
     * @param applies empty if it was not tried, and for the base of the series
     * @param builds empty if it was not tried
     * @param reason why it does not apply or build
     * @param fuzz the fuzz with which it would apply
     * @param against the step that warnings and reports are compared with
     */
    public record StepEntry(
            @JsonProperty("number") int number,
            @JsonProperty("patch") String patch,
            @JsonProperty("applies") Optional<Boolean> applies,
            @JsonProperty("offsets") List<PatchResult.Offset> offsets,
            @JsonProperty("fuzz") OptionalInt fuzz,
            @JsonProperty("nearMiss") Optional<ClosestMatch> nearMiss,
            @JsonProperty("builds") Optional<Boolean> builds,
            @JsonProperty("reason") Optional<String> reason,
            @JsonProperty("newWarnings") Optional<List<CompilerWarning>> newWarnings,
            @JsonProperty("goneWarnings") Optional<List<CompilerWarning>> goneWarnings,
            @JsonProperty("verdict") Optional<Verdict> verdict,
            @JsonProperty("boots") List<BootEntry> boots,
            @JsonProperty("against") Optional<String> against,
            @JsonProperty("reports") List<VerifyDocument.ReportEntry> reports,
            @JsonProperty("removes") List<VerifyDocument.ReportEntry> removes,
            @JsonProperty("keeps") List<VerifyDocument.ReportEntry> keeps,
            @JsonProperty("adds") List<VerifyDocument.ReportEntry> adds,
            @JsonProperty("unknown") List<VerifyDocument.ReportEntry> unknown) {}

    /** A trial. */
    public record BootEntry(
            @JsonProperty("scenario") String scenario,
            @JsonProperty("profile") String profile,
            @JsonProperty("faults") List<String> faults,
            @JsonProperty("verdict") Verdict verdict,
            @JsonProperty("findings") List<Finding> findings,
            @JsonProperty("wallMillis") long wallMillis,
            @JsonProperty("folder") String folder) {}

    public static CheckDocument of(CheckResult result, List<Exploration> explorations) {
        return new CheckDocument(
                result.ofCase().name(),
                result.series(),
                result.steps().stream().map(CheckDocument::step).toList(),
                explorations.stream().map(ExploreDocument::of).toList());
    }

    private static StepEntry step(CheckResult.CheckStep step) {
        Optional<PatchResult> patch = step.patchResult();
        Optional<PatchResult.Applies> applies =
                patch.filter(PatchResult.Applies.class::isInstance).map(PatchResult.Applies.class::cast);
        Optional<PatchResult.Fails> fails =
                patch.filter(PatchResult.Fails.class::isInstance).map(PatchResult.Fails.class::cast);
        Optional<CandidateResult> result = step.trials();
        List<TrialResult> trials = result.map(CandidateResult::trials).orElse(List.of());
        Optional<ReportChanges> changes = step.changes();
        return new StepEntry(
                step.number(),
                step.name(),
                applies.map(any -> true).or(() -> fails.map(any -> false)),
                applies.map(PatchResult.Applies::offsets).orElse(List.of()),
                fails.map(PatchResult.Fails::fuzz).orElse(OptionalInt.empty()),
                fails.flatMap(PatchResult.Fails::closestMatch),
                result.filter(candidate -> step.builds() || candidate.verdict() != Verdict.INFRA)
                        .map(candidate -> step.builds()),
                fails.map(PatchResult.Fails::reason).or(() -> result.flatMap(CandidateResult::reason)),
                step.warnings().map(CheckResult.WarningChanges::added),
                step.warnings().map(CheckResult.WarningChanges::removed),
                result.map(CandidateResult::verdict),
                trials.stream().map(CheckDocument::boot).toList(),
                changes.map(ReportChanges::against),
                entries(result.map(candidate ->
                        List.copyOf(ReportChanges.reports(candidate).values()))),
                entries(changes.map(ReportChanges::removed)),
                entries(changes.map(ReportChanges::kept)),
                entries(changes.map(ReportChanges::added)),
                entries(changes.map(ReportChanges::unknown)));
    }

    private static BootEntry boot(TrialResult trial) {
        return new BootEntry(
                trial.trial().scenario().name(),
                trial.trial().profile().name(),
                trial.evidence().setup().faults(),
                trial.judgement().verdict(),
                trial.judgement().findings(),
                trial.evidence().wall().toMillis(),
                trial.folder().toString());
    }

    private static List<VerifyDocument.ReportEntry> entries(Optional<List<TrialReport>> reports) {
        return reports.orElse(List.of()).stream().map(VerifyDocument::report).toList();
    }
}
