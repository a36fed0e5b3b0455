// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that select a case, its kernel, and the kernel's configuration. */
final class KernelOptions {
    @Mixin
    private final CaseOptions caseOptions = new CaseOptions();

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            description = {
                "A kernel of kernel-configs/kernels.lock.yaml that the case knows (default: the case's own).",
                "Which candidates there are, and what is expected of them, depends on it."
            })
    private @Nullable String kernel;

    /** @param tree excludes another kernel, because it is one itself */
    Case readCase(Path home, Faults knownFaults, TreeOptions tree) throws IOException {
        if (kernel != null && tree.tree().isPresent()) {
            throw new UsageException("--kernel and --tree exclude each other");
        }
        return caseOptions.readCase(home, knownFaults, Optional.ofNullable(kernel));
    }
}
