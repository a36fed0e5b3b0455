// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vc4lab.exec.Folders;

/** Keeps a store within a size: of what was built and of the trials' folders, the longest unused go first. */
final class Trimmer {
    /** What was used within this time stays, whatever the size: another process may be at work with it. */
    static final Duration SPARED = Duration.ofDays(1);

    private final Path root;
    private final Supplier<Path> bin;

    /** @param bin a path that does not exist, on the store's file system, from which all is deleted some day */
    Trimmer(Path root, Supplier<Path> bin) {
        this.root = root;
        this.bin = bin;
    }

    private record Holding(Path path, long bytes, Instant lastUsed) {}

    /**
     * Deletes what is too much.
     *
     * @param limit in bytes, for all that may be deleted together
     * @return what was deleted
     */
    List<Path> trim(long limit, Instant now) throws IOException {
        List<Holding> all = holdings();
        long bytes = all.stream().mapToLong(Holding::bytes).sum();
        List<Path> deleted = new ArrayList<>();
        for (Holding one : all) {
            if (bytes <= limit || one.lastUsed().isAfter(now.minus(SPARED))) {
                break;
            }
            if (delete(one.path())) {
                deleted.add(one.path());
            }
            bytes -= one.bytes();
        }
        return deleted;
    }

    /** It is gone as a whole or not at all; somebody else may have been faster. */
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
    private List<Holding> holdings() throws IOException {
        List<Holding> all = new ArrayList<>();
        for (Path entry : Store.entries(root)) {
            all.add(holding(entry, entry.resolve(Manifest.NAME)));
        }
        try (Stream<Path> runs = Files.list(root.resolve(Store.RUNS))) {
            for (Path run : runs.filter(Files::isDirectory).toList()) {
                all.add(holding(run, run));
            }
        }
        all.sort(Comparator.comparing(Holding::lastUsed).thenComparing(Holding::path));
        return all;
    }

    /** @param dated whose date tells when it was last used; the folder itself where it is missing */
    private static Holding holding(Path folder, Path dated) throws IOException {
        long bytes = 0;
        for (Path file : Key.plainFiles(folder)) {
            bytes += Files.size(file);
        }
        Path told = Files.exists(dated) ? dated : folder;
        return new Holding(folder, bytes, Files.getLastModifiedTime(told).toInstant());
    }
}
