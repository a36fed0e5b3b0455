// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What came out of one HDMI output.
 *
 * @param which put before each finding
 */
record OutputRules(Trial trial, Evidence evidence, String which, DeviceEvidence seen, Optional<AudioResult> audio) {
    /** Without what the devices saw there is only the sound. */
    static Stream<Finding> of(
            Trial trial,
            Evidence evidence,
            String which,
            Optional<DeviceEvidence> devices,
            Optional<AudioResult> audio) {
        if (devices.isEmpty()) {
            return trial.scenario().playback().plays() == 0 ? Stream.empty() : sound(which, audio);
        }
        return new OutputRules(trial, evidence, which, devices.get(), audio).findings();
    }

    private Stream<Finding> findings() {
        if (seen.captureLost() > 0) {
            return Stream.of(new Finding(
                    Verdict.INFRA, which + seen.captureLost() + " words could not be written to the capture"));
        }
        boolean compared = trial.scenario().playback().plays() > 0;
        Stream<Finding> sound = compared ? Stream.concat(formats(), sound(which, audio)) : Stream.empty();
        Stream<Finding> hardware =
                compared || seen.wordsPlayed() > 0 ? Stream.concat(infoframe(), fifo()) : Stream.empty();
        return Stream.concat(sound, hardware);
    }

    private static Stream<Finding> sound(String which, Optional<AudioResult> audio) {
        Optional<String> problem = audio.map(AudioResult::difference)
                .orElse(Optional.of("nothing came out of the audio FIFO"))
                .map(difference -> which + "samples: " + difference);
        return Judge.ifPresent(problem, Verdict.BROKEN);
    }

    /** The tone has one format, so only a kernel that sets another one makes it leave in two. */
    private Stream<Finding> formats() {
        return Judge.unless(
                seen.captureFiles() <= 1,
                Verdict.BROKEN,
                () -> which + "samples: their rate or number of channels changed " + (seen.captureFiles() - 1)
                        + " times; the tone has one");
    }

    /** A stream that is over within the limit may be without; the newest of all has to have one. */
    private Stream<Finding> infoframe() {
        Duration late = Duration.ofNanos(seen.infoframeWithoutNanos());
        Duration limit = trial.ofCase().infoframeLate().limit();
        if (seen.infoframeLateNanos() < 0 && late.compareTo(limit) > 0) {
            return Stream.of(new Finding(Verdict.BROKEN, which + "a stream was played without its infoframe"));
        }
        AudioInfoframe infoframe = seen.infoframe();
        int channels = audio.map(AudioResult::channels).orElse(0);
        boolean counts = infoframe.channels() == 0 || infoframe.channels() == channels;
        return Stream.of(
                        Judge.ifPresent(
                                infoframe.problem().map(why -> which + "infoframe not valid: " + why), Verdict.BROKEN),
                        Judge.unless(
                                counts || infoframe.problem().isPresent(),
                                Verdict.BROKEN,
                                () -> which + "the infoframe announces " + infoframe.channels() + " channels, of "
                                        + channels),
                        Judge.unless(
                                !PlaybackRules.timeCounts(evidence) || late.compareTo(limit) <= 0,
                                Verdict.BROKEN,
                                () -> which + "the infoframe came " + PlaybackRules.micros(late)
                                        + " after the first sample, limit " + PlaybackRules.micros(limit)))
                .flatMap(one -> one);
    }

    private Stream<Finding> fifo() {
        return Stream.concat(
                Judge.unless(
                        seen.underruns() == 0,
                        Verdict.BROKEN,
                        () -> which + seen.underruns() + " underruns of the FIFO"),
                Judge.unless(
                        seen.overruns() == 0, Verdict.BROKEN, () -> which + seen.overruns() + " overruns of the FIFO"));
    }
}
