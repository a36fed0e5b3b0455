// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.vc4lab.build.Progress;
import org.vc4lab.cli.CandidateChooser.Choice;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.Plan;
import org.vc4lab.lab.Verdict;
import org.vc4lab.lab.Verification;
import org.vc4lab.lab.VerifyDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tries the candidates of a case, or a patch of the user's own, and judges each. */
@Command(
        name = "verify",
        description = {
            "Tries the candidates of a case and judges each.",
            "Whatever is missing is set up first: Debian packages, sources, emulator, kernels, userland."
        },
        mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
    /** What a kernel does wrong, whatever its other trials tell. */
    private static final Set<Verdict> BAD = EnumSet.of(
            Verdict.REPRODUCED, Verdict.OTHER_REPORT, Verdict.BROKEN, Verdict.LATENCY, Verdict.PANIC, Verdict.HUNG);

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final KernelOptions cases = new KernelOptions();

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR|RANGE",
            description = {
                "One of the case's candidates, or a series of your own: a patch, an mbox, a folder of patches,",
                "a folder that quilt keeps, or with --tree a range A..B of it; applied on the case's base,",
                "or on the tree. May be given more than once; default: all of the case's, or the tree as it is."
            })
    private List<String> candidates = List.of();

    @Mixin
    private final PlanOptions plans = new PlanOptions();

    @Mixin
    private final TreeOptions tree = new TreeOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Option(
            names = "--free-running",
            description = {
                "Let each of the guest's processors run by the host's clock.",
                "Without it QEMU counts instructions, and a trial is the same each time."
            })
    private boolean freeRunning;

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Mixin
    private final ResultOptions output = new ResultOptions();

    VerifyCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Faults known = Faults.read(surroundings.home());
        Case ofCase = cases.choose(surroundings.home(), known, tree);
        Plan plan = plans.choose(ofCase, known);
        int sideBySide = jobs.sideBySide();
        ProcessRunner runner = new ProcessRunner();
        Choice chosen = new CandidateChooser(ofCase, tree, runner).choose(candidates);
        Progress progress = surroundings.progress(spec.commandLine().getErr());
        tree.tellOfUncommitted(runner, progress);
        RunProfile profile = freeRunning ? RunProfile.FREE_RUNNING : RunProfile.DETERMINISTIC;
        try (LauncherOptions.Lab lab = launcher.open(surroundings, List.of(ofCase.config()), runner, progress)) {
            Verification verification =
                    new Verification(lab.workshop(), chosen.ground(), lab.trials(profile), progress, sideBySide);
            List<CandidateResult> results =
                    verification.run(ofCase, chosen.candidates(), plan, output.folder(surroundings));
            print(ofCase, results);
            return status(results);
        }
    }

    private void print(Case ofCase, List<CandidateResult> results) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        VerifyDocument document = VerifyDocument.of(ofCase, results);
        if (output.asJson()) {
            document.write(out);
        } else {
            VerdictTable.print(document, out);
        }
    }

    /**
     * Where something is expected, that decides; otherwise CLEAN is good, one trial in which the kernel did wrong is
     * bad, and what tells nothing about it cannot be told. Our own fault comes first, then bad.
     */
    static int status(List<CandidateResult> results) {
        List<Integer> all = results.stream().map(VerifyCommand::status).toList();
        return Stream.of(ExitCode.INFRASTRUCTURE, ExitCode.BAD, ExitCode.CANNOT_TELL)
                .filter(all::contains)
                .findFirst()
                .orElse(ExitCode.GOOD);
    }

    private static int status(CandidateResult result) {
        if (result.verdict() == Verdict.INFRA) {
            return ExitCode.INFRASTRUCTURE;
        }
        Optional<Boolean> asExpected = result.asExpected();
        if (asExpected.isPresent()) {
            return asExpected.get() ? ExitCode.GOOD : ExitCode.BAD;
        }
        if (result.trials().stream()
                .anyMatch(trial -> BAD.contains(trial.judgement().verdict()))) {
            return ExitCode.BAD;
        }
        return result.verdict() == Verdict.CLEAN ? ExitCode.GOOD : ExitCode.CANNOT_TELL;
    }
}
