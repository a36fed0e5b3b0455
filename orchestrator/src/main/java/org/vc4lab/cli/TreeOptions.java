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

/** The options of commands that accept a git tree of the user. */
final class TreeOptions {
    @Option(
            names = "--tree",
            paramLabel = "DIR",
            description = {
                "A git tree of the kernel, used in place of the case's kernel and base; it is never written to.",
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

    /** The tree; the other options are refused without it. */
    Optional<Path> tree() {
        if (tree == null && (revision != null || onBase)) {
            throw new UsageException((onBase ? "--on-base" : "--rev") + " belongs to --tree, which is not given");
        }
        return Optional.ofNullable(tree);
    }

    Optional<String> revision() {
        return Optional.ofNullable(revision);
    }

    /** Notes uncommitted changes, if there is a tree. */
    void warnAboutUncommittedChanges(ProcessRunner runner, Progress progress) throws IOException, InterruptedException {
        if (tree != null) {
            KernelCheckout.warnAboutUncommittedChanges(tree, runner, progress);
        }
    }

    boolean isOnBase() {
        return onBase;
    }
}
