// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.nio.file.Path;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Launcher;
import org.vc4lab.lab.BuildArtifacts;
import org.vc4lab.lab.InteractiveSession;
import org.vc4lab.lab.model.Trial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Connects the user to the guest's console. */
@Command(
        name = "shell",
        description = {
            "Boots a candidate's kernel and opens a shell on the guest's console.",
            "Ctrl-] or the end of the shell ends it. The guest's processors run by the host's clock."
        })
final class ShellCommand extends LabCommand {
    @Mixin
    private MachineOptions machine;

    @Option(
            names = "--display",
            paramLabel = "none|vnc[=HOST:N]|gtk",
            defaultValue = "none",
            description = {
                "Show what the monitors would: at a VNC address (vnc is 127.0.0.1:5, which viewers call",
                "port 5905), or in a window, if QEMU was built with gtk; the lab's own is not.",
                "Only with --launcher local. Default: ${DEFAULT-VALUE}."
            })
    private String display;

    @Override
    @SuppressWarnings("try") // closed, but not used
    public Integer call() throws Exception {
        ProcessRunner runner = new ProcessRunner();
        Progress progress = progress();
        MachineOptions.MachineSetup setup = machine.resolve(context().home(), null, runner, progress);
        Trial trial = setup.trial();
        String displayOption = display.equals("vnc") ? "vnc=127.0.0.1:5" : display;
        Path folder = context().runs().resolve("shell-" + context().newRunName());
        try (LauncherOptions.LabSession labSession = machine.open(setup, context(), runner, progress)) {
            if (!display.equals("none") && labSession.launcher() instanceof Launcher.Confined) {
                throw new UsageException("--display needs --launcher local: a sandbox and a container have no network");
            }
            BuildService buildService = labSession.buildService();
            Kernel kernel = setup.buildKernel(buildService);
            err().println("vc4lab: " + trial.candidate().name() + ", "
                    + trial.profile().name() + "; Ctrl-] leaves; console log, sound: " + folder);
            try (AutoCloseable raw = RawTerminal.open(runner)) {
                new InteractiveSession(labSession.launcher(), System.in, System.out)
                        .run(trial, BuildArtifacts.of(buildService, trial.ofCase(), kernel), displayOption, folder);
            }
        }
        return ExitCode.GOOD;
    }
}
