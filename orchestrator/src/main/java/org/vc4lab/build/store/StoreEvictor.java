// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.AtomicFiles;

/**
 * Keeps a store within its size limit by deleting the least recently used entries, trials' folders, sources and work
 * areas. A work area has tens of thousands of files, so its size is cached, and refreshed a day after each use.
 */
final class StoreEvictor {
    /** What was used within this period stays, whatever the size: another process may be using it. */
    static final Duration PROTECTED_PERIOD = Duration.ofDays(1);

    private static final String SIZE = ".vc4lab-size";

    private final Path root;
    private final Supplier<Path> trash;

    /** @param trash paths that do not exist, on the store's file system; entries are renamed to them, then deleted */
    StoreEvictor(Path root, Supplier<Path> trash) {
        this.root = root;
        this.trash = trash;
    }

    /** @param lock that its users hold; empty if they hold none */
    private record EvictableEntry(Path path, long bytes, Instant lastUsed, Optional<Path> lock) {}

    /**
     * Deletes the least recently used until the store is within the limit.
     *
     * @param limit in bytes, for all that may be deleted together
     * @return the deleted paths
     */
    List<Path> evict(long limit, Instant now) throws IOException {
        Instant protectedSince = now.minus(PROTECTED_PERIOD);
        List<EvictableEntry> entries = listLongestUnusedFirst(protectedSince);
        long bytes = entries.stream().mapToLong(EvictableEntry::bytes).sum();
        List<Path> deleted = new ArrayList<>();
        for (EvictableEntry entry : entries) {
            if (bytes <= limit || entry.lastUsed().isAfter(protectedSince)) {
                break;
            }
            if (delete(entry)) {
                deleted.add(entry.path());
            }
            if (Files.notExists(entry.path())) {
                bytes -= entry.bytes();
            }
        }
        return deleted;
    }

    /** Deletes an entry by renaming it first; false if another process has deleted it or uses it. */
    @SuppressWarnings("try") // the lock is only held
    private boolean delete(EvictableEntry entry) throws IOException {
        if (entry.lock().isEmpty()) {
            return delete(entry.path());
        }
        Optional<FileLocks.Held> acquired = FileLocks.tryAcquire(entry.lock().get());
        if (acquired.isEmpty()) {
            return false;
        }
        try (FileLocks.Held held = acquired.get()) {
            return delete(entry.path());
        }
    }

    private boolean delete(Path path) throws IOException {
        Path trashPath = trash.get();
        try {
            Files.move(path, trashPath, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException already) {
            return false;
        }
        PathUtils.delete(trashPath);
        return true;
    }

    /** The longest unused first. */
    private List<EvictableEntry> listLongestUnusedFirst(Instant protectedSince) throws IOException {
        List<EvictableEntry> entries = new ArrayList<>();
        for (Path entry : Store.listEntries(root)) {
            entries.add(toEntry(entry, entry.resolve(Manifest.NAME)));
        }
        for (Path run : folders(Store.RUNS)) {
            entries.add(toEntry(run, run));
        }
        for (Path source : folders(Store.SOURCES)) {
            Path lock = Store.lockFile(root, Store.SOURCE_LOCK + source.getFileName());
            entries.add(new EvictableEntry(source, sizeOf(source), lastUsed(source, lock), Optional.of(lock)));
        }
        for (Path area : folders(Store.WORK)) {
            Path lock = Store.lockFile(root, area.getFileName().toString());
            if (Files.notExists(lock)) {
                continue; // its users take no lock, so it may be in use
            }
            Instant lastUsed = lastUsed(area, lock);
            entries.add(
                    new EvictableEntry(area, areaSize(area, lastUsed, protectedSince), lastUsed, Optional.of(lock)));
        }
        entries.sort(Comparator.comparing(EvictableEntry::lastUsed).thenComparing(EvictableEntry::path));
        return entries;
    }

    private List<Path> folders(String name) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(name))) {
            return files.filter(Files::isDirectory).toList();
        }
    }

    /** @param dated file whose date is that of the last use; the folder itself if it is missing */
    private static EvictableEntry toEntry(Path folder, Path dated) throws IOException {
        return new EvictableEntry(folder, sizeOf(folder), lastUsed(folder, dated), Optional.empty());
    }

    private static Instant lastUsed(Path folder, Path dated) throws IOException {
        return Files.getLastModifiedTime(Files.exists(dated) ? dated : folder).toInstant();
    }

    private static long areaSize(Path area, Instant lastUsed, Instant protectedSince) throws IOException {
        Path sizeFile = area.resolve(SIZE);
        boolean counted = Files.exists(sizeFile);
        if (counted
                && (lastUsed.isAfter(protectedSince)
                        || Files.getLastModifiedTime(sizeFile).toInstant().isAfter(lastUsed))) {
            return Long.parseLong(Files.readString(sizeFile));
        }
        long bytes = sizeOf(area);
        AtomicFiles.write(sizeFile, Long.toString(bytes));
        return bytes;
    }

    /** Other processes may be changing the folder. */
    private static long sizeOf(Path folder) throws IOException {
        long[] bytes = {0};
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes[0] += attributes.size();
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes[0];
    }
}
