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
        return Stream.of(status(), outputs(), periods(), changes(), complaints(), latency())
                .flatMap(one -> one);
    }

    /** Each of the scenario's outputs by itself. */
    private Stream<Finding> outputs() {
        List<Integer> cards = trial.scenario().cards();
        Stream<Finding> first = OutputRules.of(trial, evidence, "", evidence.devices(), evidence.audio());
        Stream<Finding> others = evidence.others().stream()
                .flatMap(other -> OutputRules.of(
                        trial, evidence, "card " + other.card() + ": ", Optional.of(other.devices()), other.audio()));
        boolean all = evidence.devices().isEmpty() || evidence.others().size() == cards.size() - 1;
        return Stream.of(first, others, Judge.unless(all, Verdict.INFRA, () -> "an output was not looked at"))
                .flatMap(one -> one);
    }

    /** A trial in which the plug was never pulled says nothing about pulling it. */
    private Stream<Finding> changes() {
        return evidence.changes().stream()
                .flatMap(change -> change.error().isPresent()
                        ? Stream.of(new Finding(
                                Verdict.INFRA,
                                change.change() + ": " + change.error().get()))
                        : Judge.unless(
                                change.atNanos().isPresent(),
                                Verdict.BROKEN,
                                () -> "the time never came for this: " + change.change()));
    }

    /** With a fault in the hardware it is right to complain, unless the case says what is to be heard. */
    private Stream<Finding> complaints() {
        return evidence.messages().stream()
                .filter(message -> message.phase() == Phase.SCENARIO)
                .filter(message -> trial.scenario().tolerates().stream().noneMatch(message.text()::contains))
                .map(message -> new Finding(Verdict.BROKEN, "a driver complains: " + message.text()));
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

    private Stream<Finding> periods() {
        OptionalLong interrupts = evidence.console().measure(Measure.DMA_INTERRUPTS);
        long needed = trial.scenario().playback().periodInterrupts();
        return Judge.unless(
                interrupts.isEmpty() || interrupts.getAsLong() >= needed,
                Verdict.BROKEN,
                () -> interrupts.getAsLong() + " period interrupts; the tone needs " + needed);
    }

    /** By the host's clock the guest's times tell how busy the host was. */
    static boolean timeCounts(Evidence evidence) {
        return evidence.runProfile() == RunProfile.DETERMINISTIC;
    }

    /** Printing a report keeps interrupts off by itself, so the limit is for trials without. */
    private Stream<Finding> latency() {
        OptionalLong longest = evidence.console().measure(Measure.IRQS_OFF);
        boolean printed = evidence.reports().stream().anyMatch(report -> report.phase() == Phase.SCENARIO);
        if (longest.isEmpty() || printed || !timeCounts(evidence)) {
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

    static String micros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration) + " us";
    }
}
