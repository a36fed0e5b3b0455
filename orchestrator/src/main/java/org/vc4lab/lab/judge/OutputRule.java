// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.guest.AudioInfoframe;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.lab.model.AudioResult;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.HardwareEvidence;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * INFRA if the capture of an HDMI output is incomplete or missing; BROKEN if its samples are not the tone, its audio
 * infoframe is missing, wrong or late, or its FIFO ran empty or over. Each output of the scenario is judged alone.
 */
final class OutputRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        HardwareEvidence hardware = evidence.hardware();
        int otherOutputs = trial.scenario().cards().size() - 1;
        Stream<Finding> findings = new JudgedOutput(trial, evidence, "", hardware.devices(), hardware.audio()).check();
        Stream<Finding> otherFindings = hardware.otherOutputs().stream().flatMap(output -> {
            String prefix = "card " + output.card() + ": ";
            return new JudgedOutput(trial, evidence, prefix, Optional.of(output.devices()), output.audio()).check();
        });
        Stream<Finding> missing =
                hardware.devices().isPresent() && hardware.otherOutputs().size() != otherOutputs
                        ? Stream.of(new Finding(Verdict.INFRA, "an output was not looked at"))
                        : Stream.empty();
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
                            isLate && evidence.setup().clockMode() == ClockMode.DETERMINISTIC,
                            "the infoframe came " + IrqsOffRule.formatMicros(late) + " after the first sample, limit "
                                    + IrqsOffRule.formatMicros(limit)));
        }

        private Stream<Finding> checkFifo(DeviceEvidence.FifoEvidence fifo) {
            return Stream.concat(
                    broken(fifo.underruns() != 0, fifo.underruns() + " underruns of the FIFO"),
                    broken(fifo.overruns() != 0, fifo.overruns() + " overruns of the FIFO"));
        }

        private Stream<Finding> broken(boolean isBroken, String reason) {
            return isBroken ? Stream.of(new Finding(Verdict.BROKEN, prefix + reason)) : Stream.empty();
        }
    }
}
