// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.vc4lab.lab.judge.Judge.JudgingRule.findingIf;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.Termination.TerminationKind;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.model.WitnessEvidence;
import org.vc4lab.lab.model.WitnessEvidence.AtomicSleep;
import org.vc4lab.lab.model.WitnessEvidence.WitnessPhase;
import org.vc4lab.lab.model.WitnessEvidence.WitnessedCall;

/** What the emulator saw the kernel execute, against what the kernel printed. */
final class WitnessRules {
    private static final int SHOWN = 3;

    private WitnessRules() {}

    /**
     * MASKED if the guest ended, but the witness's log is damaged or has no end: what it saw is unknown. If the kernel
     * cannot be watched, the judgement says so: the verdict is what the others saw.
     */
    static Stream<Finding> missingWitness(Trial trial, Evidence evidence) {
        boolean ended = evidence.log().termination().kind() == TerminationKind.SHUTDOWN;
        return evidence.witness().stream()
                .flatMap(witness -> Stream.concat(
                        witness.absent().map(reason -> new Finding(Verdict.CLEAN, "no witness: " + reason)).stream(),
                        witness
                                .incomplete()
                                .filter(reason -> ended)
                                .map(reason -> new Finding(Verdict.MASKED, reason))
                                .stream()));
    }

    /** MASKED for a machine that was stopped, if the witness did not watch it, or its log is damaged. */
    static Stream<Finding> unwatched(Trial trial, Evidence evidence) {
        return evidence.witness().flatMap(witness -> witness.absent().or(witness::incomplete)).stream()
                .map(reason -> new Finding(Verdict.MASKED, "no witness: " + reason));
    }

    /**
     * REPRODUCED for a sleep in atomic context that is the case's bug, OTHER_REPORT for any other; one of the released
     * kernel, or of the canary, is not a finding.
     */
    static Stream<Finding> atomicSleep(Trial trial, Evidence evidence) {
        return unknownSleeps(evidence).map(sleep -> {
            boolean isBug = sleep.name()
                    .filter(trial.ofCase().reports().bug()::contains)
                    .isPresent();
            String silence = isReported(sleep, evidence) ? "" : "; the console does not show it";
            return new Finding(
                    isBug ? Verdict.REPRODUCED : Verdict.OTHER_REPORT,
                    sleep.name().map(name -> name + ": ").orElse("") + "the witness saw a sleep in atomic context: "
                            + sleep + silence);
        });
    }

    /** Only says what the witness did not see: its view is narrower than that of the kernel's own check. */
    static Stream<Finding> onlyOnConsole(Trial trial, Evidence evidence) {
        boolean sawSleep = evidence.witness().stream()
                .anyMatch(witness -> !witness.isComplete()
                        || witness.sleepsOfKernel().findAny().isPresent());
        return evidence.witness().isEmpty() || sawSleep
                ? Stream.empty()
                : sleepReports(evidence)
                        .map(report -> new Finding(Verdict.CLEAN, "the witness did not see: " + report.title()));
    }

    /**
     * LATENCY if interrupts were masked for longer than the case allows while an output played. A schedule of a seed
     * may leave a processor without a turn meanwhile, so there only what the processor executed itself counts.
     */
    static Stream<Finding> irqsOff(Trial trial, Evidence evidence) {
        Optional<Duration> max = trial.ofCase().limits().irqsOff();
        if (max.isEmpty()
                || ScenarioRules.isExemptFromLatency(evidence)
                || unknownSleeps(evidence).findAny().isPresent()) {
            return Stream.empty();
        }
        Duration limit = max.get();
        boolean isFixed = evidence.setup().schedule().isEmpty();
        String guest = isFixed ? describeGuestGauge(evidence) : "";
        return evidence.witness().stream()
                .map(witness -> isFixed ? witness.irqsOffNanos() : witness.irqsOffExecutedNanos())
                .flatMapToLong(OptionalLong::stream)
                .mapToObj(Duration::ofNanos)
                .filter(off -> off.compareTo(limit) > 0)
                .map(off -> new Finding(
                        Verdict.LATENCY,
                        "the witness saw interrupts masked for " + ScenarioRules.formatMicros(off)
                                + (isFixed ? "" : " of the processor's own turns") + ", limit "
                                + ScenarioRules.formatMicros(limit) + guest));
    }

    private static String describeGuestGauge(Evidence evidence) {
        return evidence.log().console().metric(GuestMetric.IRQS_OFF).stream()
                .mapToObj(micros -> "; the guest says " + micros + " us")
                .collect(Collectors.joining());
    }

    /** MASKED if the witness saw neither the canary's sleep in atomic context nor another one: it was blind. */
    static Stream<Finding> blind(Trial trial, Evidence evidence) {
        return complete(evidence).stream()
                .flatMap(witness -> findingIf(
                        !witness.sawCanary()
                                && witness.sleepsOfKernel().findAny().isEmpty(),
                        Verdict.MASKED,
                        "the witness was blind: it did not see the canary's sleep in atomic context"));
    }

    /** MASKED if no function of the changed files ran; how often the changed code ran is said. */
    static Stream<Finding> changedCode(Trial trial, Evidence evidence) {
        return complete(evidence).filter(witness -> !witness.counts().isEmpty()).stream()
                .map(witness -> {
                    long times = witness.executions();
                    return times == 0
                            ? new Finding(Verdict.MASKED, "the changed code never ran")
                            : new Finding(Verdict.CLEAN, "functions of the changed files ran " + times + " times");
                });
    }

    /** MASKED if the kernel's own check saw a sleep in atomic context, and the console shows none. */
    static Stream<Finding> hiddenSleep(Trial trial, Evidence evidence) {
        return sleepReports(evidence).findAny().isPresent()
                ? Stream.empty()
                : unknownSleeps(evidence)
                        .filter(sleep -> sleep.source().isPresent())
                        .map(sleep -> new Finding(
                                Verdict.MASKED,
                                "the kernel's check was called in atomic context, and reported nothing: " + sleep));
    }

    /**
     * MASKED if the kernel entered a function that prints a report more often than the console shows reports. If it
     * shows one of the kernel under test, the verdict is bad enough, and several may have become one.
     */
    static Stream<Finding> swallowedReports(Trial trial, Evidence evidence) {
        if (complete(evidence).isEmpty()
                || evidence.relevantReports().stream().anyMatch(report -> report.phase() != Phase.CANARY)) {
            return Stream.empty();
        }
        WitnessEvidence witness = evidence.witness().get();
        // without the canary's sleep the witness does not know when it was
        boolean withCanary = !witness.sawCanary();
        int printed = evidence.log().reports().stream()
                .filter(report -> withCanary || report.phase() != Phase.CANARY)
                .mapToInt(report -> report.occurrence().repeats())
                .sum();
        return witness.reports().stream()
                .filter(call -> withCanary || call.phase() != WitnessPhase.CANARY)
                .collect(Collectors.groupingBy(WitnessedCall::function, Collectors.toList()))
                .values()
                .stream()
                .filter(calls -> calls.stream().mapToInt(WitnessedCall::times).sum() > printed)
                .map(calls -> new Finding(Verdict.MASKED, describeSwallowed(calls, printed)));
    }

    private static String describeSwallowed(List<WitnessedCall> calls, int printed) {
        return "calls of " + calls.get(0).function() + " that the witness saw: "
                + calls.stream().mapToInt(WitnessedCall::times).sum() + ", reports on the console: " + printed + "; "
                + calls.stream().limit(SHOWN).map(WitnessedCall::toString).collect(Collectors.joining("; "));
    }

    private static Optional<WitnessEvidence> complete(Evidence evidence) {
        return evidence.witness().filter(WitnessEvidence::isComplete);
    }

    private static Stream<AtomicSleep> unknownSleeps(Evidence evidence) {
        return evidence.witness().stream()
                .flatMap(WitnessEvidence::sleepsOfKernel)
                .filter(sleep -> sleep.name()
                        .filter(evidence.log().knownReports()::contains)
                        .isEmpty());
    }

    private static Stream<TrialReport> sleepReports(Evidence evidence) {
        return evidence.relevantReports().stream()
                .filter(report -> report.kind() == ReportKind.ATOMIC_SLEEP && report.phase() != Phase.CANARY);
    }

    private static boolean isReported(AtomicSleep sleep, Evidence evidence) {
        return sleepReports(evidence).anyMatch(report -> report.name().equals(sleep.name()));
    }
}
