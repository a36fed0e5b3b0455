// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Kind;

/** Whether the checks were on to the end: only then does it mean something that they said nothing. */
record AlivenessRules(Evidence evidence) {
    /** Bits of the kernel's taint that a report sets: machine check, bad page, oops, warning, lockup. */
    private static final long TAINTED_BY_REPORT = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14;

    List<Finding> findings() {
        ConsoleTranscript console = evidence.console();
        if (console.scenario().end().isEmpty() || oops()) {
            return List.of(); // the way in which the trial ended, or the oops, has said enough
        }
        return Stream.of(measures(), taint(), lockdep(), lockdepOff(), canary())
                .flatMap(one -> one)
                .toList();
    }

    /** It turns the checks off, and is bad enough; nothing is said about what would have come after it. */
    private boolean oops() {
        return evidence.found().stream().anyMatch(report -> report.kind() == Kind.OOPS);
    }

    private Stream<Finding> measures() {
        return Arrays.stream(Measure.values())
                .filter(measure -> evidence.console().measure(measure).isEmpty())
                .map(measure -> new Finding(Verdict.MASKED, "the guest did not tell " + measure.key()));
    }

    private Stream<Finding> taint() {
        OptionalLong tainted = evidence.console().measure(Measure.TAINTED);
        boolean told = evidence.found().stream().anyMatch(report -> report.phase() != Phase.CANARY);
        return Judge.unless(
                told || tainted.isEmpty() || (tainted.getAsLong() & TAINTED_BY_REPORT) == 0,
                Verdict.MASKED,
                () -> "the kernel's taint " + tainted.getAsLong()
                        + " tells of a report that the console does not show");
    }

    private Stream<Finding> lockdep() {
        OptionalLong on = evidence.console().measure(Measure.DEBUG_LOCKS);
        return Judge.unless(
                on.isEmpty() || on.getAsLong() == 1 || lockdepIsOffByReport(),
                Verdict.MASKED,
                () -> "lock checking was off at the scenario's end, and no report had switched it off");
    }

    private Stream<Finding> lockdepOff() {
        OptionalLong unchecked = evidence.console().measure(Measure.LOCKDEP_OFF);
        return Judge.unless(
                unchecked.isEmpty() || unchecked.getAsLong() == 0,
                Verdict.MASKED,
                () -> unchecked.getAsLong() + " locks were taken with lock checking off for the task");
    }

    /**
     * After its first report lockdep switches itself off, and KASAN's first report does too; what came before counts.
     */
    private boolean lockdepIsOffByReport() {
        return has(Kind.LOCKDEP) || has(Kind.KASAN);
    }

    private boolean has(Kind kind) {
        return evidence.found().stream().anyMatch(report -> report.kind() == kind);
    }

    /** It reports once a second at most, so another report may have come in the canary's place; then it was on. */
    private boolean sleepCheckHasReportedMeanwhile() {
        return evidence.found().stream()
                .anyMatch(report -> report.kind() == Kind.ATOMIC_SLEEP && report.phase() == Phase.CANARY);
    }

    private Stream<Finding> canary() {
        ConsoleTranscript.Section section = evidence.console().canary();
        if (section.begin().isEmpty() || section.end().isEmpty()) {
            return evidence.ending().kind() == Ending.Kind.SHUTDOWN
                    ? Stream.of(new Finding(Verdict.MASKED, "the canary did not come to its end"))
                    : Stream.empty();
        }
        return Stream.concat(
                Judge.unless(
                        section.status().equals(OptionalInt.of(0)),
                        Verdict.MASKED,
                        () -> "the canary could not be started"),
                evidence.checks().stream().flatMap(this::answered));
    }

    private Stream<Finding> answered(Canary canary) {
        return Judge.unless(
                excused(canary) || evidence.reports().stream().anyMatch(canary::answeredBy),
                Verdict.MASKED,
                () -> "the canary's violation was not reported: " + canary.violation());
    }

    /** Something else was reported in its place. KASAN reports once only. */
    private boolean excused(Canary canary) {
        return switch (canary) {
            case ATOMIC_SLEEP -> sleepCheckHasReportedMeanwhile();
            case LOCK_ORDER -> lockdepIsOffByReport();
            case USE_AFTER_FREE -> has(Kind.KASAN);
        };
    }
}
