// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import static org.vc4lab.lab.judge.Judge.JudgingRule.findingIf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CaseReports.FollowOnReports;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.LogEvidence;
import org.vc4lab.lab.model.Evidence.Termination.TerminationKind;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.Verdict;

/** How far the guest came, how it ended, and what its kernel and drivers reported. */
final class ConsoleRules {
    private ConsoleRules() {}

    /**
     * INFRA if the emulator ended, was stuck or did not answer: an infrastructure error says nothing about the kernel.
     */
    static Stream<Finding> lostMachine(Trial trial, Evidence evidence) {
        Evidence.Termination termination = evidence.log().termination();
        return findingIf(termination.kind() == TerminationKind.LOST, Verdict.INFRA, termination.detail());
    }

    /**
     * NO_BOOT if user space was never reached; MASKED if the console says so but the guest played something: then it
     * did boot, and its console was silenced.
     */
    static Stream<Finding> boot(Trial trial, Evidence evidence) {
        LogEvidence log = evidence.log();
        if (log.console().booted() || log.termination().kind() == TerminationKind.LOST) {
            return Stream.empty();
        }
        boolean played = evidence.hardware()
                .devices()
                .filter(device -> device.wordsPlayed() > 0)
                .isPresent();
        return Stream.of(
                played
                        ? new Finding(Verdict.MASKED, "the guest played, but its console kept silent")
                        : new Finding(
                                Verdict.NO_BOOT,
                                "user space was never reached ("
                                        + log.termination().detail() + ")"));
    }

    /**
     * PANIC for a line of a panic, OTHER_REPORT for a line of an oops, if no report shows that the kernel panicked.
     * Such a line may follow directly on another report, even the canary's, and is no report of its own then.
     * REPRODUCED if what was reported is the case's bug, or follows from it.
     */
    static Stream<Finding> fatalLine(Trial trial, Evidence evidence) {
        return findFatalLine(evidence).stream()
                .map(line -> new Finding(
                        line.contains("panic") ? Verdict.PANIC : verdictOfOops(trial, evidence),
                        (evidence.hasReport(ReportKind.OOPS) ? "an oops: " : "beside another report: ") + line));
    }

    private static Verdict verdictOfOops(Trial trial, Evidence evidence) {
        boolean isOfTheBug = evidence.hasReport(ReportKind.OOPS)
                && kernelReport(trial, evidence).allMatch(finding -> finding.verdict() == Verdict.REPRODUCED);
        return isOfTheBug ? Verdict.REPRODUCED : Verdict.OTHER_REPORT;
    }

    private static Optional<String> findFatalLine(Evidence evidence) {
        LogEvidence log = evidence.log();
        boolean applies = log.termination().kind() != TerminationKind.LOST
                && log.console().booted()
                && !evidence.hasPanicked();
        return applies ? log.console().fatal() : Optional.empty();
    }

    /**
     * HUNG if the guest did not end before its deadline; init ends a scenario that takes too long, so only a kernel can
     * hang. REPRODUCED if the bug was reported and the case says that it may hang.
     */
    static Stream<Finding> hang(Trial trial, Evidence evidence) {
        LogEvidence log = evidence.log();
        if (!log.console().booted() || log.termination().kind() != TerminationKind.DEADLINE) {
            return Stream.empty();
        }
        boolean followsFromBug =
                trial.ofCase().reports().followOn(trial.profile()).mayHang()
                        && evidence.relevantReports().stream().anyMatch(report -> isBug(trial, report));
        String detail = log.termination().detail();
        return Stream.of(
                followsFromBug
                        ? new Finding(Verdict.REPRODUCED, detail + ", which follows from the bug")
                        : new Finding(Verdict.HUNG, detail));
    }

    /** MASKED if the console has lines of the lab's own that the lab did not write: the kernel pretends something. */
    static Stream<Finding> forgedLine(Trial trial, Evidence evidence) {
        return evidence.log().console().discrepancies().forged().stream()
                .limit(1)
                .map(line -> new Finding(Verdict.MASKED, "the kernel prints the lab's own lines: " + line));
    }

    /**
     * MASKED for a machine that was stopped, if its console has a gap: a report may have been in it. It may be stopped
     * within the newest line of init's.
     */
    static Stream<Finding> gap(Trial trial, Evidence evidence) {
        ConsoleTranscript console = evidence.log().console();
        List<String> missing = console.discrepancies().missing();
        return Stream.concat(
                findingIf(
                        console.messagesLost(), Verdict.MASKED, "the kernel dropped messages before they were printed"),
                findingIf(missing.size() > 1, Verdict.MASKED, "the console log lacks " + missing));
    }

    /** MASKED if the console of a guest that shut down is incomplete: a report may be in the part that is missing. */
    static Stream<Finding> incompleteConsole(Trial trial, Evidence evidence) {
        Evidence.Termination termination = evidence.log().termination();
        ConsoleTranscript console = evidence.log().console();
        if (termination.kind() != TerminationKind.SHUTDOWN
                || !console.booted()
                || findFatalLine(evidence).isPresent()) {
            return Stream.empty();
        }
        if (console.messagesLost()) {
            return Stream.of(new Finding(Verdict.MASKED, "the kernel dropped messages before they were printed"));
        }
        List<String> missing = console.discrepancies().missing();
        boolean isComplete = missing.isEmpty()
                && console.scenario().begin().isPresent()
                && console.scenario().end().isPresent()
                && console.done();
        return findingIf(
                !isComplete && !evidence.hasPanicked(),
                Verdict.MASKED,
                "the guest ended (" + termination.detail() + "), but its console log is incomplete"
                        + missing.stream()
                                .findFirst()
                                .map(line -> "; it lacks: " + line)
                                .orElse(""));
    }

    /**
     * REPRODUCED for the case's bug and for what follows from it; OTHER_REPORT for any other report of the kernel;
     * PANIC if the kernel panicked. A report of the released kernel, or of the canary, is not a finding.
     */
    static Stream<Finding> kernelReport(Trial trial, Evidence evidence) {
        FollowOnReports followOnReports = trial.ofCase().reports().followOn(trial.profile());
        List<Finding> findings = new ArrayList<>();
        boolean bugReported = false;
        for (TrialReport report : evidence.relevantReports()) {
            bugReported |= isBug(trial, report);
            if (isBug(trial, report)) {
                findings.add(new Finding(Verdict.REPRODUCED, describe(report)));
            } else if (bugReported && followOnReports.covers(report)) {
                findings.add(new Finding(Verdict.REPRODUCED, describe(report) + ", which follows from the bug"));
            } else if (report.kind() != ReportKind.PANIC) {
                findings.add(new Finding(Verdict.OTHER_REPORT, describe(report)));
            }
            if (report.isFatal()) {
                findings.add(new Finding(Verdict.PANIC, describe(report)));
            }
        }
        return findings.stream();
    }

    static boolean isBug(Trial trial, TrialReport report) {
        return report.name().filter(trial.ofCase().reports().bug()::contains).isPresent();
    }

    private static String describe(TrialReport report) {
        int repeats = report.occurrence().repeats();
        return report.name().map(name -> name + ": ").orElse("")
                + report.title()
                + (repeats > 1 ? " (" + repeats + " times)" : "");
    }

    /** BROKEN if a driver logs an error during the scenario that the scenario does not expect. */
    static Stream<Finding> driverError(Trial trial, Evidence evidence) {
        return evidence.log().messages().stream()
                .filter(message -> message.phase() == ConsoleTranscript.Phase.SCENARIO)
                .filter(message -> trial.scenario().expectedErrors().stream().noneMatch(message.text()::contains))
                .map(message -> new Finding(Verdict.BROKEN, "a driver logged an error: " + message.text()));
    }
}
