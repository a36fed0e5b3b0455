// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.source.PinnedFile;
import org.vc4lab.source.PinnedFileRepository;

/** Gets pinned files, and unpacks tarballs into trees of the store. */
public final class SourceUnpacker {
    private static final long TREE_MIB = 1500;
    private static final Duration LIMIT = Duration.ofMinutes(30);

    private final Store store;
    private final PinnedFileRepository pinnedFileRepository;
    private final ProcessRunner runner;
    private final Progress progress;

    public SourceUnpacker(
            Store store, PinnedFileRepository pinnedFileRepository, ProcessRunner runner, Progress progress) {
        this.store = store;
        this.pinnedFileRepository = pinnedFileRepository;
        this.runner = runner;
        this.progress = progress;
    }

    /** A pinned file with its hash checked. */
    @SuppressWarnings("try")
    public // the lock is only held
    Path fetch(PinnedFile pinnedFile) throws IOException, InterruptedException {
        try (FileLocks.Held held = store.lock(Store.SOURCE_LOCK + pinnedFile.sha256());
                DownloadProgress downloadProgress = new DownloadProgress(progress)) {
            return pinnedFileRepository.get(pinnedFile, downloadProgress::update);
        }
    }

    /** The progress bar of a download, which appears with its first byte. */
    private static final class DownloadProgress implements AutoCloseable {
        private final Progress progress;
        private Progress.@org.jspecify.annotations.Nullable ProgressTask task;

        private DownloadProgress(Progress progress) {
            this.progress = progress;
        }

        private void update(String file, long bytes, long total) {
            Progress.ProgressTask running = task;
            if (running == null) {
                running = progress.start("download " + file, total);
                task = running;
            }
            running.update(bytes, total);
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
     * @param area name of a work area; its content is replaced if it is of another tarball
     */
    public SourceTree unpackedTree(String area, PinnedFile tarball) throws IOException, InterruptedException {
        Path folder = store.workArea(area);
        Path stamp = folder.resolve("tarball");
        if (!Files.exists(stamp) || !Files.readString(stamp).equals(tarball.sha256())) {
            Path file = fetch(tarball);
            store.requireSpace(TREE_MIB, "the sources in " + tarball.fileName());
            Path fresh = store.createTempFolder();
            unpack(file, Files.createDirectory(fresh.resolve("source")));
            Files.writeString(fresh.resolve("tarball"), tarball.sha256());
            PathUtils.delete(folder);
            Files.createDirectories(folder.getParent());
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        return new SourceTree(folder);
    }

    private void unpack(Path tarball, Path folder) throws IOException, InterruptedException {
        try (Progress.ProgressTask task = progress.start("unpack " + tarball.getFileName(), 0)) {
            task.update(0, 0);
            runner.run(Command.of(
                                    "tar",
                                    "-xf",
                                    tarball.toString(),
                                    "-C",
                                    folder.toString(),
                                    "--strip-components=1",
                                    "--no-same-owner")
                            .timeout(LIMIT))
                    .orThrow();
        }
    }
}
