// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Evidence.DriverMessage;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.ObserverSummary;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;

/**
 * The result of a planned trial. All but its provenance is the same on any host and at any time.
 *
 * @param inputs hash of all that the trial depends on; empty if it did not run
 * @param explored what other schedules of the trial show; absent if only the fixed one was to be tried
 */
public record TrialRecord(
        @JsonProperty("id") String id,
        @JsonProperty("axes") @JsonUnwrapped TrialAxes axes,
        @JsonProperty("inputs") Optional<String> inputs,
        @JsonProperty("outcome") @JsonUnwrapped Outcome outcome,
        @JsonProperty("observations") @JsonUnwrapped Observations observations,
        @JsonProperty("explored") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<ExplorationSummary> explored,
        @JsonProperty("run") Provenance provenance) {
    /** Of an exploration. */
    private static final int MOST_FINDINGS = 10;

    /**
     * The judgement.
     *
     * @param asExpected empty without an expectation, and after an infrastructure error
     */
    public record Outcome(
            @JsonProperty("verdict") Verdict verdict,
            @JsonProperty("expected") Optional<Verdict> expected,
            @JsonProperty("asExpected") Optional<Boolean> asExpected,
            @JsonProperty("findings") List<Finding> findings) {
        public Outcome {
            asExpected = verdict == Verdict.INFRA ? Optional.empty() : asExpected;
            findings = List.copyOf(findings);
        }

        /** The first reason of the verdict. */
        public Optional<String> reason() {
            return findings.stream()
                    .filter(finding -> finding.verdict() == verdict)
                    .map(Finding::reason)
                    .findFirst();
        }

        /** ", expected CLEAN", or nothing without an expectation. */
        public String describeExpectation() {
            return expected.map(value -> ", expected " + value).orElse("");
        }
    }

    /**
     * The evidence that reports show.
     *
     * @param maxIrqsOffMicros longest time with interrupts off
     * @param infoframeLateMicros from the first sample to the audio infoframe
     * @param samplesPlayed how many of {@code samplesExpected} arrived in order and unchanged
     * @param seenBy who saw what; empty in results of before, and of a trial that did not run
     */
    public record Observations(
            @JsonProperty("reports") List<TrialReport> reports,
            @JsonProperty("messages") List<DriverMessage> messages,
            @JsonProperty("violations") List<String> violations,
            @JsonProperty("maxIrqsOffMicros") OptionalLong maxIrqsOffMicros,
            @JsonProperty("infoframeLateMicros") OptionalLong infoframeLateMicros,
            @JsonProperty("samplesExpected") long samplesExpected,
            @JsonProperty("samplesPlayed") long samplesPlayed,
            @JsonProperty("seenBy") Optional<ObserverSummary> seenBy) {
        static final Observations NONE = new Observations(
                List.of(), List.of(), List.of(), OptionalLong.empty(), OptionalLong.empty(), 0, 0, Optional.empty());

        public Observations {
            reports = List.copyOf(reports);
            messages = List.copyOf(messages);
            violations = List.copyOf(violations);
        }

        public static Observations of(Evidence evidence) {
            Optional<AudioResult> audio = evidence.hardware().audio();
            return new Observations(
                    evidence.relevantReports(),
                    evidence.log().messages(),
                    evidence.hardware().violations(),
                    evidence.log().console().metric(GuestMetric.IRQS_OFF),
                    evidence.infoframeLateMicros(),
                    audio.map(AudioResult::samplesExpected).orElse(0L),
                    audio.map(AudioResult::samplesPlayed).orElse(0L),
                    Optional.of(ObserverSummary.of(evidence)));
        }
    }

    /** Where a result comes from. */
    public enum Origin {
        /** The trial was booted for this run. */
        BOOTED("BOOTED"),
        /** The store had the result of a trial with the same inputs. */
        STORED("STORED"),
        /** Nothing was booted. */
        NOT_RUN("NOTHING");

        private final String text;

        Origin(String text) {
            this.text = text;
        }

        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * How the result was obtained.
     *
     * @param tries number of boots, from 1; more only after infrastructure errors
     * @param wallMillis duration of the trial when it was booted
     * @param host name of the machine that recorded it
     */
    public record Provenance(
            @JsonProperty("origin") Origin origin,
            @JsonProperty("tries") int tries,
            @JsonProperty("wallMillis") long wallMillis,
            @JsonProperty("host") String host) {}

    static TrialRecord of(PlannedTrial plannedTrial, String inputs, TrialResult result, Provenance provenance) {
        Optional<Verdict> expected = plannedTrial.expected();
        Outcome outcome = new Outcome(
                result.judgement().verdict(),
                expected,
                expected.map(any -> result.asExpected()),
                result.judgement().findings());
        return new TrialRecord(
                plannedTrial.id(),
                plannedTrial.axes(),
                Optional.of(inputs),
                outcome,
                Observations.of(result.evidence()),
                Optional.empty(),
                provenance);
    }

    /**
     * What many schedules of a trial show.
     *
     * @param observations of the first that shows the verdict
     */
    static TrialRecord of(
            PlannedTrial plannedTrial,
            String inputs,
            Exploration exploration,
            Observations observations,
            Provenance provenance) {
        List<Finding> findings = exploration.findings().stream()
                .flatMap(result -> result.findings().stream()
                        .map(finding -> new Finding(finding.verdict(), result.name() + ": " + finding.reason())))
                .limit(MOST_FINDINGS)
                .toList();
        Outcome outcome = new Outcome(
                exploration.verdict().orElse(Verdict.INFRA),
                exploration.expected(),
                exploration.asExpected(),
                findings);
        return new TrialRecord(
                plannedTrial.id(),
                plannedTrial.axes(),
                Optional.of(inputs),
                outcome,
                observations,
                Optional.of(ExplorationSummary.of(exploration)),
                provenance);
    }

    /** A trial that did not run: its kernel was not built, or an infrastructure error. */
    static TrialRecord notRun(PlannedTrial plannedTrial, Finding finding, Provenance provenance) {
        Verdict verdict = finding.verdict();
        Optional<Verdict> expected = plannedTrial.expected();
        Outcome outcome = new Outcome(verdict, expected, expected.map(verdict::equals), List.of(finding));
        return new TrialRecord(
                plannedTrial.id(),
                plannedTrial.axes(),
                Optional.empty(),
                outcome,
                Observations.NONE,
                Optional.empty(),
                provenance);
    }

    public Verdict verdict() {
        return outcome.verdict();
    }

    /** Whether an infrastructure error left the kernel without a verdict. */
    public boolean isInfra() {
        return verdict() == Verdict.INFRA;
    }

    public boolean isUnexpected() {
        return !outcome.asExpected().orElse(true);
    }

    /** Whether the kernel failed: an unexpected verdict or, without an expectation, any but CLEAN. */
    public boolean isFailure() {
        return !isInfra() && outcome.asExpected().map(asExpected -> !asExpected).orElse(verdict() != Verdict.CLEAN);
    }
}
