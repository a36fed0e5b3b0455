// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.vc4lab.lab.judge.Judge.JudgingRule.findingIf;

import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.vc4lab.guest.Schedule;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.ConsoleTranscript.GuestMetric;
import org.vc4lab.lab.model.ConsoleTranscript.LogSection;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.Termination.TerminationKind;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** Whether the kernel's checks were on to the end; if not, silence proves nothing. */
final class CheckCoverageRules {
    /** Bits that a report sets: machine check, bad page, oops, warning, lockup. */
    private static final long TAINTED_BY_REPORT = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 9 | 1 << 14;

    private CheckCoverageRules() {}

    /**
     * MASKED for each metric that init did not print: what it would have shown is unknown. A gauge that the schedule
     * switches off has none.
     */
    static Stream<Finding> missingMetric(Trial trial, Evidence evidence) {
        boolean gaugeOff =
                evidence.setup().schedule().filter(Schedule::gaugeOff).isPresent();
        return Arrays.stream(GuestMetric.values())
                .filter(metric -> !gaugeOff || metric != GuestMetric.IRQS_OFF)
                .filter(metric -> evidence.log().console().metric(metric).isEmpty())
                .map(metric -> masked("the guest did not print " + metric.key()));
    }

    /**
     * MASKED if the kernel's taint shows that it reported something, and the console has no report before the canary's.
     */
    static Stream<Finding> taint(Trial trial, Evidence evidence) {
        boolean explained = evidence.relevantReports().stream().anyMatch(report -> report.phase() != Phase.CANARY);
        return evidence.log().console().metric(GuestMetric.TAINTED).stream()
                .filter(tainted -> !explained && (tainted & TAINTED_BY_REPORT) != 0)
                .mapToObj(tainted ->
                        masked("the kernel's taint " + tainted + " is from a report that the console does not show"));
    }

    /** MASKED if lockdep was off at the scenario's end without a report that turns it off. */
    static Stream<Finding> lockdepOff(Trial trial, Evidence evidence) {
        return evidence.log().console().metric(GuestMetric.DEBUG_LOCKS).stream()
                .filter(debugLocks -> debugLocks != 1 && !isLockdepOffByReport(evidence))
                .mapToObj(debugLocks ->
                        masked("lock checking was off at the scenario's end, and no report had switched it off"));
    }

    /** MASKED if locks were taken while a task had turned lockdep off for itself, with {@code lockdep_off()}. */
    static Stream<Finding> uncheckedLocks(Trial trial, Evidence evidence) {
        return evidence.log().console().metric(GuestMetric.LOCKDEP_OFF).stream()
                .filter(unchecked -> unchecked != 0)
                .mapToObj(unchecked -> masked(unchecked + " locks were taken with lock checking off for the task"));
    }

    /** MASKED if a deliberate violation after the scenario was not reported: a real one would not have been either. */
    static Stream<Finding> canary(Trial trial, Evidence evidence) {
        LogSection section = evidence.log().console().canary();
        if (section.begin().isEmpty() || section.end().isEmpty()) {
            return findingIf(
                    evidence.log().termination().kind() == TerminationKind.SHUTDOWN,
                    Verdict.MASKED,
                    "the canary did not finish");
        }
        return Stream.concat(
                findingIf(
                        !section.status().equals(OptionalInt.of(0)), Verdict.MASKED, "the canary could not be started"),
                evidence.setup().checks().stream()
                        .filter(check -> !isProven(check, evidence))
                        .map(check -> masked("the canary's violation was not reported: " + check.violation())));
    }

    private static boolean isProven(CanaryCheck check, Evidence evidence) {
        return evidence.log().reports().stream().anyMatch(check::isReportedBy)
                || switch (check) {
                    case ATOMIC_SLEEP -> hasSleepReportDuringCanary(evidence);
                    case LOCK_ORDER -> isLockdepOffByReport(evidence);
                    case USE_AFTER_FREE -> evidence.hasReport(ReportKind.KASAN); // it reports once
                };
    }

    /** The check is rate-limited to one report per second; another report in that second also proves that it is on. */
    private static boolean hasSleepReportDuringCanary(Evidence evidence) {
        return evidence.relevantReports().stream()
                .anyMatch(report -> report.kind() == ReportKind.ATOMIC_SLEEP && report.phase() == Phase.CANARY);
    }

    /** The first report of lockdep or KASAN turns lockdep off; what was reported until then counts. */
    private static boolean isLockdepOffByReport(Evidence evidence) {
        return evidence.hasReport(ReportKind.LOCKDEP) || evidence.hasReport(ReportKind.KASAN);
    }

    private static Finding masked(String reason) {
        return new Finding(Verdict.MASKED, reason);
    }
}
