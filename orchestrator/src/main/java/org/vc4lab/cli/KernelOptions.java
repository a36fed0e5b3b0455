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

/** Which case is meant, on which of the pinned kernels, and on which configuration of it. */
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

    Case readCase(Path home, Faults knownFaults) throws IOException {
        return caseOptions.readCase(home, knownFaults, Optional.ofNullable(kernel));
    }

    /** The same where the user may have given a tree, which is a kernel itself. */
    Case readCase(Path home, Faults knownFaults, TreeOptions tree) throws IOException {
        if (kernel != null && tree.tree().isPresent()) {
            throw new UsageException("--kernel and --tree exclude each other");
        }
        return readCase(home, knownFaults);
    }
}
