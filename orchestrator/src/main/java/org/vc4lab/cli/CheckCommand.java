// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.vc4lab.build.Progress;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.CheckDocument;
import org.vc4lab.lab.CheckResult;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.Plan;
import org.vc4lab.lab.SeriesCheck;
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
    private final Surroundings surroundings;

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
    private final KernelOptions cases = new KernelOptions();

    @Mixin
    private final PlanOptions plans = new PlanOptions();

    @Mixin
    private final TreeOptions tree = new TreeOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private final JobsOptions jobs = new JobsOptions();

    @Mixin
    private final ResultOptions output = new ResultOptions();

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Faults known = Faults.read(surroundings.home());
        Case ofCase = cases.choose(surroundings.home(), known, tree);
        Plan plan = plans.choose(ofCase, known);
        int sideBySide = jobs.sideBySide();
        ProcessRunner runner = new ProcessRunner();
        SeriesCheck.Subject subject = new CandidateChooser(ofCase, tree, runner).chooseSeries(series);
        Progress progress = surroundings.progress(spec.commandLine().getErr());
        tree.tellOfUncommitted(runner, progress);
        try (LauncherOptions.Lab lab = launcher.open(surroundings, List.of(ofCase.config()), runner, progress)) {
            CheckResult result = new SeriesCheck(
                            lab.workshop(), lab.trials(RunProfile.DETERMINISTIC), progress, sideBySide)
                    .run(ofCase, subject, plan, output.folder(surroundings));
            print(CheckDocument.of(result));
            return CheckStatus.of(result);
        }
    }

    private void print(CheckDocument document) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (output.asJson()) {
            document.write(out);
        } else {
            CheckTable.print(document, out);
        }
    }
}
