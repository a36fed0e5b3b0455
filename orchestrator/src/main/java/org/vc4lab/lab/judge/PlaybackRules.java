// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.Phase;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** What the sound, and the hardware that it went through, make of a trial. */
record PlaybackRules(Trial trial, Evidence evidence) {
    List<Finding> findings() {
        Stream<Finding> finished =
                evidence.console().scenario().end().isPresent() ? checkFinishedScenario() : Stream.empty();
        return Stream.concat(checkHardwareRules(), finished).toList();
    }

    /** Nothing excuses a broken rule. */
    private Stream<Finding> checkHardwareRules() {
        return evidence.devices().stream()
                .flatMap(device -> device.violations().stream())
                .map(violation -> new Finding(Verdict.BROKEN, "hardware rule broken: " + violation));
    }

    private Stream<Finding> checkFinishedScenario() {
        return Stream.of(
                        checkExitStatus(),
                        checkOutputs(),
                        checkPeriodInterrupts(),
                        checkScheduledChanges(),
                        checkDriverErrors(),
                        checkIrqLatency())
                .flatMap(findings -> findings);
    }

    /** Each of the scenario's outputs by itself. */
    private Stream<Finding> checkOutputs() {
        List<Integer> cards = trial.scenario().cards();
        Stream<Finding> firstFindings = OutputRules.of(trial, evidence, "", evidence.devices(), evidence.audio());
        Stream<Finding> otherFindings = evidence.otherOutputs().stream()
                .flatMap(output -> OutputRules.of(
                        trial,
                        evidence,
                        "card " + output.card() + ": ",
                        Optional.of(output.devices()),
                        output.audio()));
        boolean isComplete =
                evidence.devices().isEmpty() || evidence.otherOutputs().size() == cards.size() - 1;
        return Stream.of(
                        firstFindings,
                        otherFindings,
                        Judge.findingUnless(isComplete, Verdict.INFRA, () -> "an output was not looked at"))
                .flatMap(findings -> findings);
    }

    /** A trial in which the plug was never pulled says nothing about pulling it. */
    private Stream<Finding> checkScheduledChanges() {
        return evidence.changes().stream()
                .flatMap(change -> change.error().isPresent()
                        ? Stream.of(new Finding(
                                Verdict.INFRA,
                                change.change() + ": " + change.error().get()))
                        : Judge.findingUnless(
                                change.atNanos().isPresent(),
                                Verdict.BROKEN,
                                () -> "the time never came for this: " + change.change()));
    }

    /** With a fault in the hardware it is right to complain, unless the case says what is to be heard. */
    private Stream<Finding> checkDriverErrors() {
        return evidence.messages().stream()
                .filter(message -> message.phase() == Phase.SCENARIO)
                .filter(message -> trial.scenario().expectedErrors().stream().noneMatch(message.text()::contains))
                .map(message -> new Finding(Verdict.BROKEN, "a driver complains: " + message.text()));
    }

    private Stream<Finding> checkExitStatus() {
        OptionalInt status = evidence.console().scenario().status();
        return Judge.findingUnless(
                status.equals(OptionalInt.of(0)),
                Verdict.BROKEN,
                () -> "the scenario ended with "
                        + (status.isPresent() ? "status " + status.getAsInt() : "an unknown status")
                        + evidence.console().output().stream()
                                .reduce((first, second) -> second)
                                .map(last -> "; its last line: " + last)
                                .orElse(""));
    }

    private Stream<Finding> checkPeriodInterrupts() {
        OptionalLong interrupts = evidence.console().metric(GuestMetric.DMA_INTERRUPTS);
        long needed = trial.scenario().playback().periodInterrupts();
        return Judge.findingUnless(
                interrupts.isEmpty() || interrupts.getAsLong() >= needed,
                Verdict.BROKEN,
                () -> interrupts.getAsLong() + " period interrupts; the tone needs " + needed);
    }

    /** By the host's clock the guest's times tell how busy the host was. */
    static boolean isTimingMeaningful(Evidence evidence) {
        return evidence.clockMode() == ClockMode.DETERMINISTIC;
    }

    /** Printing a report keeps interrupts off by itself, so the limit is for trials without. */
    private Stream<Finding> checkIrqLatency() {
        OptionalLong longest = evidence.console().metric(GuestMetric.IRQS_OFF);
        boolean hasReport = evidence.reports().stream().anyMatch(report -> report.phase() == Phase.SCENARIO);
        if (longest.isEmpty() || hasReport || !isTimingMeaningful(evidence)) {
            return Stream.empty();
        }
        Duration off = Duration.of(longest.getAsLong(), ChronoUnit.MICROS);
        Duration limit = trial.ofCase().irqsOffLimit().max();
        return Judge.findingUnless(
                off.compareTo(limit) <= 0,
                Verdict.LATENCY,
                () -> "interrupts were off for " + formatMicros(off) + ", limit " + formatMicros(limit)
                        + describeIrqsOffLocations());
    }

    private String describeIrqsOffLocations() {
        List<String> locations = evidence.console().irqsOffLocations();
        return locations.isEmpty() ? "" : " (" + String.join(", ", locations) + ")";
    }

    static String formatMicros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration) + " us";
    }
}
