// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.Phase;
import org.vc4lab.lab.model.Termination;
import org.vc4lab.lab.model.Verdict;

/** Whether the checks were on to the end: only then does it mean something that they said nothing. */
record CheckCoverageRules(Evidence evidence) {
    /** Bits of the kernel's taint that a report sets: machine check, bad page, oops, warning, lockup. */
    private static final long TAINTED_BY_REPORT = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14;

    List<Finding> findings() {
        ConsoleTranscript console = evidence.console();
        if (console.scenario().end().isEmpty() || hasOops()) {
            return List.of(); // the way in which the trial ended, or the oops, has said enough
        }
        return Stream.of(checkMetrics(), checkTaint(), checkLockdepOn(), checkUncheckedLocks(), checkCanaries())
                .flatMap(findings -> findings)
                .toList();
    }

    /** It turns the checks off, and is bad enough; nothing is said about what would have come after it. */
    private boolean hasOops() {
        return evidence.relevantReports().stream().anyMatch(report -> report.kind() == ReportKind.OOPS);
    }

    private Stream<Finding> checkMetrics() {
        return Arrays.stream(GuestMetric.values())
                .filter(metric -> evidence.console().metric(metric).isEmpty())
                .map(metric -> new Finding(Verdict.MASKED, "the guest did not tell " + metric.key()));
    }

    private Stream<Finding> checkTaint() {
        OptionalLong tainted = evidence.console().metric(GuestMetric.TAINTED);
        boolean explained = evidence.relevantReports().stream().anyMatch(report -> report.phase() != Phase.CANARY);
        return Judge.findingUnless(
                explained || tainted.isEmpty() || (tainted.getAsLong() & TAINTED_BY_REPORT) == 0,
                Verdict.MASKED,
                () -> "the kernel's taint " + tainted.getAsLong()
                        + " tells of a report that the console does not show");
    }

    private Stream<Finding> checkLockdepOn() {
        OptionalLong debugLocks = evidence.console().metric(GuestMetric.DEBUG_LOCKS);
        return Judge.findingUnless(
                debugLocks.isEmpty() || debugLocks.getAsLong() == 1 || isLockdepOffByReport(),
                Verdict.MASKED,
                () -> "lock checking was off at the scenario's end, and no report had switched it off");
    }

    private Stream<Finding> checkUncheckedLocks() {
        OptionalLong unchecked = evidence.console().metric(GuestMetric.LOCKDEP_OFF);
        return Judge.findingUnless(
                unchecked.isEmpty() || unchecked.getAsLong() == 0,
                Verdict.MASKED,
                () -> unchecked.getAsLong() + " locks were taken with lock checking off for the task");
    }

    /**
     * After its first report lockdep switches itself off, and KASAN's first report does too; what came before counts.
     */
    private boolean isLockdepOffByReport() {
        return hasReport(ReportKind.LOCKDEP) || hasReport(ReportKind.KASAN);
    }

    private boolean hasReport(ReportKind kind) {
        return evidence.relevantReports().stream().anyMatch(report -> report.kind() == kind);
    }

    /** It reports once a second at most, so another report may have come in the canary's place; then it was on. */
    private boolean hasSleepReportDuringCanary() {
        return evidence.relevantReports().stream()
                .anyMatch(report -> report.kind() == ReportKind.ATOMIC_SLEEP && report.phase() == Phase.CANARY);
    }

    private Stream<Finding> checkCanaries() {
        ConsoleTranscript.LogSection section = evidence.console().canary();
        if (section.begin().isEmpty() || section.end().isEmpty()) {
            return evidence.termination().kind() == Termination.TerminationKind.SHUTDOWN
                    ? Stream.of(new Finding(Verdict.MASKED, "the canary did not come to its end"))
                    : Stream.empty();
        }
        return Stream.concat(
                Judge.findingUnless(
                        section.status().equals(OptionalInt.of(0)),
                        Verdict.MASKED,
                        () -> "the canary could not be started"),
                evidence.checks().stream().flatMap(this::checkReported));
    }

    private Stream<Finding> checkReported(CanaryCheck canaryCheck) {
        return Judge.findingUnless(
                isExcused(canaryCheck) || evidence.reports().stream().anyMatch(canaryCheck::isReportedBy),
                Verdict.MASKED,
                () -> "the canary's violation was not reported: " + canaryCheck.violation());
    }

    /** Something else was reported in its place. KASAN reports once only. */
    private boolean isExcused(CanaryCheck canaryCheck) {
        return switch (canaryCheck) {
            case ATOMIC_SLEEP -> hasSleepReportDuringCanary();
            case LOCK_ORDER -> isLockdepOffByReport();
            case USE_AFTER_FREE -> hasReport(ReportKind.KASAN);
        };
    }
}
