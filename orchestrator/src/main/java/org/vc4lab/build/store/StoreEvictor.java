// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.commons.io.file.CountingPathVisitor;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.FileLocks;

/**
 * Keeps a store within its size limit by deleting the least recently used entries, trials' folders, sources and work
 * areas. A work area has tens of thousands of files, so its size is cached, and refreshed a day after each use.
 *
 * @param trash paths that do not exist, on the store's file system; entries are renamed to them, then deleted
 */
record StoreEvictor(StoreLayout layout, Supplier<Path> trash) {
    private static final System.Logger LOG = System.getLogger(StoreEvictor.class.getName());

    /** Its date is that of the last eviction, its content the limit in bytes. */
    private static final String STAMP = ".vc4lab-trimmed";

    private static final Duration INTERVAL = Duration.ofHours(1);
    /**
     * What was used within this period, or since a living process opened the store, stays, whatever the size: it may be
     * in use. The latter holds if the clock jumps ahead too.
     */
    private static final Duration PROTECTED_PERIOD = Duration.ofDays(1);

    private static final String SIZE = ".vc4lab-size";

    /**
     * What may be deleted.
     *
     * @param dated file whose date is that of the last use; the folder itself if it is missing
     * @param lock that its users hold; empty if they hold none
     */
    private record EvictableEntry(Path path, long bytes, Path dated, Instant lastUsed, Optional<Path> lock) {}

    /** Evicts unless that was done in the last hour: looking at all files takes longer the fuller the store is. */
    List<Path> evictHourly(long limit, Instant now) throws IOException {
        Path stamp = layout.root().resolve(STAMP);
        String limitText = Long.toString(limit);
        if (Files.exists(stamp) && Files.readString(stamp).equals(limitText)) {
            Instant last = Files.getLastModifiedTime(stamp).toInstant();
            if (last.isAfter(now.minus(INTERVAL)) && !last.isAfter(now)) {
                return List.of();
            }
        }
        List<Path> deleted = evict(limit, now);
        AtomicFiles.<IOException>write(stamp, temporary -> {
            Files.writeString(temporary, limitText);
            Files.setLastModifiedTime(temporary, FileTime.from(now));
        });
        return deleted;
    }

    /** Deletes the least recently used until the rest is within the limit in bytes; returns the deleted paths. */
    List<Path> evict(long limit, Instant now) throws IOException {
        Instant oldestSession = StoreSession.oldestStart(layout.tmpFolder());
        Instant dayAgo = now.minus(PROTECTED_PERIOD);
        Instant protectedSince = dayAgo.isBefore(oldestSession) ? dayAgo : oldestSession;
        List<EvictableEntry> entries = listLongestUnusedFirst(protectedSince);
        long bytes = entries.stream().mapToLong(EvictableEntry::bytes).sum();
        List<Path> deleted = new ArrayList<>();
        for (EvictableEntry entry : entries) {
            if (bytes <= limit || !entry.lastUsed().isBefore(protectedSince)) {
                break;
            }
            if (delete(entry)) {
                LOG.log(Level.DEBUG, "evicted {0}: the store has {1} bytes, the limit is {2}", entry, bytes, limit);
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
        Optional<FileLocks.Held> acquired =
                entry.lock().isPresent() ? FileLocks.tryAcquire(entry.lock().get()) : Optional.of(() -> {});
        if (acquired.isEmpty()) {
            return false;
        }
        Path trashPath = trash.get();
        try (FileLocks.Held held = acquired.get()) {
            if (entry.lock().isEmpty() && lastUsed(entry.path(), entry.dated()).isAfter(entry.lastUsed())) {
                return false; // used since it was listed
            }
            Files.move(entry.path(), trashPath, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException already) {
            return false;
        }
        PathUtils.delete(trashPath);
        return true;
    }

    private List<EvictableEntry> listLongestUnusedFirst(Instant protectedSince) throws IOException {
        List<EvictableEntry> entries = new ArrayList<>();
        for (Path entry : layout.listEntries()) {
            Path dated = entry.resolve(Manifest.NAME);
            entries.add(new EvictableEntry(entry, sizeOf(entry), dated, lastUsed(entry, dated), Optional.empty()));
        }
        for (Path run : layout.listRuns()) {
            entries.add(new EvictableEntry(run, sizeOf(run), run, lastUsed(run, run), Optional.empty()));
        }
        for (Path source : layout.listSources()) {
            Path lock = layout.lockFile(StoreLayout.SOURCE_LOCK + source.getFileName());
            entries.add(new EvictableEntry(source, sizeOf(source), lock, lastUsed(source, lock), Optional.of(lock)));
        }
        for (Path area : layout.listWorkAreas()) {
            Path lock = layout.lockFile(area.getFileName().toString());
            if (Files.notExists(lock)) {
                continue; // its users take no lock, so it may be in use
            }
            Instant lastUsed = lastUsed(area, lock);
            long bytes = areaSize(area, lastUsed, protectedSince);
            entries.add(new EvictableEntry(area, bytes, lock, lastUsed, Optional.of(lock)));
        }
        entries.sort(Comparator.comparing(EvictableEntry::lastUsed).thenComparing(EvictableEntry::path));
        return entries;
    }

    private static Instant lastUsed(Path folder, Path dated) throws IOException {
        return Files.getLastModifiedTime(Files.exists(dated) ? dated : folder).toInstant();
    }

    private static long areaSize(Path area, Instant lastUsed, Instant protectedSince) throws IOException {
        Path sizeFile = area.resolve(SIZE);
        if (Files.exists(sizeFile)
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
        CountingPathVisitor counter = new CountingPathVisitor.Builder()
                .setVisitFileFailedFunction((file, gone) -> FileVisitResult.CONTINUE)
                .get();
        Files.walkFileTree(folder, counter);
        return counter.getPathCounters().getByteCounter().get();
    }
}
