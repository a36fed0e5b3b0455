// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence.AudioResult;

/**
 * All that a trial left; the console's log and the captures are files beside it.
 *
 * @param witness what the emulator saw the kernel execute; empty if it ran without the witness
 * @param wall how long the trial took on the host's clock: the only difference between equal trials
 */
public record Evidence(
        TrialSetup setup,
        LogEvidence log,
        HardwareEvidence hardware,
        Optional<WitnessEvidence> witness,
        Duration wall) {
    /** The reports that are neither answers to the canary nor in the released kernel. */
    public List<TrialReport> relevantReports() {
        return log.reports().stream()
                .filter(report -> !report.occurrence().fromCanary())
                .filter(report ->
                        report.name().filter(log.knownReports()::contains).isEmpty())
                .toList();
    }

    /** Whether a relevant report is of this kind. */
    public boolean hasReport(ReportKind kind) {
        return relevantReports().stream().anyMatch(report -> report.kind() == kind);
    }

    /** Whether a relevant report is a panic, or ended in one. */
    public boolean hasPanicked() {
        return relevantReports().stream().anyMatch(TrialReport::isFatal);
    }

    /** The case's names for reports of this trial, sorted. */
    public List<String> reportNames() {
        return relevantReports().stream()
                .flatMap(report -> report.name().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** How long after a stream's first sample its infoframe was sent, at worst; empty without either. */
    public OptionalLong infoframeLateMicros() {
        return hardware.devices().stream()
                .filter(device -> device.infoframes().lateNanos() >= 0 && device.wordsPlayed() > 0)
                .mapToLong(device ->
                        TimeUnit.NANOSECONDS.toMicros(device.infoframes().lateNanos()))
                .findFirst();
    }

    /**
     * Which trial the evidence is of, by names.
     *
     * @param kernel its version, and {@code config} its configuration; empty in files of before
     * @param faults injected into the hardware, as {@code NAME=VALUE}
     * @param checks violations that the kernel is configured to report
     * @param kernelNotes what is out of the ordinary about how the kernel was made
     * @param schedule empty for the fixed one
     */
    public record TrialSetup(
            @JsonProperty("case") String caseName,
            @JsonProperty("kernel") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> kernel,
            @JsonProperty("config") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> config,
            @JsonProperty("candidate") String candidate,
            @JsonProperty("scenario") String scenario,
            @JsonProperty("profile") String profile,
            @JsonProperty("faults") List<String> faults,
            @JsonProperty("runProfile") ClockMode clockMode,
            @JsonProperty("checks") List<CanaryCheck> checks,
            @JsonProperty("kernelNotes") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<String> kernelNotes,
            @JsonProperty("schedule") @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Schedule> schedule) {
        public TrialSetup {
            faults = List.copyOf(faults);
            checks = List.copyOf(checks);
            kernelNotes = List.copyOf(kernelNotes);
        }

        public static TrialSetup of(
                Trial trial, ClockMode clockMode, List<CanaryCheck> checks, List<String> kernelNotes) {
            return new TrialSetup(
                    trial.ofCase().name(),
                    Optional.of(trial.ofCase().kernel()),
                    Optional.of(trial.ofCase().config()),
                    trial.candidate().name(),
                    trial.scenario().name(),
                    trial.profile().name(),
                    trial.faults().stream().map(Fault.FaultInjection::describe).toList(),
                    clockMode,
                    checks,
                    kernelNotes,
                    Optional.of(trial.schedule()).filter(any -> !any.isFixed()));
        }
    }

    /**
     * How the machine ended, and what its console log shows.
     *
     * @param knownReports names of reports that the released kernel has as well; they say nothing about the candidate
     * @param messages errors that drivers logged outside of all reports
     * @param lineCounts how many lines before the canary have the words that the scenario asks for
     */
    public record LogEvidence(
            @JsonProperty("ending") Termination termination,
            @JsonProperty("console") ConsoleTranscript console,
            @JsonProperty("reports") List<TrialReport> reports,
            @JsonProperty("known") List<String> knownReports,
            @JsonProperty("messages") List<DriverMessage> messages,
            @JsonProperty("lines") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    Map<String, Integer> lineCounts) {
        public LogEvidence {
            reports = List.copyOf(reports);
            knownReports = List.copyOf(knownReports);
            messages = List.copyOf(messages);
            lineCounts = new TreeMap<>(lineCounts);
        }
    }

    /** How a trial's machine ended. */
    public record Termination(@JsonProperty("kind") TerminationKind kind, @JsonProperty("detail") String detail) {
        public enum TerminationKind {
            /** The guest powered off or restarted. */
            SHUTDOWN("SHUTDOWN"),
            /** The guest reached its limit of guest time. */
            DEADLINE("DEADLINE"),
            /** The emulator ended, hung, or did not answer: an infrastructure error. */
            LOST("LOST");

            private final String text;

            TerminationKind(String text) {
                this.text = text;
            }

            @JsonValue
            @Override
            public String toString() {
                return text;
            }
        }
    }

    /**
     * A driver's error line outside of all reports.
     *
     * @param times occurrences in this phase
     */
    public record DriverMessage(
            @JsonProperty("phase") Phase phase, @JsonProperty("text") String text, @JsonProperty("times") int times) {}

    /**
     * What the hardware observed.
     *
     * @param devices of the scenario's first output; empty if they were not readable
     * @param audio the tone as it left that output; empty if nothing was captured
     * @param otherOutputs the scenario's further outputs
     * @param otherViolations hardware rules that were broken, of a scenario without outputs
     * @param counters that the scenario asks for, by their names
     * @param changes results of what was scheduled to happen to the machine meanwhile
     */
    public record HardwareEvidence(
            @JsonProperty("devices") Optional<DeviceEvidence> devices,
            @JsonProperty("audio") Optional<AudioResult> audio,
            @JsonProperty("others") List<OutputEvidence> otherOutputs,
            @JsonProperty("violations") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<String> otherViolations,
            @JsonProperty("counters") @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    Map<String, Long> counters,
            @JsonProperty("changes") List<ScheduledChange.ChangeResult> changes) {
        public HardwareEvidence {
            otherOutputs = List.copyOf(otherOutputs);
            otherViolations = List.copyOf(otherViolations);
            counters = new TreeMap<>(counters);
            changes = List.copyOf(changes);
        }

        /** All hardware rules that were broken. */
        public List<String> violations() {
            return devices.map(DeviceEvidence::violations).orElse(otherViolations);
        }
    }

    /**
     * The captured tone, compared with what was played.
     *
     * @param samplesExpected of all repetitions of the tone
     * @param samplesPlayed how many of them were captured, in order and unchanged
     * @param strayFrames frames with sound outside of all repetitions
     * @param difference the first mismatch
     */
    public record AudioResult(
            @JsonProperty("rate") int rate,
            @JsonProperty("channels") int channels,
            @JsonProperty("samplesExpected") long samplesExpected,
            @JsonProperty("samplesPlayed") long samplesPlayed,
            @JsonProperty("strayFrames") long strayFrames,
            @JsonProperty("difference") Optional<String> difference) {}

    /** Evidence of an output other than the scenario's first. */
    public record OutputEvidence(
            @JsonProperty("card") int card,
            @JsonProperty("devices") DeviceEvidence devices,
            @JsonProperty("audio") Optional<AudioResult> audio) {}
}
