// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import org.vc4lab.build.kernel.KernelConfigRepository;
import org.vc4lab.build.kernel.KernelConfigRepository.PinnedRelease;
import org.vc4lab.build.kernel.KernelUpdates;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.TempDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the kernels that are pinned, and proposes newer ones. */
@Command(
        name = "kernels",
        description = "Lists the kernels that are pinned. --kernel also takes others of Debian's archive.")
final class KernelsCommand extends LabCommand {
    @Mixin
    private final FormatOptions formatOptions = new FormatOptions();

    @Option(
            names = "--propose",
            description = {
                "Search the Debian archive of this machine's apt configuration for newer ones, and print what to",
                "add to kernel-configs/kernels.lock.yaml: the newest of each Linux that is pinned, and the newest of all."
            })
    private boolean propose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        KernelConfigRepository configRepository =
                new KernelConfigRepository(context().home());
        if (propose && formatOptions.isJson()) {
            throw new UsageException("--propose prints YAML for kernel-configs/kernels.lock.yaml, not JSON");
        }
        if (propose) {
            printUpdates(new KernelUpdates(configRepository));
        } else if (formatOptions.isJson()) {
            ArrayNode document = JsonNodeFactory.instance.arrayNode();
            for (PinnedRelease kernel : configRepository.releases()) {
                ArrayNode architectures =
                        document.addObject().put("version", kernel.version()).putArray("architectures");
                kernel.architectures().forEach(architectures::add);
            }
            out().println(document.toPrettyString());
        } else {
            for (PinnedRelease kernel : configRepository.releases()) {
                out().println(kernel.version() + "  " + String.join(", ", kernel.architectures()));
            }
        }
        return ExitCode.GOOD;
    }

    private void printUpdates(KernelUpdates updates) throws IOException, InterruptedException {
        KernelUpdates.AvailableUpdates available;
        try (TempDirectory scratch = TempDirectory.create("vc4lab-kernels")) {
            available = updates.findUpdates(context().environment(), new ProcessRunner(), progress(), scratch.path());
        }
        available.missing().forEach(file -> out().println("# listed, but not there: " + file));
        available.newer().forEach(kernel -> kernel.toYamlLines().forEach(out()::println));
        if (available.newer().isEmpty()) {
            out().println("# nothing newer is there");
        }
    }
}
