// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vc4lab.build.BuildService;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.ConsoleAttachment;
import org.vc4lab.lab.InteractiveSession;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gives a person the guest's console. */
@Command(
        name = "shell",
        description = {
            "Boots a candidate's kernel and gives you a shell on the guest's console.",
            "Ctrl-] leaves, and so does ending the shell. The guest's processors run by the host's clock."
        },
        mixinStandardHelpOptions = true)
final class ShellCommand implements Callable<Integer> {
    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    @Mixin
    private MachineOptions machine;

    @Option(
            names = "--display",
            paramLabel = "none|vnc[=HOST:N]|gtk",
            defaultValue = "none",
            description = {
                "Show what the monitors would: at a VNC address (vnc is 127.0.0.1:5, which viewers call",
                "port 5905), or in a window, where QEMU was built with gtk; the lab's own is not.",
                "Default: ${DEFAULT-VALUE}."
            })
    private String display;

    ShellCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    @SuppressWarnings("try") // the terminal is only held
    public Integer call() throws Exception {
        ProcessRunner processes = new ProcessRunner();
        SeriesReader reader = new SeriesReader(processes);
        Trial trial = machine.createTrial(cliContext.home(), "", reader);
        String displayOption = display.equals("vnc") ? "vnc=127.0.0.1:5" : display;
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = cliContext.progress(err);
        BuildService.hostPackages(cliContext.home(), trial.ofCase().config(), processes, progress)
                .install();
        Path folder = MachineOptions.newRunFolder(cliContext, "shell");
        try (BuildService buildService =
                BuildService.open(cliContext.home(), cliContext.environment(), processes, progress)) {
            Kernel kernel = MachineOptions.buildKernel(buildService, reader, trial);
            err.println("vc4lab: " + trial.candidate().name() + ", "
                    + trial.profile().name() + "; Ctrl-] leaves; console log, sound: " + folder);
            try (AutoCloseable raw = RawTerminal.open(processes)) {
                new InteractiveSession(processes, System.in, System.out)
                        .run(
                                trial,
                                buildService.buildEmulator(),
                                kernel,
                                buildService.buildRootfs(trial.ofCase().config()),
                                ConsoleAttachment.withDisplay(displayOption),
                                folder);
            }
        }
        return ExitCode.GOOD;
    }
}
