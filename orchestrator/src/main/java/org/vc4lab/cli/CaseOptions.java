// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Cases;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.UnknownNameException;
import picocli.CommandLine.Option;

/** Which case is meant, and on which configuration of the kernel. */
final class CaseOptions {
    @Option(
            names = "--case",
            paramLabel = "NAME",
            defaultValue = "vc4-hdmi-atomic-sleep",
            description = "A folder of patches/ (default: ${DEFAULT-VALUE}).")
    private String caseName;

    @Option(
            names = "--config",
            paramLabel = "NAME",
            description = "A kernel configuration that the case knows (default: the case's own).")
    private @Nullable String config;

    /** The case on its own kernel. */
    Case choose(Path home, Faults known) throws IOException {
        return choose(home, known, Optional.empty());
    }

    /** @param kernel a pinned kernel's version; empty for the case's own */
    Case choose(Path home, Faults known, Optional<String> kernel) throws IOException {
        try {
            Case read = new Cases(home.resolve("patches"), known).read(caseName);
            Case onKernel = kernel.isPresent() ? read.onKernel(kernel.get()) : read;
            return config == null ? onKernel : onKernel.on(config);
        } catch (UnknownNameException | IllegalArgumentException unknown) {
            throw new UsageException(unknown);
        }
    }
}
