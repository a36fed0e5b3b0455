// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.HostPackages;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Cases;
import org.vc4lab.lab.CheckDocument;
import org.vc4lab.lab.CheckResult;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.SeriesCheck;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.UnknownNameException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    private enum Format {
        table,
        json
    }

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

    @Option(
            names = "--case",
            paramLabel = "NAME",
            defaultValue = "vc4-hdmi-atomic-sleep",
            description = "A folder of patches/ (default: ${DEFAULT-VALUE}).")
    private String caseName;

    @Mixin
    private final TreeOptions tree = new TreeOptions();

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.table;

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "Trials side by side (default: what cores and memory carry).")
    private @Nullable Integer jobs;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            description = "Where the trials' folders go (default: runs/ in the store).")
    private @Nullable Path runs;

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Case ofCase = chosenCase();
        if (jobs != null && jobs < 1) {
            throw new UsageException("--jobs takes a number from 1, not " + jobs);
        }
        ProcessRunner runner = new ProcessRunner();
        CandidateChooser.Grounded chosen = new CandidateChooser(ofCase, tree, runner).chooseSeries(series);
        Progress progress = surroundings.progress(spec.commandLine().getErr());
        new HostPackages(surroundings.home(), runner, progress).install();
        try (Workshop workshop = Workshop.open(surroundings.home(), surroundings.environment(), runner, progress)) {
            CheckResult result = new SeriesCheck(
                            workshop,
                            new TrialRunner(runner, RunProfile.DETERMINISTIC, System::nanoTime),
                            progress,
                            jobs == null ? HostCapacity.ofThisMachine().trialsSideBySide() : jobs)
                    .run(ofCase, chosen.candidate(), chosen.ground(), chosen.series(), surroundings.runFolder(runs));
            print(CheckDocument.of(result));
            return CheckStatus.of(result);
        }
    }

    private Case chosenCase() throws IOException {
        try {
            return new Cases(surroundings.home().resolve("patches"), Faults.read(surroundings.home())).read(caseName);
        } catch (UnknownNameException unknown) {
            throw new UsageException(String.valueOf(unknown.getMessage()));
        }
    }

    private void print(CheckDocument document) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.json) {
            document.write(out);
        } else {
            CheckTable.print(document, out);
        }
    }
}
