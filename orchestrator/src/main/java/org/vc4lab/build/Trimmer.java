// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

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
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.Folders;

/**
 * Keeps a store within a size: of what was built, the trials' folders, the sources and the work areas, the longest
 * unused go first. A work area has tens of thousands of files; how large it is, is counted once after each use that
 * lies a day back, and until then what was counted before is good enough.
 */
final class Trimmer {
    /** What was used within this time stays, whatever the size: another process may be at work with it. */
    static final Duration SPARED = Duration.ofDays(1);

    private static final String SIZE = ".vc4lab-size";

    private final Path root;
    private final Supplier<Path> bin;

    /** @param bin a path that does not exist, on the store's file system, from which all is deleted some day */
    Trimmer(Path root, Supplier<Path> bin) {
        this.root = root;
        this.bin = bin;
    }

    /** @param lock that its users hold; an empty one where they hold none */
    private record Holding(Path path, long bytes, Instant lastUsed, Optional<Path> lock) {}

    /**
     * Deletes what is too much.
     *
     * @param limit in bytes, for all that may be deleted together
     * @return what was deleted
     */
    List<Path> trim(long limit, Instant now) throws IOException {
        Instant spared = now.minus(SPARED);
        List<Holding> all = holdings(spared);
        long bytes = all.stream().mapToLong(Holding::bytes).sum();
        List<Path> deleted = new ArrayList<>();
        for (Holding one : all) {
            if (bytes <= limit || one.lastUsed().isAfter(spared)) {
                break;
            }
            if (delete(one)) {
                deleted.add(one.path());
            }
            if (Files.notExists(one.path())) {
                bytes -= one.bytes();
            }
        }
        return deleted;
    }

    /** It is gone as a whole or not at all; somebody else may have been faster, or be at work with it. */
    @SuppressWarnings("try") // the lock is only held
    private boolean delete(Holding one) throws IOException {
        if (one.lock().isEmpty()) {
            return delete(one.path());
        }
        Optional<FileLocks.Held> free = FileLocks.tryTake(one.lock().get());
        if (free.isEmpty()) {
            return false;
        }
        try (FileLocks.Held held = free.get()) {
            return delete(one.path());
        }
    }

    private boolean delete(Path path) throws IOException {
        Path gone = bin.get();
        try {
            Files.move(path, gone, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException already) {
            return false;
        }
        Folders.delete(gone);
        return true;
    }

    /** The longest unused first. */
    private List<Holding> holdings(Instant spared) throws IOException {
        List<Holding> all = new ArrayList<>();
        for (Path entry : Store.entries(root)) {
            all.add(holding(entry, entry.resolve(Manifest.NAME)));
        }
        for (Path run : folders(Store.RUNS)) {
            all.add(holding(run, run));
        }
        for (Path source : folders(Store.SOURCES)) {
            Path lock = Store.lockFile(root, Store.SOURCE_LOCK + source.getFileName());
            all.add(new Holding(source, bytes(source), used(source, lock), Optional.of(lock)));
        }
        for (Path area : folders(Store.WORK)) {
            Path lock = Store.lockFile(root, area.getFileName().toString());
            if (Files.notExists(lock)) {
                continue; // its users take none, so that nobody can tell whether it is in use
            }
            Instant used = used(area, lock);
            all.add(new Holding(area, areaBytes(area, used, spared), used, Optional.of(lock)));
        }
        all.sort(Comparator.comparing(Holding::lastUsed).thenComparing(Holding::path));
        return all;
    }

    private List<Path> folders(String name) throws IOException {
        try (Stream<Path> all = Files.list(root.resolve(name))) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    /** @param dated whose date tells when it was last used; the folder itself where it is missing */
    private static Holding holding(Path folder, Path dated) throws IOException {
        return new Holding(folder, bytes(folder), used(folder, dated), Optional.empty());
    }

    private static Instant used(Path folder, Path dated) throws IOException {
        return Files.getLastModifiedTime(Files.exists(dated) ? dated : folder).toInstant();
    }

    private static long areaBytes(Path area, Instant used, Instant spared) throws IOException {
        Path noted = area.resolve(SIZE);
        boolean counted = Files.exists(noted);
        if (counted
                && (used.isAfter(spared)
                        || Files.getLastModifiedTime(noted).toInstant().isAfter(used))) {
            return Long.parseLong(Files.readString(noted));
        }
        long bytes = bytes(area);
        Path beside = Files.writeString(area.resolve(SIZE + ".new"), Long.toString(bytes));
        Files.move(beside, noted, StandardCopyOption.ATOMIC_MOVE);
        return bytes;
    }

    /** Of a folder that others may be changing. */
    private static long bytes(Path folder) throws IOException {
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
