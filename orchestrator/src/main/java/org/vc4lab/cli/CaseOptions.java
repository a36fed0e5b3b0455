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
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that select a case, and the configuration of its kernel. */
final class CaseOptions {
    @Mixin
    private final CaseOption caseOption = new CaseOption();

    @Option(
            names = "--config",
            paramLabel = "NAME",
            description = "A kernel configuration that the case knows (default: the case's own).")
    private @Nullable String config;

    CaseOption caseOption() {
        return caseOption;
    }

    /** @param kernel a kernel's version, such as 5.10.223; empty for the case's own */
    Case readCase(Path home, Faults knownFaults, Optional<String> kernel) throws IOException {
        CaseRepository cases = caseOption.cases(home, knownFaults);
        try {
            Case original = read(cases);
            Case onKernel = kernel.isPresent() ? original.withKernel(kernel.get()) : original;
            return config == null ? onKernel : onKernel.withConfig(config);
        } catch (UnknownNameException | IllegalArgumentException unknown) {
            throw new UsageException(unknown);
        }
    }

    private Case read(CaseRepository cases) throws IOException {
        try {
            return cases.read(caseOption.nameIn(cases));
        } catch (UnknownNameException unknown) {
            throw new UsageException(unknown.getMessage() + caseOption.hint());
        }
    }
}
