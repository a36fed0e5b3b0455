// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.util.List;
import java.util.Optional;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CheckResult;
import org.vc4lab.lab.CheckResult.CheckStep;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.patch.PatchResult;

/** The exit code of a checked series. */
final class CheckExitCode {
    private CheckExitCode() {}

    /** Infrastructure errors come first, then bad steps, then skipped ones. */
    static int of(CheckResult result) {
        List<CheckStep> steps = result.steps();
        if (steps.stream().flatMap(step -> step.trials().stream()).anyMatch(CheckExitCode::isInfrastructureError)) {
            return ExitCode.INFRASTRUCTURE;
        }
        int lastCode = ofLastStep(steps.get(steps.size() - 1));
        if (lastCode == ExitCode.BAD || steps.stream().anyMatch(CheckExitCode::addsReportOrWarning)) {
            return ExitCode.BAD;
        }
        boolean allBuilt = steps.stream().allMatch(CheckExitCode::appliesAndBuilds);
        return allBuilt ? lastCode : ExitCode.SKIP;
    }

    private static boolean isInfrastructureError(CandidateResult result) {
        return result.verdict() == Verdict.INFRA;
    }

    private static boolean addsReportOrWarning(CheckStep step) {
        return step.warnings().map(warnings -> !warnings.added().isEmpty()).orElse(false)
                || step.changes().map(changes -> !changes.added().isEmpty()).orElse(false);
    }

    private static boolean appliesAndBuilds(CheckStep step) {
        boolean applies = step.patchResult().isEmpty() || step.patchResult().get() instanceof PatchResult.Applies;
        return applies && step.builds();
    }

    private static int ofLastStep(CheckStep step) {
        Optional<CandidateResult> trials = step.trials();
        return trials.isEmpty() ? ExitCode.SKIP : VerifyCommand.exitCode(List.of(trials.get()));
    }
}
