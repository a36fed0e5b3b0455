// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vc4lab.lab.model.Claim;
import org.vc4lab.lab.model.ClaimResult;
import org.vc4lab.lab.model.ClaimResult.ClaimProof;
import org.vc4lab.lab.model.ClaimResult.ClaimVerdict;
import org.vc4lab.lab.model.ClaimTrial;

/** Decides what trials say about a claim. Silence is evidence only if the witness would have seen the sleep. */
public final class ClaimJudge {
    private ClaimJudge() {}

    public static ClaimResult decide(Claim claim, List<ClaimTrial> trials) {
        Optional<ClaimProof> proof = trials.stream()
                .flatMap(
                        trial -> trial.sleeps().stream().filter(claim::holds).map(sleep -> ClaimProof.of(trial, sleep)))
                .findFirst();
        if (proof.isPresent()) {
            return new ClaimResult(claim, ClaimVerdict.PROVED, proof.get().toString(), proof, trials);
        }
        List<ClaimTrial> conclusive =
                trials.stream().filter(ClaimTrial::isConclusive).toList();
        if (!conclusive.isEmpty()) {
            return withoutProof(claim, ClaimVerdict.REFUTED, describeRefutation(conclusive, trials), trials);
        }
        String gaps = describeGaps(trials);
        boolean executed = trials.stream().anyMatch(trial -> trial.executions() > 0);
        if (executed || !gaps.isEmpty()) {
            String prefix = executed ? "the line was executed, but a sleep may have been missed: " : "";
            return withoutProof(claim, ClaimVerdict.UNKNOWN, prefix + gaps, trials);
        }
        String names = trials.stream().map(ClaimTrial::name).collect(Collectors.joining("; "));
        return withoutProof(claim, ClaimVerdict.UNREACHED, "the line was never executed in " + names, trials);
    }

    /** What is unknown; of trials that did not execute the line, only whether that is so. */
    private static String describeGaps(List<ClaimTrial> trials) {
        Function<ClaimTrial, Optional<String>> gap =
                trial -> trial.uncounted().or(() -> trial.executions() > 0 ? trial.unseen() : Optional.empty());
        return trials.isEmpty()
                ? "no trial ran"
                : trials.stream()
                        .flatMap(trial -> gap.apply(trial).map(text -> trial.name() + ": " + text).stream())
                        .collect(Collectors.joining("; "));
    }

    private static String describeRefutation(List<ClaimTrial> conclusive, List<ClaimTrial> trials) {
        String executions = conclusive.stream()
                .map(trial -> trial.executions() + " times in " + trial.name())
                .collect(Collectors.joining("; "));
        String gaps = describeGaps(trials);
        int elsewhere = trials.stream().mapToInt(trial -> trial.sleeps().size()).sum();
        return "no such sleep was seen, and the line was executed " + executions
                + (elsewhere == 0 ? "" : "; sleeps there in another atomic context: " + elsewhere)
                + (gaps.isEmpty() ? "" : "; not known of " + gaps);
    }

    private static ClaimResult withoutProof(Claim claim, ClaimVerdict verdict, String reason, List<ClaimTrial> trials) {
        return new ClaimResult(claim, verdict, reason, Optional.empty(), trials);
    }
}
