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
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** What happened while the scenario ran. */
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
        return evidence.hardware().violations().stream()
                .map(violation -> new Finding(Verdict.BROKEN, "hardware rule broken: " + violation));
    }

    /**
     * LATENCY if interrupts were off for longer than the case allows. The kernel measures the guest's time, in which
     * other processors have their turns, so this is judged under the fixed schedule only.
     */
    static Stream<Finding> irqsOff(Trial trial, Evidence evidence) {
        ConsoleTranscript console = evidence.log().console();
        OptionalLong longest = console.metric(ConsoleTranscript.GuestMetric.IRQS_OFF);
        Optional<Duration> max = trial.ofCase().limits().irqsOff();
        if (longest.isEmpty() || max.isEmpty() || !hasHardwareTimes(evidence) || isExemptFromLatency(evidence)) {
            return Stream.empty();
        }
        Duration off = Duration.of(longest.getAsLong(), ChronoUnit.MICROS);
        Duration limit = max.get();
        List<String> locations = console.initOutput().irqsOffLocations();
        return findingIf(
                off.compareTo(limit) > 0,
                Verdict.LATENCY,
                "interrupts were off for " + formatMicros(off) + ", limit " + formatMicros(limit)
                        + (locations.isEmpty() ? "" : " (" + String.join(", ", locations) + ")"));
    }

    /** Whether the guest's times are those of hardware: not under a schedule that leaves a processor without a turn. */
    static boolean hasHardwareTimes(Evidence evidence) {
        return evidence.setup().clockMode() == ClockMode.DETERMINISTIC
                && evidence.setup().schedule().isEmpty();
    }

    /** By the host's clock times depend on the host's load, and printing a report keeps interrupts off. */
    static boolean isExemptFromLatency(Evidence evidence) {
        return evidence.setup().clockMode() != ClockMode.DETERMINISTIC
                || evidence.log().reports().stream().anyMatch(report -> report.phase() == Phase.SCENARIO);
    }

    static String formatMicros(Duration duration) {
        return TimeUnit.MICROSECONDS.convert(duration) + " us";
    }
}
