// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.UnknownNameException;
import picocli.CommandLine.Option;

/** The options that select a case, and the configuration of its kernel. */
final class CaseOptions {
    @Option(
            names = "--case",
            paramLabel = "NAME",
            description = "A folder of patches/ (default: the one that patches/default-case names).")
    private @Nullable String caseName;

    @Option(
            names = "--config",
            paramLabel = "NAME",
            description = "A kernel configuration that the case knows (default: the case's own).")
    private @Nullable String config;

    /** Refuses a case that is not a trial's. */
    void requireNoOther(String trial, String nameOfTrial) {
        if (caseName != null && !caseName.equals(nameOfTrial)) {
            throw new UsageException("the trial " + trial + " is of the case " + nameOfTrial + ": leave out --case");
        }
    }

    /** The case that the user names, or the default one. */
    String caseName(Path home) throws IOException {
        return caseName == null
                ? new CaseRepository(home.resolve("patches"), Faults.read(home)).defaultName()
                : caseName;
    }

    /** @param kernel a pinned kernel's version; empty for the case's own */
    Case readCase(Path home, Faults knownFaults, Optional<String> kernel) throws IOException {
        try {
            CaseRepository cases = new CaseRepository(home.resolve("patches"), knownFaults);
            Case original = cases.read(caseName == null ? cases.defaultName() : caseName);
            Case onKernel = kernel.isPresent() ? original.withKernel(kernel.get()) : original;
            return config == null ? onKernel : onKernel.withConfig(config);
        } catch (UnknownNameException | IllegalArgumentException unknown) {
            throw new UsageException(unknown);
        }
    }
}
