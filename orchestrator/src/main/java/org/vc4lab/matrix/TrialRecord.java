// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.lab.TrialResult;
import org.vc4lab.lab.model.AudioResult;
import org.vc4lab.lab.model.DriverMessage;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Expectation;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/**
 * What came of one place in a plan. All but {@code run} is the same wherever and whenever the trial was made.
 *
 * @param inputs hash of all that the trial depends on; empty where there was no kernel to try
 * @param asExpected empty where nothing is expected
 * @param samplesPlayed how many of {@code samplesExpected} came out, in order and unchanged
 */
public record TrialRecord(
        @JsonProperty("id") String id,
        @JsonProperty("kernel") String kernel,
        @JsonProperty("config") String config,
        @JsonProperty("candidate") String candidate,
        @JsonProperty("scenario") String scenario,
        @JsonProperty("profile") String profile,
        @JsonProperty("faults") List<String> faults,
        @JsonProperty("inputs") Optional<String> inputs,
        @JsonProperty("verdict") Verdict verdict,
        @JsonProperty("expected") Optional<Verdict> expected,
        @JsonProperty("asExpected") Optional<Boolean> asExpected,
        @JsonProperty("findings") List<Finding> findings,
        @JsonProperty("reports") List<TrialReport> reports,
        @JsonProperty("messages") List<DriverMessage> messages,
        @JsonProperty("violations") List<String> violations,
        @JsonProperty("maxIrqsOffMicros") OptionalLong maxIrqsOffMicros,
        @JsonProperty("infoframeLateMicros") OptionalLong infoframeLateMicros,
        @JsonProperty("samplesExpected") long samplesExpected,
        @JsonProperty("samplesPlayed") long samplesPlayed,
        @JsonProperty("run") Provenance provenance) {
    public TrialRecord {
        faults = List.copyOf(faults);
        findings = List.copyOf(findings);
        reports = List.copyOf(reports);
        messages = List.copyOf(messages);
        violations = List.copyOf(violations);
    }

    /** Where a result comes from. */
    public enum Origin {
        /** It was booted for this run. */
        BOOTED("BOOTED"),
        /** An equal trial had been made before. */
        STORED("STORED"),
        /** There was nothing to boot. */
        NOT_RUN("NOTHING");

        private final String text;

        Origin(String text) {
            this.text = text;
        }

        /** As files and tables have it. */
        @JsonValue
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * How it was come by.
     *
     * @param tries how often it was booted, from 1; more than once only where our own fault was in the way
     * @param wallMillis how long the trial took when it was booted
     * @param host name of the machine that recorded it
     */
    public record Provenance(
            @JsonProperty("origin") Origin origin,
            @JsonProperty("tries") int tries,
            @JsonProperty("wallMillis") long wallMillis,
            @JsonProperty("host") String host) {
        Provenance withTries(int newTries) {
            return new Provenance(origin, newTries, wallMillis, host);
        }
    }

    static TrialRecord of(PlannedTrial plannedTrial, String inputs, TrialResult result, Provenance provenance) {
        Evidence evidence = result.evidence();
        return new TrialRecord(
                plannedTrial.id(),
                plannedTrial.trial().ofCase().kernel(),
                plannedTrial.trial().ofCase().config(),
                plannedTrial.trial().candidate().name(),
                plannedTrial.trial().scenario().name(),
                plannedTrial.trial().profile().name(),
                plannedTrial.faultNames(),
                Optional.of(inputs),
                result.judgement().verdict(),
                plannedTrial.trial().expectation().map(Expectation::verdict),
                emptyIfInfra(
                        result.judgement().verdict(),
                        plannedTrial.trial().expectation().map(any -> result.asExpected())),
                result.judgement().findings(),
                evidence.relevantReports(),
                evidence.log().messages(),
                evidence.hardware().devices().map(DeviceEvidence::violations).orElse(List.of()),
                evidence.log().console().metric(GuestMetric.IRQS_OFF),
                evidence.infoframeLateMicros(),
                evidence.hardware().audio().map(AudioResult::samplesExpected).orElse(0L),
                evidence.hardware().audio().map(AudioResult::samplesPlayed).orElse(0L),
                provenance);
    }

    /** Of a trial that was not made: the kernel does not build, or our own fault. */
    static TrialRecord notRun(PlannedTrial plannedTrial, Verdict verdict, String reason, Provenance provenance) {
        Optional<Verdict> expected = plannedTrial.trial().expectation().map(Expectation::verdict);
        return new TrialRecord(
                plannedTrial.id(),
                plannedTrial.trial().ofCase().kernel(),
                plannedTrial.trial().ofCase().config(),
                plannedTrial.trial().candidate().name(),
                plannedTrial.trial().scenario().name(),
                plannedTrial.trial().profile().name(),
                plannedTrial.faultNames(),
                Optional.empty(),
                verdict,
                expected,
                emptyIfInfra(verdict, expected.map(verdict::equals)),
                List.of(new Finding(verdict, reason)),
                List.of(),
                List.of(),
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                0,
                0,
                provenance);
    }

    /** Where the fault is ours, nothing is known of the kernel. */
    private static Optional<Boolean> emptyIfInfra(Verdict verdict, Optional<Boolean> asExpected) {
        return verdict == Verdict.INFRA ? Optional.empty() : asExpected;
    }

    /** Our own fault: nothing is known of the kernel. */
    public boolean isInfra() {
        return verdict == Verdict.INFRA;
    }

    /** Whether it showed something else than what is expected of it. */
    public boolean isUnexpected() {
        return !asExpected.orElse(true);
    }

    /** The same with another number of tries. */
    TrialRecord withTries(int tries) {
        return new TrialRecord(
                id,
                kernel,
                config,
                candidate,
                scenario,
                profile,
                faults,
                inputs,
                verdict,
                expected,
                asExpected,
                findings,
                reports,
                messages,
                violations,
                maxIrqsOffMicros,
                infoframeLateMicros,
                samplesExpected,
                samplesPlayed,
                provenance.withTries(tries));
    }
}
