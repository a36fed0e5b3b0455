// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.lab.Trial;
import org.vc4lab.lab.TrialResult;
import org.vc4lab.lab.TrialRunner;
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
    private final Surroundings surroundings;

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

    ScreenshotCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProcessRunner processes = new ProcessRunner();
        SeriesReader reader = new SeriesReader(processes);
        Trial trial = machine.trial(surroundings.home(), scenario, reader);
        Progress progress = surroundings.progress(spec.commandLine().getErr());
        Workshop.hostPackages(surroundings.home(), trial.ofCase().config(), processes, progress)
                .install();
        Path folder = MachineOptions.folder(surroundings, "screenshot");
        try (Workshop workshop = Workshop.open(surroundings.home(), surroundings.environment(), processes, progress)) {
            TrialResult result = new TrialRunner(processes, RunProfile.DETERMINISTIC, System::nanoTime)
                    .run(
                            trial,
                            workshop.emulator(),
                            MachineOptions.kernel(workshop, reader, trial),
                            workshop.rootfs(trial.ofCase().config()),
                            folder);
            if (!Files.exists(result.picture())) {
                throw new IOException("there is no picture: the display was off at the end, see " + folder);
            }
            Files.copy(result.picture(), file, StandardCopyOption.REPLACE_EXISTING);
            spec.commandLine().getOut().println(file);
            return ExitCode.GOOD;
        }
    }
}
