// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Termination;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** What the way in which the machine ended makes of a trial. */
record TerminationRules(Trial trial, Evidence evidence, boolean bugReported) {
    List<Finding> findings() {
        Termination termination = evidence.termination();
        ConsoleTranscript console = evidence.console();
        if (termination.kind() == Termination.TerminationKind.LOST) {
            return List.of(new Finding(Verdict.INFRA, termination.detail()));
        }
        if (!console.booted()) {
            return List.of(noBootFinding(termination));
        }
        List<Finding> fatal = hasPanicked()
                ? List.of()
                : console.fatal().map(this::fatalFinding).stream().toList();
        if (termination.kind() == Termination.TerminationKind.DEADLINE) {
            return Stream.concat(fatal.stream(), Stream.of(hangFinding(termination)))
                    .toList();
        }
        if (!fatal.isEmpty()) {
            return fatal;
        }
        if (console.messagesLost()) {
            return List.of(new Finding(Verdict.MASKED, "the kernel dropped messages before they were printed"));
        }
        if (!isConsoleComplete() && !hasPanicked()) {
            return List.of(new Finding(
                    Verdict.MASKED,
                    "the guest ended (" + termination.detail()
                            + "), but its console did not tell all of the way there"));
        }
        return List.of();
    }

    /** It may stand right behind another report, even the canary's, and so be no report of its own. */
    private Finding fatalFinding(String line) {
        boolean hasOopsReport =
                evidence.relevantReports().stream().anyMatch(report -> report.kind() == ReportKind.OOPS);
        Verdict verdict = line.contains("panic") ? Verdict.PANIC : Verdict.OTHER_REPORT;
        return new Finding(verdict, (hasOopsReport ? "an oops: " : "told beside another report: ") + line);
    }

    /** A console that fell silent, even if only for a while, may have missed a report. */
    private boolean isConsoleComplete() {
        ConsoleTranscript console = evidence.console();
        return console.scenario().begin().isPresent()
                && console.scenario().end().isPresent()
                && console.done();
    }

    private boolean hasPanicked() {
        return evidence.relevantReports().stream()
                .anyMatch(report -> report.panicked() || report.kind() == ReportKind.PANIC);
    }

    /** A guest that played something had booted, even if its console kept silent. */
    private Finding noBootFinding(Termination termination) {
        boolean played =
                evidence.devices().filter(device -> device.wordsPlayed() > 0).isPresent();
        return played
                ? new Finding(Verdict.MASKED, "the guest played, but its console kept silent")
                : new Finding(Verdict.NO_BOOT, "user space was never reached (" + termination.detail() + ")");
    }

    private Finding hangFinding(Termination termination) {
        boolean followsFromBug =
                bugReported && trial.ofCase().followOnReports(trial.profile()).mayHang();
        return followsFromBug
                ? new Finding(Verdict.REPRODUCED, termination.detail() + ", which follows from the bug")
                : new Finding(Verdict.HUNG, termination.detail());
    }
}
