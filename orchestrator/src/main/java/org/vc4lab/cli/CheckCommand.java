// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CheckResult;
import org.vc4lab.lab.SeriesChecker;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.TrialSelection;
import org.vc4lab.report.CheckDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries a series patch by patch. */
@Command(
        name = "check",
        description = {
            "Tries a series patch by patch: whether each applies as git am would have it, builds without new",
            "compiler warnings, and boots, and which reports it removes, keeps and adds against the one before."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:each patch applies and builds, none adds a report or a warning, and the last leaves a good kernel",
            "1:a patch adds a report or a compiler warning, or the kernel behind the last one does wrong",
            "125:a patch does not apply, does not build, or leaves a kernel of which nothing can be told",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class CheckCommand implements Callable<Integer> {
    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "SERIES",
            description = {
                "One of the case's candidates, or a series of your own: a patch, an mbox, a folder of patches,",
                "a folder that quilt keeps, or with --tree a range A..B of it."
            })
    private String series;

    @Mixin
    private final KernelOptions kernelOptions = new KernelOptions();

    @Mixin
    private final TrialOptions trialOptions = new TrialOptions();

    @Mixin
    private final TreeOptions treeOptions = new TreeOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Mixin
    private final OutputOptions outputOptions = new OutputOptions();

    CheckCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Faults knownFaults = Faults.read(cliContext.home());
        Case ofCase = kernelOptions.readCase(cliContext.home(), knownFaults, treeOptions);
        TrialSelection trialSelection = trialOptions.select(ofCase, knownFaults);
        int parallelism = jobs.parallelism();
        ProcessRunner runner = new ProcessRunner();
        SeriesChecker.CheckRequest checkRequest =
                new CandidateResolver(ofCase, treeOptions, runner).resolveSeries(series);
        Progress progress = cliContext.progress(spec.commandLine().getErr());
        treeOptions.warnAboutUncommittedChanges(runner, progress);
        try (LauncherOptions.LabSession labSession =
                launcher.open(cliContext, List.of(ofCase.config()), runner, progress)) {
            CheckResult result = new SeriesChecker(
                            labSession.buildService(),
                            labSession.trialRunner(ClockMode.DETERMINISTIC),
                            progress,
                            parallelism)
                    .run(ofCase, checkRequest, trialSelection, outputOptions.newRunFolder(cliContext));
            print(CheckDocument.of(result));
            return CheckExitCode.of(result);
        }
    }

    private void print(CheckDocument document) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (outputOptions.isJson()) {
            document.write(out);
        } else {
            CheckTable.print(document, out);
        }
    }
}
