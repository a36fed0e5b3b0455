// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.CandidateResolver.ResolvedCandidates;
import org.vc4lab.cli.MachineOptions.MachineSetup;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.PositiveNumber;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.shrink.LabShrinker;
import org.vc4lab.shrink.LabShrinker.LabShrink;
import org.vc4lab.shrink.ShrunkFolder;
import org.vc4lab.shrink.TrialShrinker.ShrinkBounds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The least that shows a failure. */
@Command(
        name = "shrink",
        description = {
            "Leaves out of a trial that fails what it does not need to show the same report: lines of the scenario,",
            "patches of the candidate's series, faults, what happens to the hardware and the evidence asked for,",
            "words of the lines that are left, and lines of the case's kernel fragments. What was tried is kept: the",
            "same command goes on where an interrupted one was. Writes a folder with the scenario, the patches and the",
            "fragments."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was shrunk, as far as the limits allowed",
            "125:there is nothing to shrink: the trial is clean, or the candidate does not build",
            "128:wrong usage",
            "129:the lab itself failed"
        })
final class ShrinkCommand extends LabCommand {
    @Mixin
    private final KernelOptions kernelOptions = new KernelOptions();

    @Option(
            names = "--candidate",
            paramLabel = "NAME|FILE|DIR|RANGE",
            description = {
                "One of the case's candidates, or a series of your own, as for verify.",
                "Default: the case's first candidate, or the tree as it is."
            })
    private @Nullable String candidate;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "One of the case's (default: the candidate's own).")
    private @Nullable String scenario;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "A hardware profile of the case (default: its first).")
    private @Nullable String profile;

    @Option(
            names = "--tests",
            paramLabel = "N",
            defaultValue = "300",
            description = "Try at most so many trials (default: ${DEFAULT-VALUE}).")
    private int tests = 300;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "Start trials for so long, such as 90s, 10m or 2h (default: ${DEFAULT-VALUE}).")
    private String time = "1h";

    @Mixin
    private final RunsOption runs = new RunsOption();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PositiveNumber.require("--tests", tests);
        ShrinkBounds bounds = new ShrinkBounds(tests, ScheduleOptions.parseTime("--for", time));
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        MachineSetup setup = resolve(runner, progress);
        Case ofCase = setup.trial().ofCase();
        try (LauncherOptions.LabSession labSession = kernelOptions.open(context(), ofCase, runner, progress)) {
            if (setup.findKernel(labSession.buildService(), err()).isEmpty()) {
                return ExitCode.SKIP;
            }
            LabShrink shrink = new LabShrinker(
                            labSession.buildService(),
                            labSession.trialRunner(ClockMode.DETERMINISTIC),
                            progress,
                            bounds)
                    .shrink(
                            setup.trial(),
                            setup.kernelResolver().resolve(ofCase, setup.trial().candidate()));
            if (shrink.signature().isEmpty()) {
                err().println("vc4lab: the trial is clean, so there is nothing to shrink; its evidence: "
                        + shrink.result().folder());
                return ExitCode.SKIP;
            }
            Path folder = runs.newFolder(context()).resolve("shrunk");
            ShrunkFolder.write(
                    shrink.whole(), shrink.shrunk().parts(), ofCase.folder().file(), folder);
            ShrinkText.print(shrink, folder, out());
            return ExitCode.GOOD;
        }
    }

    private MachineSetup resolve(ProcessRunner runner, Progress progress) throws IOException, InterruptedException {
        try {
            Faults knownFaults = Faults.read(context().home());
            Case ofCase = kernelOptions.readCase(context().home(), knownFaults);
            ResolvedCandidates resolved =
                    kernelOptions.candidateResolver(ofCase, runner, progress).resolve(candidateNames(ofCase));
            String scenarioName = scenario == null
                    ? resolved.candidates().get(0).scenario()
                    : ofCase.scenario(scenario).name();
            return MachineSetup.of(
                    ofCase,
                    resolved,
                    scenarioName,
                    kernelOptions.selectFaults(knownFaults),
                    Optional.ofNullable(profile));
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown);
        }
    }

    /** No name selects the tree as it is. */
    private List<String> candidateNames(Case ofCase) {
        if (candidate != null) {
            return List.of(candidate);
        }
        return kernelOptions.hasTree()
                ? List.of()
                : List.of(ofCase.candidates().get(0).name());
    }
}
