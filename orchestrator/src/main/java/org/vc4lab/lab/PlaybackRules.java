// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vc4lab.guest.RunProfile;

/** What the sound, and the hardware that it went through, make of a trial. */
record PlaybackRules(Trial trial, Evidence evidence) {
    List<Finding> findings() {
        Stream<Finding> finished = evidence.console().scenario().end().isPresent() ? finished() : Stream.empty();
        return Stream.concat(rules(), finished).toList();
    }

    /** Nothing excuses a broken rule. */
    private Stream<Finding> rules() {
        return evidence.devices().stream()
                .flatMap(seen -> seen.violations().stream())
                .map(violation -> new Finding(Verdict.BROKEN, "hardware rule broken: " + violation));
    }

    private Stream<Finding> finished() {
        return Stream.of(status(), samples(), periods(), devices(), latency()).flatMap(one -> one);
    }

    private Stream<Finding> status() {
        OptionalInt status = evidence.console().scenario().status();
        return Judge.unless(
                status.equals(OptionalInt.of(0)),
                Verdict.BROKEN,
                () -> "the scenario ended with "
                        + (status.isPresent() ? "status " + status.getAsInt() : "an unknown status")
                        + evidence.console().output().stream()
                                .reduce((first, second) -> second)
                                .map(last -> "; its last line: " + last)
                                .orElse(""));
    }

    private Stream<Finding> samples() {
        long lost = evidence.devices().map(DeviceEvidence::captureLost).orElse(0L);
        if (lost > 0) {
            return Stream.of(new Finding(Verdict.INFRA, lost + " words could not be written to the capture"));
        }
        Optional<String> problem = evidence.audio()
                .map(AudioResult::difference)
                .orElse(Optional.of("nothing came out of the audio FIFO"))
                .map(difference -> "samples: " + difference);
        return trial.scenario().plays() == 0
                ? Stream.empty()
                : Stream.concat(formats(), Judge.ifPresent(problem, Verdict.BROKEN));
    }

    /** The tone has one format, so only a kernel that sets another one makes it leave in two. */
    private Stream<Finding> formats() {
        long runs = evidence.devices().map(DeviceEvidence::captureFiles).orElse(1L);
        return Judge.unless(
                runs <= 1,
                Verdict.BROKEN,
                () -> "samples: their rate or number of channels changed " + (runs - 1) + " times; the tone has one");
    }

    private Stream<Finding> periods() {
        OptionalLong interrupts = evidence.console().measure(Measure.DMA_INTERRUPTS);
        long needed = trial.scenario().periodInterrupts();
        return Judge.unless(
                interrupts.isEmpty() || interrupts.getAsLong() >= needed,
                Verdict.BROKEN,
                () -> interrupts.getAsLong() + " period interrupts; the tone needs " + needed);
    }

    private Stream<Finding> devices() {
        if (trial.scenario().plays() == 0) {
            return Stream.empty();
        }
        return evidence.devices().stream()
                .flatMap(seen -> Stream.of(infoframe(seen), fifo(seen)).flatMap(one -> one));
    }

    private Stream<Finding> infoframe(DeviceEvidence seen) {
        if (seen.infoframeLateNanos() < 0) {
            return Stream.of(new Finding(Verdict.BROKEN, "a stream was played without its infoframe"));
        }
        AudioInfoframe infoframe = seen.infoframe();
        Duration late = Duration.ofNanos(seen.infoframeLateNanos());
        Duration limit = trial.ofCase().infoframeLate().limit();
        int channels = evidence.audio().map(AudioResult::channels).orElse(0);
        boolean counts = infoframe.channels() == 0 || infoframe.channels() == channels;
        return Stream.of(
                        Judge.ifPresent(infoframe.problem().map(why -> "infoframe not valid: " + why), Verdict.BROKEN),
                        Judge.unless(
                                counts || infoframe.problem().isPresent(),
                                Verdict.BROKEN,
                                () -> "the infoframe announces " + infoframe.channels() + " channels, of " + channels),
                        Judge.unless(
                                !timeCounts() || late.compareTo(limit) <= 0,
                                Verdict.BROKEN,
                                () -> "the infoframe came " + micros(late) + " after the first sample, limit "
                                        + micros(limit)))
                .flatMap(one -> one);
    }

    /** By the host's clock the guest's times tell how busy the host was. */
    private boolean timeCounts() {
        return evidence.runProfile() == RunProfile.DETERMINISTIC;
    }

    private static Stream<Finding> fifo(DeviceEvidence seen) {
        return Stream.concat(
                Judge.unless(seen.underruns() == 0, Verdict.BROKEN, () -> seen.underruns() + " underruns of the FIFO"),
                Judge.unless(seen.overruns() == 0, Verdict.BROKEN, () -> seen.overruns() + " overruns of the FIFO"));
    }

    /** Printing a report keeps interrupts off by itself, so the limit is for trials without. */
    private Stream<Finding> latency() {
        OptionalLong longest = evidence.console().measure(Measure.IRQS_OFF);
        boolean printed = evidence.found().stream().anyMatch(report -> report.phase() == Phase.SCENARIO);
        if (longest.isEmpty() || printed || !timeCounts()) {
            return Stream.empty();
        }
        Duration off = Duration.of(longest.getAsLong(), ChronoUnit.MICROS);
        Duration limit = trial.ofCase().irqsOff().limit();
        return Judge.unless(
                off.compareTo(limit) <= 0,
                Verdict.LATENCY,
                () -> "interrupts were off for " + micros(off) + ", limit " + micros(limit) + where());
    }

    private String where() {
        List<String> where = evidence.console().irqsOffWhere();
        return where.isEmpty() ? "" : " (" + String.join(", ", where) + ")";
    }

    private static String micros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration) + " us";
    }
}
