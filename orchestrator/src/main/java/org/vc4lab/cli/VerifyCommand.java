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
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult;
import org.vc4lab.lab.CandidateVerifier;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.TrialSelection;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.VerifyDocument;
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
    private static final Set<Verdict> BAD_VERDICTS = EnumSet.of(
            Verdict.REPRODUCED, Verdict.OTHER_REPORT, Verdict.BROKEN, Verdict.LATENCY, Verdict.PANIC, Verdict.HUNG);

    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final KernelOptions kernelOptions = new KernelOptions();

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
    private final TrialOptions trialOptions = new TrialOptions();

    @Mixin
    private final TreeOptions treeOptions = new TreeOptions();

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
    private final OutputOptions outputOptions = new OutputOptions();

    VerifyCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Faults knownFaults = Faults.read(cliContext.home());
        Case ofCase = kernelOptions.readCase(cliContext.home(), knownFaults, treeOptions);
        TrialSelection trialSelection = trialOptions.select(ofCase, knownFaults);
        int parallelism = jobs.parallelism();
        ProcessRunner runner = new ProcessRunner();
        ResolvedCandidates resolved = new CandidateResolver(ofCase, treeOptions, runner).resolve(candidates);
        Progress progress = cliContext.progress(spec.commandLine().getErr());
        treeOptions.warnAboutUncommittedChanges(runner, progress);
        ClockMode profile = freeRunning ? ClockMode.FREE_RUNNING : ClockMode.DETERMINISTIC;
        try (LauncherOptions.LabSession labSession =
                launcher.open(cliContext, List.of(ofCase.config()), runner, progress)) {
            CandidateVerifier candidateVerifier = new CandidateVerifier(
                    labSession.buildService(),
                    resolved.kernelResolver(),
                    labSession.trialRunner(profile),
                    progress,
                    parallelism);
            List<CandidateResult> results = candidateVerifier.run(
                    ofCase, resolved.candidates(), trialSelection, outputOptions.newRunFolder(cliContext));
            print(ofCase, results);
            return exitCode(results);
        }
    }

    private void print(Case ofCase, List<CandidateResult> results) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        VerifyDocument document = VerifyDocument.of(ofCase, results);
        if (outputOptions.isJson()) {
            document.write(out);
        } else {
            VerdictTable.print(document, out);
        }
    }

    /**
     * Where something is expected, that decides; otherwise CLEAN is good, one trial in which the kernel did wrong is
     * bad, and what tells nothing about it cannot be told. Our own fault comes first, then bad.
     */
    static int exitCode(List<CandidateResult> results) {
        List<Integer> exitCodes = results.stream().map(VerifyCommand::exitCode).toList();
        return Stream.of(ExitCode.INFRASTRUCTURE, ExitCode.BAD, ExitCode.SKIP)
                .filter(exitCodes::contains)
                .findFirst()
                .orElse(ExitCode.GOOD);
    }

    private static int exitCode(CandidateResult result) {
        if (result.verdict() == Verdict.INFRA) {
            return ExitCode.INFRASTRUCTURE;
        }
        Optional<Boolean> asExpected = result.asExpected();
        if (asExpected.isPresent()) {
            return asExpected.get() ? ExitCode.GOOD : ExitCode.BAD;
        }
        if (result.trials().stream()
                .anyMatch(trial -> BAD_VERDICTS.contains(trial.judgement().verdict()))) {
            return ExitCode.BAD;
        }
        return result.verdict() == Verdict.CLEAN ? ExitCode.GOOD : ExitCode.SKIP;
    }
}
