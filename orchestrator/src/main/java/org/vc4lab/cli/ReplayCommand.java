// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.MachineOptions.MachineSetup;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.Json;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.explore.ScheduleExplorer.ReplayedSchedule;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.report.ReplayDocument;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A shrunk schedule once more. */
@Command(
        name = "replay",
        description = {
            "Runs a schedule again that explore has found, shrunk and kept as a file. With the same emulator, kernel and",
            "userland it shows the same; others are named. Case, scenario, profile and faults are those of the file, in which",
            "a case that is not the lab's has only its name: --case says where it is."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it shows what the case expects; without an expectation, it is clean",
            "1:it does not",
            "125:neither can be said, for example because the candidate does not build",
            "128:wrong usage, or no such file",
            "129:the lab itself failed"
        })
final class ReplayCommand extends LabCommand {
    @Parameters(paramLabel = "FILE", description = "The schedule, as explore names it: *.schedule.json.")
    private Path file;

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR|RANGE",
            description = {
                "Whose kernel it boots, as with verify (default: the candidate of that name in the file). It has to be",
                "given if that is a series of your own."
            })
    private @Nullable String candidate;

    @Mixin
    private final CaseOption caseOption = new CaseOption();

    @Mixin
    private final TreeOptions treeOptions = new TreeOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Mixin
    private final RunsOption runs = new RunsOption();

    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        treeOptions.requireTree();
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        KeptScheduleFile kept = KeptScheduleFile.read(file);
        ShrunkSchedule shrunk = kept.schedule();
        TrialNames names = kept.names();
        CaseRepository cases =
                caseOption.cases(context().home(), Faults.read(context().home()));
        caseOption.requireNoOther(file.toString(), names.caseName(), cases);
        MachineSetup setup = names.resolve(cases, candidate, treeOptions, runner, progress);
        try (LauncherOptions.LabSession labSession =
                launcher.open(context(), List.of(setup.trial().ofCase().config()), runner, progress)) {
            treeOptions.warnAboutUncommittedChanges(runner, progress);
            Optional<Kernel> kernel = setup.findKernel(labSession.buildService(), err());
            if (kernel.isEmpty()) {
                return ExitCode.SKIP;
            }
            ReplayedSchedule replayed = ScheduleOptions.explorer(labSession, progress, 1, Optional.empty())
                    .replay(setup.trial(), kernel.get(), shrunk, runs.newFolder(context()));
            print(ReplayDocument.of(shrunk, replayed));
            return ExploreCommand.exitCode(replayed.exploration());
        }
    }

    private void print(ReplayDocument document) throws IOException {
        if (formatOptions.isJson()) {
            Json.writeDocument(document, out());
        } else {
            print(document, out());
        }
    }

    static void print(ReplayDocument document, PrintWriter out) {
        ExplorationText.print(document.result(), out);
        out.println();
        out.println(
                document.repeated()
                        ? "The same as when the schedule was kept."
                        : "When the schedule was kept, the verdict was " + document.verdict() + ".");
        if (!document.differences().isEmpty()) {
            out.println("Not the same as then: " + String.join(", ", document.differences())
                    + ". So the same order of events need not be the result.");
        }
    }
}
