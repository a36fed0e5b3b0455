// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.ProcessRunner;
import picocli.CommandLine.Option;

/** The options of commands that can work on a git tree of the user's. */
final class TreeOptions {
    @Option(
            names = "--tree",
            paramLabel = "DIR",
            description = {
                "A git tree of the kernel of your own, in place of the case's kernel and base; it is never",
                "written to. Committed state counts: what is not committed is not tried."
            })
    private @Nullable Path tree;

    @Option(
            names = "--rev",
            paramLabel = "REV",
            description = "What to try of the tree (default: HEAD; for a range the commit where it begins).")
    private @Nullable String revision;

    @Option(names = "--on-base", description = "Put the case's base, which brings the bug back, on the tree first.")
    private boolean onBase;

    /** The tree, where one is given; its options make no sense without it. */
    Optional<Path> tree() {
        if (tree == null && (revision != null || onBase)) {
            throw new UsageException((onBase ? "--on-base" : "--rev") + " belongs to --tree, which is not given");
        }
        return Optional.ofNullable(tree);
    }

    Optional<String> revision() {
        return Optional.ofNullable(revision);
    }

    /** Says on the error stream what of the tree is not tried, where there is a tree and something is not. */
    void warnAboutUncommittedChanges(ProcessRunner runner, Progress progress) throws IOException, InterruptedException {
        if (tree != null) {
            KernelCheckout.warnAboutUncommittedChanges(tree, runner, progress);
        }
    }

    boolean isOnBase() {
        return onBase;
    }
}
