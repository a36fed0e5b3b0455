// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.UnknownNameException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that select a kernel, of the case or of a git tree of the user, its hardware, and where both run. */
final class KernelOptions {
    @Mixin
    private final CaseOptions caseOptions = new CaseOptions();

    @Option(
            names = "--kernel",
            paramLabel = "VERSION",
            description = {
                "A kernel that the case knows (default: the case's own). One that is not pinned in",
                "kernel-configs/kernels.lock.yaml is looked up in Debian's archive.",
                "Which candidates there are, and what is expected of them, depends on it."
            })
    private @Nullable String kernel;

    @Mixin
    private final TreeOptions treeOptions = new TreeOptions();

    @Option(
            names = "--fault",
            paramLabel = "NAME[=VALUE]",
            description = "A fault in the hardware, see './vc4lab faults'. May be given more than once.")
    private List<String> faults = List.of();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    Case readCase(Path home, Faults knownFaults) throws IOException {
        treeOptions.requireTree();
        if (treeOptions.isGiven() && kernel != null) {
            throw new UsageException("--kernel and --tree exclude each other");
        }
        return caseOptions.readCase(home, knownFaults, Optional.ofNullable(kernel));
    }

    CaseOption caseOption() {
        return caseOptions.caseOption();
    }

    TreeOptions treeOptions() {
        return treeOptions;
    }

    boolean hasTree() {
        return treeOptions.isGiven();
    }

    List<FaultInjection> selectFaults(Faults knownFaults) throws UnknownNameException {
        return knownFaults.parseInjections(faults);
    }

    CandidateResolver candidateResolver(Case ofCase, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        return treeOptions.candidateResolver(ofCase, runner, progress);
    }

    LauncherOptions.LabSession open(CliContext context, Case ofCase, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        treeOptions.warnAboutUncommittedChanges(runner, progress);
        return launcher.open(context, List.of(ofCase.config()), runner, progress);
    }
}
