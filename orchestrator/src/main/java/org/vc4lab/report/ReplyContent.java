// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.CheckDocument.StepEntry;
import org.vc4lab.report.VerifyDocument.CandidateEntry;
import org.vc4lab.report.VerifyDocument.ReportEntry;
import org.vc4lab.report.VerifyDocument.TrialEntry;

/**
 * What a reply says about a series.
 *
 * @param meaning the verdict in a sentence
 * @param isClean whether the series has the verdict CLEAN and nothing speaks against it
 * @param blamesPatch whether the kernel is at fault, and not the lab or the way in which the series was sent
 * @param version of the lab
 * @param fixes the commit that a fix of it names, and its title
 * @param command the same again; one command, which may have several lines
 */
public record ReplyContent(
        String verdict,
        String meaning,
        boolean isClean,
        boolean blamesPatch,
        KernelSpec kernel,
        String caseName,
        String version,
        List<String> scenarios,
        List<String> seen,
        Optional<String> fixes,
        String command) {
    public ReplyContent {
        scenarios = List.copyOf(scenarios);
        seen = List.copyOf(seen);
    }

    /** The text of a git note. */
    public String note() {
        return ReplyText.noteOf(this);
    }

    /** What all replies have: what was run, and how. */
    public record TestedSeries(KernelSpec kernel, String caseName, String version, String command) {
        private ReplyContent with(
                String verdict,
                String meaning,
                boolean isClean,
                boolean blamesPatch,
                List<String> scenarios,
                List<String> seen) {
            return new ReplyContent(
                    verdict,
                    meaning,
                    isClean,
                    blamesPatch,
                    kernel,
                    caseName,
                    version,
                    scenarios,
                    seen,
                    Optional.empty(),
                    command);
        }

        /** The reply of {@code verify}. */
        public ReplyContent verified(CandidateEntry candidate) {
            List<TrialEntry> trials = candidate.trials();
            List<ExploreDocument> explored =
                    trials.stream().flatMap(trial -> trial.explored().stream()).toList();
            Verdict verdict = worst(candidate.verdict(), explored);
            List<String> seen = new ArrayList<>(candidate.reason().stream().toList());
            trials.forEach(trial -> seen.addAll(seen(trial)));
            if (seen.isEmpty() && verdict == Verdict.CLEAN) {
                seen.add("no report, and nothing else that is wrong");
            }
            explored.forEach(document -> seen.addAll(seen(document)));
            return with(
                    verdict.toString(),
                    meaning(verdict),
                    verdict == Verdict.CLEAN,
                    blamesPatch(verdict),
                    Stream.concat(
                                    trials.stream()
                                            .map(trial -> name(trial.scenario(), trial.profile(), trial.faults()) + ": "
                                                    + trial.verdict()),
                                    scenarios(explored))
                            .toList(),
                    seen);
        }

        /** The reply of {@code check}; the verdict is that of the last patch. */
        public ReplyContent checked(CheckDocument document, boolean isGood) {
            List<StepEntry> steps = document.steps();
            StepEntry last = steps.get(steps.size() - 1);
            List<ExploreDocument> explored = document.explored();
            Verdict verdict = worst(last.verdict().orElse(Verdict.PATCH_FAILED), explored);
            String addition = verdict == Verdict.CLEAN && !isGood
                    ? " But a patch on the way adds a report or a compiler warning, see below."
                    : "";
            return with(
                    verdict.toString(),
                    meaning(verdict) + addition,
                    verdict == Verdict.CLEAN && isGood,
                    blamesPatch(verdict) || !addition.isEmpty(),
                    Stream.concat(scenarios(last).stream(), scenarios(explored)).toList(),
                    Stream.concat(
                                    steps.stream().flatMap(step -> seen(step).stream()),
                                    explored.stream().flatMap(schedules -> seen(schedules).stream()))
                            .toList());
        }

        /** The note of a patch of {@code check} that is a commit of a tree. */
        public ReplyContent checked(StepEntry step) {
            Verdict verdict = step.verdict().orElse(Verdict.PATCH_FAILED);
            return with(verdict.toString(), meaning(verdict), false, blamesPatch(verdict), scenarios(step), seen(step));
        }

        /**
         * The reply of {@code bisect}.
         *
         * @param isCulprit whether a change was found that brings a report in
         * @param commit that change, if it is a commit, with its title
         */
        public ReplyContent bisected(
                String verdict, List<String> answer, boolean isCulprit, Optional<String> commit, List<String> tests) {
            return new ReplyContent(
                    verdict,
                    String.join(" ", answer),
                    false,
                    isCulprit,
                    kernel,
                    caseName,
                    version,
                    List.of(),
                    tests,
                    commit.filter(any -> isCulprit),
                    command);
        }
    }

    private static String name(String scenario, String profile, List<String> faults) {
        return "scenario " + scenario + ", hardware profile " + profile
                + (faults.isEmpty() ? "" : ", faults " + String.join(" ", faults));
    }

    /** Of the trials and of what other schedules of them show. */
    private static Verdict worst(Verdict verdict, List<ExploreDocument> explored) {
        return Stream.concat(Stream.of(verdict), explored.stream().flatMap(document -> document.verdict().stream()))
                .max(Comparator.naturalOrder())
                .orElse(verdict);
    }

    private static Stream<String> scenarios(List<ExploreDocument> explored) {
        return explored.stream()
                .map(document -> name(document.scenario(), document.profile(), document.faults())
                        + ", other schedules: " + document.summary().result());
    }

    private static List<String> seen(ExploreDocument explored) {
        String where = explored.scenario() + ", " + explored.profile() + ", other schedules: ";
        Stream<String> findings = explored.findings().stream().flatMap(result -> result.findings().stream()
                .map(finding -> result.name() + ": " + finding.describe()));
        return Stream.concat(explored.summary().lines().stream(), findings)
                .map(line -> where + line)
                .toList();
    }

    private static List<String> scenarios(StepEntry step) {
        return step.boots().stream()
                .map(boot -> name(boot.scenario(), boot.profile(), boot.faults()) + ": " + boot.verdict())
                .toList();
    }

    private static List<String> seen(TrialEntry trial) {
        String where = trial.scenario() + ", " + trial.profile() + ": ";
        Stream<String> findings = trial.findings().stream()
                .filter(finding -> finding.explains(trial.verdict()))
                .map(finding -> where + finding.describe());
        return Stream.concat(findings, trial.reports().stream().map(report -> where + describe(report)))
                .toList();
    }

    private static String describe(ReportEntry report) {
        return "report" + report.name().map(name -> " " + name).orElse("") + " (" + report.kind() + "): "
                + report.title() + ", signature " + report.signature();
    }

    private static List<String> seen(StepEntry step) {
        String where = step.number() + " " + step.patch() + ": ";
        List<String> seen = new ArrayList<>();
        seen.add(where
                + step.verdict().map(Verdict::toString).orElse("not tried")
                + step.reason().map(reason -> ": " + reason).orElse(""));
        step.newWarnings()
                .ifPresent(warnings ->
                        warnings.forEach(warning -> seen.add(where + "new compiler warning: " + warning.message())));
        step.removes().forEach(report -> seen.add(where + "removes " + describe(report)));
        step.adds().forEach(report -> seen.add(where + "adds " + describe(report)));
        step.keeps().forEach(report -> seen.add(where + "keeps " + describe(report)));
        return seen;
    }

    private static boolean blamesPatch(Verdict verdict) {
        return switch (verdict) {
            case REPRODUCED, OTHER_REPORT, BROKEN, LATENCY, PANIC, HUNG, NO_BOOT, BUILD_FAILED -> true;
            case CLEAN, MASKED, PATCH_FAILED, INFRA -> false;
        };
    }

    private static String meaning(Verdict verdict) {
        return switch (verdict) {
            case CLEAN ->
                "No report, and proof that the kernel's checks were on and that the scenario did what it has to.";
            case REPRODUCED -> "The bug is still there, and no other report.";
            case OTHER_REPORT -> "A report that is not the one of the bug.";
            case BROKEN -> "The scenario did not do what it has to, or a hardware rule was broken.";
            case LATENCY -> "Interrupts were off for longer than the limit.";
            case MASKED -> "The kernel's checks were off, so that its silence proves nothing.";
            case PANIC -> "The kernel panicked.";
            case HUNG -> "The kernel hung.";
            case NO_BOOT -> "The kernel does not boot.";
            case BUILD_FAILED -> "The kernel does not build with these patches.";
            case PATCH_FAILED -> "The patches do not apply to this kernel.";
            case INFRA -> "The lab itself failed; nothing is known about the patches.";
        };
    }
}
