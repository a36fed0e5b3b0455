// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.vc4lab.lab.judge.Judge.JudgingRule.findingIf;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vc4lab.guest.AudioInfoframe;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** What happened while the scenario ran, and what left the audio FIFOs of the HDMI outputs. */
final class ScenarioRules {
    private ScenarioRules() {}

    /** BROKEN if the scenario's script failed, or was ended because it took too long. */
    static Stream<Finding> exitStatus(Trial trial, Evidence evidence) {
        ConsoleTranscript console = evidence.log().console();
        OptionalInt status = console.scenario().status();
        List<String> output = console.initOutput().output();
        return findingIf(
                !status.equals(OptionalInt.of(0)),
                Verdict.BROKEN,
                "the scenario ended with "
                        + (status.isPresent() ? "status " + status.getAsInt() : "an unknown status")
                        + (output.isEmpty() ? "" : "; its last line: " + output.get(output.size() - 1)));
    }

    /**
     * INFRA if a scheduled change of the machine failed; BROKEN if it was never triggered: a trial in which the plug
     * was never pulled says nothing about pulling it.
     */
    static Stream<Finding> scheduledChange(Trial trial, Evidence evidence) {
        return evidence.hardware().changes().stream().flatMap(ScenarioRules::checkChange);
    }

    private static Stream<Finding> checkChange(ScheduledChange.ChangeResult result) {
        return result.error().isPresent()
                ? Stream.of(new Finding(
                        Verdict.INFRA, result.change() + ": " + result.error().get()))
                : findingIf(
                        result.atNanos().isEmpty(),
                        Verdict.BROKEN,
                        "the scheduled change was never triggered: " + result.change());
    }

    /** BROKEN for each hardware rule that the driver broke, whatever else happened. */
    static Stream<Finding> hardwareViolation(Trial trial, Evidence evidence) {
        return evidence.hardware().devices().stream()
                .flatMap(device -> device.violations().stream())
                .map(violation -> new Finding(Verdict.BROKEN, "hardware rule broken: " + violation));
    }

    /**
     * LATENCY if interrupts were off for longer than the case allows. Printing a report keeps them off too, so a trial
     * with a report in its scenario is exempt; so is one whose times are not those of hardware.
     */
    static Stream<Finding> irqsOff(Trial trial, Evidence evidence) {
        ConsoleTranscript console = evidence.log().console();
        OptionalLong longest = console.metric(ConsoleTranscript.GuestMetric.IRQS_OFF);
        if (longest.isEmpty() || isExemptFromLatency(evidence)) {
            return Stream.empty();
        }
        Duration off = Duration.of(longest.getAsLong(), ChronoUnit.MICROS);
        Duration limit = trial.ofCase().limits().irqsOff().max();
        List<String> locations = console.initOutput().irqsOffLocations();
        return findingIf(
                off.compareTo(limit) > 0,
                Verdict.LATENCY,
                "interrupts were off for " + formatMicros(off) + ", limit " + formatMicros(limit)
                        + (locations.isEmpty() ? "" : " (" + String.join(", ", locations) + ")"));
    }

    /**
     * Whether times are those of hardware: not by the host's clock, which depend on the host's load, and not under a
     * schedule that may leave a processor without a turn, interrupts off, for longer than the others need.
     */
    private static boolean hasMeaningfulTimes(Evidence evidence) {
        return evidence.setup().clockMode() == ClockMode.DETERMINISTIC
                && evidence.setup().schedule().isEmpty();
    }

    static boolean isExemptFromLatency(Evidence evidence) {
        return !hasMeaningfulTimes(evidence)
                || evidence.log().reports().stream().anyMatch(report -> report.phase() == Phase.SCENARIO);
    }

    static String formatMicros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration) + " us";
    }

    /** BROKEN if fewer periods elapsed than the tone has: the driver did not play all of it. */
    static Stream<Finding> periodInterrupts(Trial trial, Evidence evidence) {
        long needed = trial.scenario().playback().periodInterrupts();
        return evidence.log().console().metric(ConsoleTranscript.GuestMetric.DMA_INTERRUPTS).stream()
                .filter(interrupts -> interrupts < needed)
                .mapToObj(interrupts ->
                        new Finding(Verdict.BROKEN, interrupts + " period interrupts; the tone needs " + needed));
    }

    /**
     * INFRA if the capture of an HDMI output is incomplete or missing; BROKEN if its samples are not the tone, its
     * audio infoframe is missing, wrong or late, or its FIFO ran empty or over. Each output of the scenario is judged
     * alone.
     */
    static Stream<Finding> outputs(Trial trial, Evidence evidence) {
        Evidence.HardwareEvidence hardware = evidence.hardware();
        Stream<Finding> findings = new JudgedOutput(trial, evidence, "", hardware.devices(), hardware.audio()).check();
        Stream<Finding> otherFindings = hardware.otherOutputs().stream().flatMap(output -> {
            String prefix = "card " + output.card() + ": ";
            return new JudgedOutput(trial, evidence, prefix, Optional.of(output.devices()), output.audio()).check();
        });
        boolean isMissing = hardware.devices().isPresent()
                && hardware.otherOutputs().size() != trial.scenario().cards().size() - 1;
        Stream<Finding> missing = findingIf(isMissing, Verdict.INFRA, "an output was not looked at");
        return Stream.of(findings, otherFindings, missing).flatMap(part -> part);
    }

    /**
     * One output.
     *
     * @param prefix of each finding
     * @param devices empty if they were not readable: then only the samples are judged
     */
    private record JudgedOutput(
            Trial trial,
            Evidence evidence,
            String prefix,
            Optional<DeviceEvidence> devices,
            Optional<AudioResult> audio) {
        Stream<Finding> check() {
            boolean playsTone = trial.scenario().playback().plays() > 0;
            if (devices.isEmpty()) {
                return playsTone ? checkSamples() : Stream.empty();
            }
            DeviceEvidence device = devices.get();
            long lost = device.fifo().captureLost();
            if (lost > 0) {
                return Stream.of(
                        new Finding(Verdict.INFRA, prefix + lost + " words could not be written to the capture"));
            }
            Stream<Finding> sound =
                    playsTone ? Stream.concat(checkFormat(device.fifo()), checkSamples()) : Stream.empty();
            Stream<Finding> hardware = playsTone || device.wordsPlayed() > 0
                    ? Stream.concat(checkInfoframe(device.infoframes()), checkFifo(device.fifo()))
                    : Stream.empty();
            return Stream.concat(sound, hardware);
        }

        private Stream<Finding> checkSamples() {
            Optional<String> difference =
                    audio.map(AudioResult::difference).orElse(Optional.of("nothing came out of the audio FIFO"));
            return difference.stream().flatMap(problem -> broken(true, "samples: " + problem));
        }

        /** The tone has one format, so only a kernel that sets another one splits the capture. */
        private Stream<Finding> checkFormat(DeviceEvidence.FifoEvidence fifo) {
            long changes = fifo.captureFiles() - 1;
            return broken(
                    changes > 0,
                    "samples: their rate or number of channels changed " + changes + " times; the tone has one");
        }

        /** A stream that is shorter than the limit may lack one; the newest stream of all must have one. */
        private Stream<Finding> checkInfoframe(DeviceEvidence.InfoframeEvidence infoframes) {
            Duration late = Duration.ofNanos(infoframes.withoutNanos());
            Duration limit = trial.ofCase().limits().infoframeLate().max();
            boolean isLate = late.compareTo(limit) > 0;
            if (infoframes.lateNanos() < 0 && isLate) {
                return broken(true, "a stream was played without its infoframe");
            }
            AudioInfoframe infoframe = infoframes.newest();
            int channels = audio.map(AudioResult::channels).orElse(0);
            Stream<Finding> content = infoframe.problem().isPresent()
                    ? broken(true, "infoframe not valid: " + infoframe.problem().get())
                    : broken(
                            infoframe.channels() != 0 && infoframe.channels() != channels,
                            "the infoframe announces " + infoframe.channels() + " channels, of " + channels);
            return Stream.concat(
                    content,
                    broken(
                            isLate && hasMeaningfulTimes(evidence),
                            "the infoframe came " + formatMicros(late) + " after the first sample, limit "
                                    + formatMicros(limit)));
        }

        private Stream<Finding> checkFifo(DeviceEvidence.FifoEvidence fifo) {
            return Stream.concat(
                    broken(fifo.underruns() != 0, fifo.underruns() + " underruns of the FIFO"),
                    broken(fifo.overruns() != 0, fifo.overruns() + " overruns of the FIFO"));
        }

        private Stream<Finding> broken(boolean isBroken, String reason) {
            return findingIf(isBroken, Verdict.BROKEN, prefix + reason);
        }
    }
}
