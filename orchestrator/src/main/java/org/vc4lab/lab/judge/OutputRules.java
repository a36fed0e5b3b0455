// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.lab.model.AudioInfoframe;
import org.vc4lab.lab.model.AudioResult;
import org.vc4lab.lab.model.DeviceEvidence;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * What came out of one HDMI output.
 *
 * @param prefix put before each finding
 */
record OutputRules(Trial trial, Evidence evidence, String prefix, DeviceEvidence device, Optional<AudioResult> audio) {
    /** Without what the devices saw there is only the sound. */
    static Stream<Finding> of(
            Trial trial,
            Evidence evidence,
            String prefix,
            Optional<DeviceEvidence> device,
            Optional<AudioResult> audio) {
        if (device.isEmpty()) {
            return trial.scenario().playback().plays() == 0 ? Stream.empty() : checkSamples(prefix, audio);
        }
        return new OutputRules(trial, evidence, prefix, device.get(), audio).findings();
    }

    private Stream<Finding> findings() {
        if (device.captureLost() > 0) {
            return Stream.of(new Finding(
                    Verdict.INFRA, prefix + device.captureLost() + " words could not be written to the capture"));
        }
        boolean comparesTone = trial.scenario().playback().plays() > 0;
        Stream<Finding> sound =
                comparesTone ? Stream.concat(checkFormat(), checkSamples(prefix, audio)) : Stream.empty();
        Stream<Finding> hardware = comparesTone || device.wordsPlayed() > 0
                ? Stream.concat(checkInfoframe(), checkFifo())
                : Stream.empty();
        return Stream.concat(sound, hardware);
    }

    private static Stream<Finding> checkSamples(String prefix, Optional<AudioResult> audio) {
        Optional<String> problem = audio.map(AudioResult::difference)
                .orElse(Optional.of("nothing came out of the audio FIFO"))
                .map(difference -> prefix + "samples: " + difference);
        return Judge.findingIfPresent(problem, Verdict.BROKEN);
    }

    /** The tone has one format, so only a kernel that sets another one makes it leave in two. */
    private Stream<Finding> checkFormat() {
        return Judge.findingUnless(
                device.captureFiles() <= 1,
                Verdict.BROKEN,
                () -> prefix + "samples: their rate or number of channels changed " + (device.captureFiles() - 1)
                        + " times; the tone has one");
    }

    /** A stream that is over within the limit may be without; the newest of all has to have one. */
    private Stream<Finding> checkInfoframe() {
        Duration late = Duration.ofNanos(device.infoframeWithoutNanos());
        Duration limit = trial.ofCase().infoframeLateLimit().max();
        if (device.infoframeLateNanos() < 0 && late.compareTo(limit) > 0) {
            return Stream.of(new Finding(Verdict.BROKEN, prefix + "a stream was played without its infoframe"));
        }
        AudioInfoframe infoframe = device.infoframe();
        int channels = audio.map(AudioResult::channels).orElse(0);
        boolean channelsMatch = infoframe.channels() == 0 || infoframe.channels() == channels;
        return Stream.of(
                        Judge.findingIfPresent(
                                infoframe.problem().map(why -> prefix + "infoframe not valid: " + why), Verdict.BROKEN),
                        Judge.findingUnless(
                                channelsMatch || infoframe.problem().isPresent(),
                                Verdict.BROKEN,
                                () -> prefix + "the infoframe announces " + infoframe.channels() + " channels, of "
                                        + channels),
                        Judge.findingUnless(
                                !PlaybackRules.isTimingMeaningful(evidence) || late.compareTo(limit) <= 0,
                                Verdict.BROKEN,
                                () -> prefix + "the infoframe came " + PlaybackRules.formatMicros(late)
                                        + " after the first sample, limit " + PlaybackRules.formatMicros(limit)))
                .flatMap(findings -> findings);
    }

    private Stream<Finding> checkFifo() {
        return Stream.concat(
                Judge.findingUnless(
                        device.underruns() == 0,
                        Verdict.BROKEN,
                        () -> prefix + device.underruns() + " underruns of the FIFO"),
                Judge.findingUnless(
                        device.overruns() == 0,
                        Verdict.BROKEN,
                        () -> prefix + device.overruns() + " overruns of the FIFO"));
    }
}
