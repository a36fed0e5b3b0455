// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.vc4lab.lab.judge.Judge.JudgingRule.findingIf;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.guest.AudioInfoframe;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.AudioResult;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Scenario.ScenarioAudio;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** What left the audio FIFOs of the outputs; of a scenario that captures sound. */
final class AudioRules {
    private AudioRules() {}

    /**
     * BROKEN if fewer periods elapsed than the tone has: the driver did not play all of it. Two interrupts become one
     * if the first is not taken for as long as a period, which a schedule may bring about.
     */
    static Stream<Finding> periodInterrupts(Trial trial, Evidence evidence) {
        long needed = trial.scenario()
                .audio()
                .map(audio -> audio.playback().periodInterrupts())
                .orElse(0L);
        return evidence.log().console().metric(ConsoleTranscript.GuestMetric.DMA_INTERRUPTS).stream()
                .filter(interrupts ->
                        interrupts < needed && evidence.setup().schedule().isEmpty())
                .mapToObj(interrupts ->
                        new Finding(Verdict.BROKEN, interrupts + " period interrupts; the tone needs " + needed));
    }

    /**
     * INFRA if the capture of an output is incomplete or missing; BROKEN if its samples are not the tone, its audio
     * infoframe is missing, wrong or late, or its FIFO ran empty or over. Each output of the scenario is judged alone.
     */
    static Stream<Finding> outputs(Trial trial, Evidence evidence) {
        return trial.scenario().audio().stream().flatMap(audio -> checkOutputs(audio, trial, evidence));
    }

    private static Stream<Finding> checkOutputs(ScenarioAudio scenarioAudio, Trial trial, Evidence evidence) {
        Evidence.HardwareEvidence hardware = evidence.hardware();
        int plays = scenarioAudio.playback().plays();
        Stream<Finding> findings =
                new JudgedOutput(trial, plays > 0, evidence, "", hardware.devices(), hardware.audio()).check();
        Stream<Finding> otherFindings = hardware.otherOutputs().stream().flatMap(output -> {
            String prefix = "card " + output.card() + ": ";
            return new JudgedOutput(trial, plays > 0, evidence, prefix, Optional.of(output.devices()), output.audio())
                    .check();
        });
        boolean isMissing = hardware.devices().isPresent()
                && hardware.otherOutputs().size() != scenarioAudio.cards().size() - 1;
        Stream<Finding> missing = findingIf(isMissing, Verdict.INFRA, "an output was not looked at");
        return Stream.of(findings, otherFindings, missing).flatMap(part -> part);
    }

    /**
     * One output.
     *
     * @param playsTone whether its samples have to be the tone
     * @param prefix of each finding
     * @param devices empty if they were not readable: then only the samples are judged
     */
    private record JudgedOutput(
            Trial trial,
            boolean playsTone,
            Evidence evidence,
            String prefix,
            Optional<DeviceEvidence> devices,
            Optional<AudioResult> audio) {
        Stream<Finding> check() {
            if (devices.isEmpty()) {
                return playsTone ? checkSamples() : Stream.empty();
            }
            DeviceEvidence device = devices.get();
            long lost = device.fifo().captureLost();
            if (lost > 0) {
                return Stream.of(
                        new Finding(Verdict.INFRA, prefix + lost + " words could not be written to the capture"));
            }
            Stream<Finding> sound = playsTone
                    ? Stream.of(
                                    checkFormat(device.fifo()),
                                    checkPackets(device.fifo().packets()),
                                    checkSamples())
                            .flatMap(findings -> findings)
                    : Stream.empty();
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

        /** Of a stream of high bit rate each packet has four frames in a row, of others a sample of each channel. */
        private Stream<Finding> checkPackets(String packets) {
            String needed =
                    trial.scenario().audio().orElseThrow().playback().isHighBitRate() ? "high-bit-rate" : "samples";
            return broken(
                    !packets.equals(needed) && !packets.equals("none"),
                    "samples: they are sent in packets of the kind '" + packets + "'; the stream needs '" + needed
                            + "'");
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
            Duration limit = trial.ofCase().limits().infoframeLate().orElseThrow();
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
                            isLate && ScenarioRules.hasHardwareTimes(evidence),
                            "the infoframe came " + ScenarioRules.formatMicros(late) + " after the first sample, limit "
                                    + ScenarioRules.formatMicros(limit)));
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
