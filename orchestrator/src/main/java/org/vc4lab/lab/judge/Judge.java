// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * Makes a verdict of evidence: a pure function. Silence is no evidence, so CLEAN is what is left when everything that
 * has to be there was there, and nothing else.
 */
public final class Judge {
    private Judge() {}

    /** Judges one trial; the worst finding wins. */
    public static Judgement judge(Trial trial, Evidence evidence) {
        ReportRules reportRules = ReportRules.of(trial, evidence);
        List<Finding> findings = Stream.of(
                        reportRules.findings(),
                        new TerminationRules(trial, evidence, reportRules.bugReported()).findings(),
                        new PlaybackRules(trial, evidence).findings())
                .flatMap(List::stream)
                .toList();
        List<Finding> coverageFindings = evidence.checks().isEmpty()
                ? judgeWithoutChecks(findings)
                : new CheckCoverageRules(evidence).findings();
        return Judgement.of(
                Stream.of(findings, coverageFindings).flatMap(List::stream).toList());
    }

    /** A kernel that is configured without checks: what it shows by itself counts, its silence never does. */
    private static List<Finding> judgeWithoutChecks(List<Finding> findings) {
        return findings.isEmpty()
                ? List.of(new Finding(Verdict.MASKED, "this kernel has no checks, so its silence proves nothing"))
                : List.of();
    }

    /** A finding where something is not as it has to be. */
    static Stream<Finding> findingUnless(boolean good, Verdict verdict, Supplier<String> reason) {
        return good ? Stream.empty() : Stream.of(new Finding(verdict, reason.get()));
    }

    static Stream<Finding> findingIfPresent(Optional<String> problem, Verdict verdict) {
        return problem.stream().map(reason -> new Finding(verdict, reason));
    }
}
