// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.util.List;
import java.util.Optional;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CheckResult;
import org.vc4lab.lab.CheckResult.Step;
import org.vc4lab.lab.Verdict;
import org.vc4lab.patch.Fit;

/** What a check of a series comes to as an exit code. */
final class CheckStatus {
    private CheckStatus() {}

    /** Our own fault comes first, then what is wrong for sure, then what cannot be told. */
    static int of(CheckResult result) {
        List<Step> steps = result.steps();
        if (steps.stream().flatMap(step -> step.trials().stream()).anyMatch(CheckStatus::isOurs)) {
            return ExitCode.INFRASTRUCTURE;
        }
        int last = ofLast(steps.get(steps.size() - 1));
        if (last == ExitCode.BAD || steps.stream().anyMatch(CheckStatus::addsSomething)) {
            return ExitCode.BAD;
        }
        boolean allThere = steps.stream().allMatch(CheckStatus::isAKernel);
        return allThere ? last : ExitCode.CANNOT_TELL;
    }

    private static boolean isOurs(CandidateResult result) {
        return result.verdict() == Verdict.INFRA;
    }

    private static boolean addsSomething(Step step) {
        return step.warnings().map(warnings -> !warnings.added().isEmpty()).orElse(false)
                || step.changes().map(changes -> !changes.added().isEmpty()).orElse(false);
    }

    private static boolean isAKernel(Step step) {
        boolean applies = step.fit().isEmpty() || step.fit().get() instanceof Fit.Applies;
        return applies && step.builds();
    }

    private static int ofLast(Step step) {
        Optional<CandidateResult> trials = step.trials();
        return trials.isEmpty() ? ExitCode.CANNOT_TELL : VerifyCommand.status(List.of(trials.get()));
    }
}
