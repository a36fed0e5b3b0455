// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.vc4lab.patch.SeriesReader;
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
                "A kernel of kernel-configs/kernels.lock.yaml that the case knows (default: the case's own).",
                "Which candidates there are, and what is expected of them, depends on it."
            })
    private @Nullable String kernel;

    @Option(
            names = "--tree",
            paramLabel = "DIR",
            description = {
                "A git tree of the kernel, used in place of the case's kernel and base; only --notes writes to it.",
                "Uncommitted changes are not tested."
            })
    private @Nullable Path tree;

    @Option(
            names = "--rev",
            paramLabel = "REV",
            description = "The revision to test (default: HEAD; for a range the commit before it).")
    private @Nullable String revision;

    @Option(names = "--on-base", description = "Apply the case's base, which brings the bug back, to the tree first.")
    private boolean onBase;

    @Option(
            names = "--fault",
            paramLabel = "NAME[=VALUE]",
            description = "A fault in the hardware, see './vc4lab faults'. May be given more than once.")
    private List<String> faults = List.of();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    Case readCase(Path home, Faults knownFaults) throws IOException {
        if (tree == null && (revision != null || onBase)) {
            throw new UsageException((onBase ? "--on-base" : "--rev") + " belongs to --tree, which is not given");
        }
        if (tree != null && kernel != null) {
            throw new UsageException("--kernel and --tree exclude each other");
        }
        return caseOptions.readCase(home, knownFaults, Optional.ofNullable(kernel));
    }

    boolean hasTree() {
        return tree != null;
    }

    List<FaultInjection> selectFaults(Faults knownFaults) throws UnknownNameException {
        List<FaultInjection> selected = new ArrayList<>();
        for (String nameAndValue : faults) {
            selected.add(knownFaults.parseInjection(nameAndValue));
        }
        return selected;
    }

    CandidateResolver candidateResolver(Case ofCase, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        Optional<KernelCheckout> checkout = tree == null
                ? Optional.empty()
                : Optional.of(KernelCheckout.open(tree, Optional.ofNullable(revision), runner));
        return new CandidateResolver(ofCase, checkout, onBase, new SeriesReader(runner, progress::note));
    }

    LauncherOptions.LabSession open(CliContext context, Case ofCase, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        if (tree != null) {
            KernelCheckout.warnAboutUncommittedChanges(tree, runner, progress);
        }
        return launcher.open(context, List.of(ofCase.config()), runner, progress);
    }
}
