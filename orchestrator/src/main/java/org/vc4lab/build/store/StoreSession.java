// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.apache.commons.io.function.IORunnable;
import org.vc4lab.exec.FileLocks;

/**
 * The temporary folder of a process that uses the store. The process holds a lock on a file beside it, so that the next
 * process recognises folders of processes that have ended, and deletes them.
 */
record StoreSession(Path folder, Path lockFile, FileLocks.Held held, AtomicInteger next) implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StoreSession.class.getName());
    private static final String LOCK = ".lock";
    /** Its lock is held while sessions are created, swept or cleaned, so that none is swept before it is locked. */
    private static final String GATE = "gate";

    @SuppressWarnings("try") // the lock is only held
    static StoreSession open(Path tmp, Consumer<String> onWait) throws IOException, InterruptedException {
        try (FileLocks.Held gate = FileLocks.acquire(tmp.resolve(GATE), onWait)) {
            for (Path lock : listLocks(tmp)) {
                sweep(lock);
            }
            String name = UUID.randomUUID().toString();
            Path lockFile = tmp.resolve(name + LOCK);
            FileLocks.Held held = FileLocks.acquire(lockFile, onWait);
            try {
                return new StoreSession(Files.createDirectory(tmp.resolve(name)), lockFile, held, new AtomicInteger());
            } catch (IOException full) {
                held.close(); // so that the next process sweeps it
                throw full;
            }
        }
    }

    /** Runs an action while no process uses the store or can open it. */
    @SuppressWarnings("try") // the lock is only held
    static void runExclusively(Path tmp, IORunnable cleanUp) throws IOException, InterruptedException {
        try (FileLocks.Held gate = FileLocks.acquire(tmp.resolve(GATE), holder -> {})) {
            for (Path lock : listLocks(tmp)) {
                if (!sweep(lock)) {
                    throw new IOException("the store is in use by " + FileLocks.describeHolder(lock) + ": "
                            + tmp.getParent() + "; try again when that has ended");
                }
            }
            cleanUp.run();
        }
    }

    private static List<Path> listLocks(Path tmp) throws IOException {
        try (Stream<Path> files = Files.list(tmp)) {
            return files.filter(path -> path.toString().endsWith(LOCK)).sorted().toList();
        }
    }

    /** When the oldest of the living sessions began, by the file system's clock; earlier if one has just ended. */
    static Instant oldestStart(Path tmp) throws IOException {
        return Instant.ofEpochMilli(listLocks(tmp).stream()
                .mapToLong(lock -> lock.toFile().lastModified())
                .min()
                .orElse(0));
    }

    /** Deletes the session's files if its process has ended; false if it is alive. */
    @SuppressWarnings("try") // the lock is only held
    private static boolean sweep(Path lock) throws IOException {
        Optional<FileLocks.Held> acquired = FileLocks.tryAcquire(lock);
        if (acquired.isEmpty()) {
            return false;
        }
        try (FileLocks.Held held = acquired.get()) {
            String name = lock.getFileName().toString();
            Path folder = lock.resolveSibling(name.substring(0, name.length() - LOCK.length()));
            try {
                PathUtils.delete(folder);
            } catch (IOException undeletable) {
                LOG.log(System.Logger.Level.DEBUG, "left for the next sweep: " + folder, undeletable);
            }
            if (Files.notExists(folder)) { // commons-io too leaves what it cannot delete: the next sweep tries again
                Files.deleteIfExists(lock);
            }
        }
        return true;
    }

    Path unusedPath() {
        return folder.resolve(Integer.toString(next.getAndIncrement()));
    }

    Path createFolder() throws IOException {
        return Files.createDirectory(unusedPath());
    }

    @Override
    public void close() throws IOException {
        PathUtils.delete(folder);
        Files.deleteIfExists(lockFile);
        held.close();
    }
}
