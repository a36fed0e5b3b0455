// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.lab.model.Case;
import org.vc4lab.patch.SeriesReader;
import picocli.CommandLine.Option;

/** The options that select a git tree of the user in place of a case's kernel, and how candidates are found there. */
final class TreeOptions {
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

    boolean isGiven() {
        return tree != null;
    }

    void requireTree() {
        if (tree == null && (revision != null || onBase)) {
            throw new UsageException((onBase ? "--on-base" : "--rev") + " belongs to --tree, which is not given");
        }
    }

    CandidateResolver candidateResolver(Case ofCase, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        Optional<KernelCheckout> checkout = tree == null
                ? Optional.empty()
                : Optional.of(KernelCheckout.open(tree, Optional.ofNullable(revision), runner));
        return new CandidateResolver(ofCase, checkout, onBase, new SeriesReader(runner, progress::note));
    }

    void warnAboutUncommittedChanges(ProcessRunner runner, Progress progress) throws IOException, InterruptedException {
        if (tree != null) {
            KernelCheckout.warnAboutUncommittedChanges(tree, runner, progress);
        }
    }
}
