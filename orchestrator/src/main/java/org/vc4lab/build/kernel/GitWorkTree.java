// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.ReadOnlyGitRepository;

/**
 * A folder of ours that becomes one tree object after the other. Git's index stands beside it, and tells which files
 * differ; what stands there against the index is written anew.
 */
final class GitWorkTree {
    private static final long TREE_MIB = 1500;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final ReadOnlyGitRepository userRepository;
    private final Path repository;
    private final Store store;
    private final ProcessRunner runner;
    private final Progress progress;

    /** @param userRepository whose objects are read, beside those of {@code repository} */
    GitWorkTree(
            ReadOnlyGitRepository userRepository,
            Path repository,
            Store store,
            ProcessRunner runner,
            Progress progress) {
        this.userRepository = userRepository;
        this.repository = repository;
        this.store = store;
        this.runner = runner;
        this.progress = progress;
    }

    /**
     * Makes the source folder of a work area a tree; its user holds the area's lock.
     *
     * @return that folder
     */
    Path checkOut(String area, String tree, String name) throws IOException, InterruptedException {
        Path folder = store.workArea(area);
        Path source = folder.resolve("source");
        if (!Files.exists(source)) {
            store.requireSpace(TREE_MIB, "the sources of " + name);
            Files.createDirectories(source);
        }
        Path startedMarker = folder.resolve("checkout-begun");
        boolean interrupted = Files.exists(startedMarker);
        if (!interrupted) {
            Files.createFile(startedMarker);
        }
        try (Progress.ProgressTask task = progress.start("check out " + name, 0)) {
            task.update(0, 0);
            if (interrupted) {
                run(folder, Command.of("true"));
                Files.deleteIfExists(folder.resolve("index.lock"));
            }
            run(folder, userRepository.commandIn(repository, "read-tree", "--reset", "-u", tree));
            if (interrupted) {
                // what it had written and not yet entered in the index
                run(folder, userRepository.commandIn(repository, "clean", "-ffdxq"));
            }
        }
        Files.delete(startedMarker);
        return source;
    }

    /** Not before a git that outlived its lab has ended. */
    private void run(Path folder, Command command) throws IOException, InterruptedException {
        Path source = folder.resolve("source");
        runner.run(BuildDirectoryLock.wrap(folder, command)
                        .workingDirectory(source)
                        .timeout(LIMIT)
                        .env("GIT_WORK_TREE", source.toString())
                        .env("GIT_INDEX_FILE", folder.resolve("index").toString()))
                .orThrow();
    }
}
