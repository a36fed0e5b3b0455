// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.vc4lab.build.KernelUpdates;
import org.vc4lab.build.PinnedKernel;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TemporaryFolder;
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
    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--propose",
            description = {
                "Look for newer ones in the Debian archive of this machine's own apt configuration, and print what to",
                "add to kernel-configs/kernels.lock.yaml: the newest of each Linux that is pinned, and the newest of all."
            })
    private boolean propose;

    KernelsCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        KernelUpdates updates = new KernelUpdates(surroundings.home());
        if (!propose) {
            for (PinnedKernel kernel : updates.pinned()) {
                out.println(kernel.version() + "  " + String.join(", ", kernel.architectures()));
            }
            return ExitCode.GOOD;
        }
        KernelUpdates.Found found = look(updates);
        for (String file : found.missing()) {
            out.println("# listed, but not there: " + file);
        }
        for (PinnedKernel kernel : found.newer()) {
            kernel.lines().forEach(out::println);
        }
        if (found.newer().isEmpty()) {
            out.println("# nothing newer is there");
        }
        return ExitCode.GOOD;
    }

    private KernelUpdates.Found look(KernelUpdates updates) throws IOException, InterruptedException {
        try (TemporaryFolder scratch = TemporaryFolder.of("vc4lab-kernels")) {
            return updates.look(
                    surroundings.environment(),
                    new ProcessRunner(),
                    surroundings.progress(spec.commandLine().getErr()),
                    scratch.path());
        }
    }
}
