// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.Command;
import org.vc4lab.source.BorrowingRepository;

/**
 * Checks out tree objects, one after the other, into the source folder of a work area. The area has its own git index,
 * so that git writes only the files that differ.
 */
record GitWorkTree(BorrowingRepository repository, BuildContext context) {
    private static final System.Logger LOG = System.getLogger(GitWorkTree.class.getName());
    private static final long TREE_MIB = 1500;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    /**
     * Checks a tree out. The caller holds the area's lock.
     *
     * @return the source folder
     */
    Path checkOut(String area, String tree, String name) throws IOException, InterruptedException {
        Path folder = context.store().workArea(area);
        Path source = folder.resolve("source");
        if (!Files.exists(source)) {
            context.store().requireSpace(TREE_MIB, "the sources of " + name);
            Files.createDirectories(source);
        }
        Path startedMarker = folder.resolve("checkout-begun");
        boolean interrupted = Files.exists(startedMarker);
        if (!interrupted) {
            Files.createFile(startedMarker);
        }
        try (Progress.ProgressTask task = context.progress().start("check out " + name, 0)) {
            task.update(0, 0);
            if (interrupted) {
                LOG.log(System.Logger.Level.DEBUG, "the last checkout in {0} was interrupted", folder);
                run(folder, Command.of("true"));
                Files.deleteIfExists(folder.resolve("index.lock"));
            }
            run(folder, repository.command("read-tree", "--reset", "-u", tree));
            if (interrupted) {
                // files that the interrupted git wrote and did not enter in the index
                run(folder, repository.command("clean", "-ffdxq"));
            }
        }
        Files.delete(startedMarker);
        return source;
    }

    /** Waits for a git that outlived its lab, then runs. */
    private void run(Path folder, Command command) throws IOException, InterruptedException {
        Path source = folder.resolve("source");
        context.runner()
                .run(BuildDirectoryLock.wrap(folder, command)
                        .workingDirectory(source)
                        .timeout(LIMIT)
                        .env("GIT_WORK_TREE", source.toString())
                        .env("GIT_INDEX_FILE", folder.resolve("index").toString()))
                .orThrow();
    }
}
