// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.vc4lab.build.kernel.KernelUpdates;
import org.vc4lab.build.kernel.PinnedKernel;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the kernels that are pinned, and proposes newer ones. */
@Command(
        name = "kernels",
        description = "Lists the kernels that verify --kernel takes.",
        mixinStandardHelpOptions = true)
final class KernelsCommand implements Callable<Integer> {
    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--propose",
            description = {
                "Look for newer ones in the Debian archive of this machine's own apt configuration, and print what to",
                "add to kernel-configs/kernels.lock.yaml: the newest of each Linux that is pinned, and the newest of all."
            })
    private boolean propose;

    KernelsCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        KernelUpdates updates = new KernelUpdates(cliContext.home());
        if (!propose) {
            for (PinnedKernel kernel : updates.pinned()) {
                out.println(kernel.version() + "  " + String.join(", ", kernel.architectures()));
            }
            return ExitCode.GOOD;
        }
        KernelUpdates.AvailableUpdates available = findUpdates(updates);
        for (String file : available.missing()) {
            out.println("# listed, but not there: " + file);
        }
        for (PinnedKernel kernel : available.newer()) {
            kernel.toYamlLines().forEach(out::println);
        }
        if (available.newer().isEmpty()) {
            out.println("# nothing newer is there");
        }
        return ExitCode.GOOD;
    }

    private KernelUpdates.AvailableUpdates findUpdates(KernelUpdates updates) throws IOException, InterruptedException {
        try (TempDirectory scratch = TempDirectory.create("vc4lab-kernels")) {
            return updates.findUpdates(
                    cliContext.environment(),
                    new ProcessRunner(),
                    cliContext.progress(spec.commandLine().getErr()),
                    scratch.path());
        }
    }
}
