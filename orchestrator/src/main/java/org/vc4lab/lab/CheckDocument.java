// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vc4lab.build.CompilerWarning;
import org.vc4lab.patch.Fit;
import org.vc4lab.patch.NearMiss;

/** What {@code check} found, in the shape of its JSON document. */
public record CheckDocument(
        @JsonProperty("case") String caseName,
        @JsonProperty("series") String series,
        @JsonProperty("steps") List<StepEntry> steps) {
    public CheckDocument {
        steps = List.copyOf(steps);
    }

    /**
     * A patch.
     *
     * @param applies empty where it was not tried, and for what the series stands on
     * @param builds empty where it was not tried
     * @param reason why it does not apply or build
     * @param fuzz with which it would apply
     * @param against the step that warnings and reports are compared with
     */
    public record StepEntry(
            @JsonProperty("number") int number,
            @JsonProperty("patch") String patch,
            @JsonProperty("applies") Optional<Boolean> applies,
            @JsonProperty("offsets") List<Fit.Offset> offsets,
            @JsonProperty("fuzz") OptionalInt fuzz,
            @JsonProperty("nearMiss") Optional<NearMiss> nearMiss,
            @JsonProperty("builds") Optional<Boolean> builds,
            @JsonProperty("reason") Optional<String> reason,
            @JsonProperty("newWarnings") Optional<List<CompilerWarning>> newWarnings,
            @JsonProperty("goneWarnings") Optional<List<CompilerWarning>> goneWarnings,
            @JsonProperty("verdict") Optional<Verdict> verdict,
            @JsonProperty("boots") List<Boot> boots,
            @JsonProperty("against") Optional<String> against,
            @JsonProperty("reports") List<VerifyDocument.ReportEntry> reports,
            @JsonProperty("removes") List<VerifyDocument.ReportEntry> removes,
            @JsonProperty("keeps") List<VerifyDocument.ReportEntry> keeps,
            @JsonProperty("adds") List<VerifyDocument.ReportEntry> adds,
            @JsonProperty("unknown") List<VerifyDocument.ReportEntry> unknown) {}

    /** A trial. */
    public record Boot(
            @JsonProperty("scenario") String scenario,
            @JsonProperty("profile") String profile,
            @JsonProperty("faults") List<String> faults,
            @JsonProperty("verdict") Verdict verdict,
            @JsonProperty("findings") List<Finding> findings,
            @JsonProperty("wallMillis") long wallMillis,
            @JsonProperty("folder") String folder) {}

    public static CheckDocument of(CheckResult result) {
        return new CheckDocument(
                result.ofCase().name(),
                result.series(),
                result.steps().stream().map(CheckDocument::step).toList());
    }

    private static StepEntry step(CheckResult.Step step) {
        Optional<Fit.Fails> fails =
                step.fit().filter(Fit.Fails.class::isInstance).map(Fit.Fails.class::cast);
        Optional<ReportChanges> changes = step.changes();
        return new StepEntry(
                step.number(),
                step.name(),
                step.fit().filter(fit -> !(fit instanceof Fit.Untried)).map(fit -> fit instanceof Fit.Applies),
                step.fit().map(CheckDocument::offsets).orElse(List.of()),
                fails.map(Fit.Fails::fuzz).orElse(OptionalInt.empty()),
                fails.flatMap(Fit.Fails::nearMiss),
                step.trials()
                        .filter(trials -> trials.verdict() != Verdict.INFRA || step.builds())
                        .map(trials -> step.builds()),
                fails.map(Fit.Fails::reason).or(() -> step.trials().flatMap(CandidateResult::reason)),
                step.warnings().map(CheckResult.WarningChanges::added),
                step.warnings().map(CheckResult.WarningChanges::removed),
                step.trials().map(CandidateResult::verdict),
                step.trials().stream()
                        .flatMap(trials -> trials.trials().stream())
                        .map(CheckDocument::boot)
                        .toList(),
                changes.map(ReportChanges::against),
                entries(step.trials()
                        .map(trials -> List.copyOf(ReportChanges.reports(trials).values()))),
                entries(changes.map(ReportChanges::removed)),
                entries(changes.map(ReportChanges::kept)),
                entries(changes.map(ReportChanges::added)),
                entries(changes.map(ReportChanges::unknown)));
    }

    private static List<Fit.Offset> offsets(Fit fit) {
        return fit instanceof Fit.Applies applies ? applies.offsets() : List.of();
    }

    private static Boot boot(TrialResult trial) {
        return new Boot(
                trial.trial().scenario().name(),
                trial.trial().profile().name(),
                trial.evidence().faults(),
                trial.judgement().verdict(),
                trial.judgement().findings(),
                trial.evidence().wall().toMillis(),
                trial.folder().toString());
    }

    private static List<VerifyDocument.ReportEntry> entries(Optional<List<SeenReport>> reports) {
        return reports.orElse(List.of()).stream().map(VerifyDocument::report).toList();
    }

    /** Writes the document, and leaves the writer open. */
    public void write(Writer out) throws IOException {
        out.write(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(this));
        out.write('\n');
        out.flush();
    }
}
