// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Folders;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.Pinned;
import org.vc4lab.source.Sources;

/** Gets pinned files, and unpacks tarballs into trees of the store. */
final class Unpacker {
    private static final long TREE_MIB = 1500;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Store store;
    private final Sources sources;
    private final ProcessRunner runner;
    private final Progress progress;

    Unpacker(Store store, Sources sources, ProcessRunner runner, Progress progress) {
        this.store = store;
        this.sources = sources;
        this.runner = runner;
        this.progress = progress;
    }

    /** A pinned file with its hash checked. */
    @SuppressWarnings("try") // the lock is only held
    Path get(Pinned pinned) throws IOException, InterruptedException {
        try (FileLocks.Held held = store.lock(Store.SOURCE_LOCK + pinned.sha256());
                Download shown = new Download(progress)) {
            return sources.get(pinned, shown::reached);
        }
    }

    /** The bar of a download, which there is only once the first byte has come. */
    private static final class Download implements AutoCloseable {
        private final Progress progress;
        private Progress.@org.jspecify.annotations.Nullable Task task;

        private Download(Progress progress) {
            this.progress = progress;
        }

        private void reached(String file, long bytes, long total) {
            Progress.Task running = task;
            if (running == null) {
                running = progress.start("download " + file, total);
                task = running;
            }
            running.reached(bytes, total);
        }

        @Override
        public void close() {
            if (task != null) {
                task.close();
            }
        }
    }

    /**
     * The tree of a tarball, unpacked into a work area at first use. Its user holds the area's lock.
     *
     * @param area of the store's work areas; another tarball than before replaces all that is in it
     */
    SourceTree tree(String area, Pinned tarball) throws IOException, InterruptedException {
        Path folder = store.work(area);
        Path stamp = folder.resolve("tarball");
        if (!Files.exists(stamp) || !Files.readString(stamp).equals(tarball.sha256())) {
            Path file = get(tarball);
            store.requireSpace(TREE_MIB, "the sources in " + tarball.fileName());
            Path fresh = store.temporary();
            unpack(file, Files.createDirectory(fresh.resolve("source")));
            Files.writeString(fresh.resolve("tarball"), tarball.sha256());
            Folders.delete(folder);
            Files.createDirectories(folder.getParent());
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new SourceTree(folder);
    }

    private void unpack(Path tarball, Path folder) throws IOException, InterruptedException {
        try (Progress.Task task = progress.start("unpack " + tarball.getFileName(), 0)) {
            task.reached(0, 0);
            runner.run(Command.of(
                                    "tar",
                                    "-xf",
                                    tarball.toString(),
                                    "-C",
                                    folder.toString(),
                                    "--strip-components=1",
                                    "--no-same-owner")
                            .within(LIMIT))
                    .orThrow();
        }
    }
}
