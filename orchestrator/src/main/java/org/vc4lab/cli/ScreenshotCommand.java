// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.TrialResult;
import org.vc4lab.lab.TrialRunner;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what the monitor would. */
@Command(
        name = "screenshot",
        description = {
            "Runs a scenario and writes what the monitor shows at its end to a PNG file.",
            "Each trial of verify leaves such a picture in its folder as well."
        },
        mixinStandardHelpOptions = true)
final class ScreenshotCommand implements Callable<Integer> {
    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    @Mixin
    private MachineOptions machine;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "One of the case's scenarios (default: its first).")
    private String scenario = "";

    @Parameters(paramLabel = "FILE", description = "The PNG file.")
    private Path file;

    ScreenshotCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProcessRunner processes = new ProcessRunner();
        SeriesReader reader = new SeriesReader(processes);
        Trial trial = machine.createTrial(cliContext.home(), scenario, reader);
        Progress progress = cliContext.progress(spec.commandLine().getErr());
        BuildService.hostPackages(cliContext.home(), trial.ofCase().config(), processes, progress)
                .install();
        Path folder = MachineOptions.newRunFolder(cliContext, "screenshot");
        try (BuildService buildService =
                BuildService.open(cliContext.home(), cliContext.environment(), processes, progress)) {
            TrialResult result = new TrialRunner(processes, ClockMode.DETERMINISTIC, System::nanoTime)
                    .run(
                            trial,
                            buildService.buildEmulator(),
                            MachineOptions.buildKernel(buildService, reader, trial),
                            buildService.buildRootfs(trial.ofCase().config()),
                            folder);
            if (!Files.exists(result.screenshot())) {
                throw new IOException("there is no picture: the display was off at the end, see " + folder);
            }
            Files.copy(result.screenshot(), file, StandardCopyOption.REPLACE_EXISTING);
            spec.commandLine().getOut().println(file);
            return ExitCode.GOOD;
        }
    }
}
