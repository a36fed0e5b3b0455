// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.CandidateResult.TrialResult;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a picture of the monitor. */
@Command(
        name = "screenshot",
        description = {
            "Runs a scenario and writes what the monitor shows at its end to a PNG file.",
            "Each trial of verify leaves such a picture in its folder as well."
        })
final class ScreenshotCommand extends LabCommand {
    @Mixin
    private MachineOptions machine;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "One of the case's scenarios (default: its first).")
    private @Nullable String scenario;

    @Parameters(paramLabel = "FILE", description = "The PNG file.")
    private Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        MachineOptions.MachineSetup setup = machine.resolve(context().home(), scenario, runner, progress);
        Path folder = context().runs().resolve("screenshot-" + context().newRunName());
        try (LauncherOptions.LabSession labSession = machine.open(setup, context(), runner, progress)) {
            TrialResult result = labSession
                    .trialRunner(ClockMode.DETERMINISTIC)
                    .run(setup.trial(), setup.buildArtifacts(labSession.buildService()), folder);
            if (!Files.exists(result.screenshot())) {
                throw new IOException("there is no picture: the display was off at the end, see " + folder);
            }
            Files.copy(result.screenshot(), file, StandardCopyOption.REPLACE_EXISTING);
            out().println(file);
            return ExitCode.GOOD;
        }
    }
}
