// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes a verdict of evidence: a pure function. Silence is no evidence, so CLEAN is what is left when everything that
 * has to be there was there, and nothing else.
 */
public final class Judge {
    private Judge() {}

    /** Judges one trial; the worst finding wins. */
    public static Judgement judge(Trial trial, Evidence evidence) {
        ReportRules reports = ReportRules.of(trial, evidence);
        List<Finding> found = Stream.of(
                        reports.findings(),
                        new EndRules(trial, evidence, reports.bugSeen()).findings(),
                        new PlaybackRules(trial, evidence).findings(),
                        new AlivenessRules(evidence).findings())
                .flatMap(List::stream)
                .toList();
        return Judgement.of(found);
    }

    /** A finding where something is not as it has to be. */
    static Stream<Finding> unless(boolean good, Verdict verdict, Supplier<String> reason) {
        return good ? Stream.empty() : Stream.of(new Finding(verdict, reason.get()));
    }

    static Stream<Finding> ifPresent(Optional<String> problem, Verdict verdict) {
        return problem.stream().map(reason -> new Finding(verdict, reason));
    }
}
