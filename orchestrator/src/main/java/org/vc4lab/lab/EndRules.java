// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.kernellog.Kind;

/** What the way in which the machine ended makes of a trial. */
record EndRules(Trial trial, Evidence evidence, boolean bugSeen) {
    List<Finding> findings() {
        Ending ending = evidence.ending();
        ConsoleTranscript console = evidence.console();
        if (ending.kind() == Ending.Kind.LOST) {
            return List.of(new Finding(Verdict.INFRA, ending.detail()));
        }
        if (!console.booted()) {
            return List.of(unheard(ending));
        }
        List<Finding> fatal = panicked()
                ? List.of()
                : console.fatal().map(this::fatal).stream().toList();
        if (ending.kind() == Ending.Kind.DEADLINE) {
            return Stream.concat(fatal.stream(), Stream.of(hung(ending))).toList();
        }
        if (!fatal.isEmpty()) {
            return fatal;
        }
        if (console.messagesLost()) {
            return List.of(new Finding(Verdict.MASKED, "the kernel dropped messages before they were printed"));
        }
        if (!toldAll() && !panicked()) {
            return List.of(new Finding(
                    Verdict.MASKED,
                    "the guest ended (" + ending.detail() + "), but its console did not tell all of the way there"));
        }
        return List.of();
    }

    /** It may stand right behind another report, even the canary's, and so be no report of its own. */
    private Finding fatal(String line) {
        boolean known = evidence.found().stream().anyMatch(report -> report.kind() == Kind.OOPS);
        Verdict verdict = line.contains("panic") ? Verdict.PANIC : Verdict.OTHER_REPORT;
        return new Finding(verdict, (known ? "an oops: " : "told beside another report: ") + line);
    }

    /** A console that fell silent, even if only for a while, may have missed a report. */
    private boolean toldAll() {
        ConsoleTranscript console = evidence.console();
        return console.scenario().begin().isPresent()
                && console.scenario().end().isPresent()
                && console.done();
    }

    private boolean panicked() {
        return evidence.found().stream().anyMatch(report -> report.panicked() || report.kind() == Kind.PANIC);
    }

    /** A guest that played something had booted, even if its console kept silent. */
    private Finding unheard(Ending ending) {
        boolean played =
                evidence.devices().filter(seen -> seen.wordsPlayed() > 0).isPresent();
        return played
                ? new Finding(Verdict.MASKED, "the guest played, but its console kept silent")
                : new Finding(Verdict.NO_BOOT, "user space was never reached (" + ending.detail() + ")");
    }

    private Finding hung(Ending ending) {
        boolean allowed =
                bugSeen && trial.ofCase().consequences(trial.profile()).hang();
        return allowed
                ? new Finding(Verdict.REPRODUCED, ending.detail() + ", which follows from the bug")
                : new Finding(Verdict.HUNG, ending.detail());
    }
}
