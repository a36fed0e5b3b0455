// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.vc4lab.lab.AudioResult;
import org.vc4lab.lab.DeviceEvidence;
import org.vc4lab.lab.Evidence;
import org.vc4lab.lab.Expectation;
import org.vc4lab.lab.Finding;
import org.vc4lab.lab.Measure;
import org.vc4lab.lab.SeenMessage;
import org.vc4lab.lab.SeenReport;
import org.vc4lab.lab.TrialResult;
import org.vc4lab.lab.Verdict;

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
        @JsonProperty("reports") List<SeenReport> reports,
        @JsonProperty("messages") List<SeenMessage> messages,
        @JsonProperty("violations") List<String> violations,
        @JsonProperty("maxIrqsOffMicros") OptionalLong maxIrqsOffMicros,
        @JsonProperty("infoframeLateMicros") OptionalLong infoframeLateMicros,
        @JsonProperty("samplesExpected") long samplesExpected,
        @JsonProperty("samplesPlayed") long samplesPlayed,
        @JsonProperty("run") Run run) {
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
        NOTHING("NOTHING");

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
    public record Run(
            @JsonProperty("origin") Origin origin,
            @JsonProperty("tries") int tries,
            @JsonProperty("wallMillis") long wallMillis,
            @JsonProperty("host") String host) {
        Run after(int total) {
            return new Run(origin, total, wallMillis, host);
        }
    }

    static TrialRecord of(Slot slot, String inputs, TrialResult result, Run run) {
        Evidence evidence = result.evidence();
        return new TrialRecord(
                slot.id(),
                slot.trial().ofCase().kernel(),
                slot.trial().ofCase().config(),
                slot.trial().candidate().name(),
                slot.trial().scenario().name(),
                slot.trial().profile().name(),
                slot.faults(),
                Optional.of(inputs),
                result.judgement().verdict(),
                slot.trial().expectation().map(Expectation::verdict),
                told(result.judgement().verdict(), slot.trial().expectation().map(any -> result.asExpected())),
                result.judgement().findings(),
                evidence.found(),
                evidence.messages(),
                evidence.devices().map(DeviceEvidence::violations).orElse(List.of()),
                evidence.console().measure(Measure.IRQS_OFF),
                evidence.infoframeLateMicros(),
                evidence.audio().map(AudioResult::samplesExpected).orElse(0L),
                evidence.audio().map(AudioResult::samplesPlayed).orElse(0L),
                run);
    }

    /** Of a trial that was not made: the kernel does not build, or our own fault. */
    static TrialRecord without(Slot slot, Verdict verdict, String reason, Run run) {
        Optional<Verdict> expected = slot.trial().expectation().map(Expectation::verdict);
        return new TrialRecord(
                slot.id(),
                slot.trial().ofCase().kernel(),
                slot.trial().ofCase().config(),
                slot.trial().candidate().name(),
                slot.trial().scenario().name(),
                slot.trial().profile().name(),
                slot.faults(),
                Optional.empty(),
                verdict,
                expected,
                told(verdict, expected.map(verdict::equals)),
                List.of(new Finding(verdict, reason)),
                List.of(),
                List.of(),
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                0,
                0,
                run);
    }

    /** Where the fault is ours, nothing is known of the kernel. */
    private static Optional<Boolean> told(Verdict verdict, Optional<Boolean> asExpected) {
        return verdict == Verdict.INFRA ? Optional.empty() : asExpected;
    }

    /** Our own fault: nothing is known of the kernel. */
    @JsonIgnore
    public boolean isInfra() {
        return verdict == Verdict.INFRA;
    }

    /** Whether it showed something else than what is expected of it. */
    @JsonIgnore
    public boolean isUnexpected() {
        return !asExpected.orElse(true);
    }

    /** The same with another number of tries. */
    TrialRecord tried(int tries) {
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
                run.after(tries));
    }
}
