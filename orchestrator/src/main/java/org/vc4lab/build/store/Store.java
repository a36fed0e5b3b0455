// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.AtomicFiles;

/**
 * The folder in the user's cache with all that was built: entries under {@code entries}, by kind and by the hash of all
 * inputs. An entry is built in a temporary folder and published atomically; a damaged one is deleted and built again.
 * The date of an entry's manifest is that of its last use. Work areas, which are changed in place, are under
 * {@code work}, the folders of trials under {@code runs}. Any number of processes may use a store at the same time.
 */
public final class Store implements AutoCloseable {
    /** The environment variable with the path of the store. */
    public static final String VARIABLE = "VC4LAB_CACHE";

    /** The environment variable with the size limit in GiB. */
    public static final String LIMIT_VARIABLE = "VC4LAB_CACHE_GIB";

    static final String RUNS = "runs";
    static final String SOURCES = "sources";
    static final String WORK = "work";
    /** Prefix of the name of a source's lock, before its hash. */
    static final String SOURCE_LOCK = "source-";

    private static final int DEFAULT_GIB = 20;
    private static final String MARKER = ".vc4lab-store";
    private static final String ENTRIES = "entries";
    private static final List<String> FOLDERS = List.of(ENTRIES, WORK, SOURCES, "locks", RUNS, "tmp");
    /** Its date is that of the last eviction, its content the limit in bytes. */
    private static final String EVICTION_STAMP = ".vc4lab-trimmed";

    private static final Duration EVICTION_INTERVAL = Duration.ofHours(1);
    private static final String MARKER_TEXT = "This folder belongs to vc4lab; `vc4lab clean` empties it.\n";

    private final Path root;
    private final Progress progress;
    private final DiskSpace diskSpace;
    private final Clock clock;
    private final boolean readOnly;
    private final RemoteCache remoteCache;
    private final StoreSession session;

    private Store(
            Path root, Progress progress, DiskSpace diskSpace, Clock clock, boolean readOnly, RemoteCache remoteCache)
            throws IOException, InterruptedException {
        this.root = root;
        this.progress = progress;
        this.diskSpace = diskSpace;
        this.clock = clock;
        this.readOnly = readOnly;
        this.remoteCache = remoteCache;
        for (String folder : FOLDERS) {
            Files.createDirectories(root.resolve(folder));
        }
        this.session = StoreSession.open(
                root.resolve("tmp"),
                holder -> progress.note("waiting for " + holder + ", which opens or cleans the store"));
    }

    /** The path of this user's store. */
    public static Path location(Map<String, String> environment) {
        String configured = environment.getOrDefault(VARIABLE, "");
        if (!configured.isEmpty()) {
            return Path.of(configured).toAbsolutePath();
        }
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", ".")));
        return (cache.isEmpty() ? home.resolve(".cache") : Path.of(cache))
                .resolve("vc4lab")
                .toAbsolutePath();
    }

    public static Store open(Path root, Progress progress) throws IOException, InterruptedException {
        return open(root, progress, DiskSpace.ofFileSystem(), Clock.systemUTC());
    }

    /** Opens a store that downloads entries from a remote cache, and uploads those that it builds. */
    public static Store open(Path root, Progress progress, RemoteCache remoteCache)
            throws IOException, InterruptedException {
        return open(root, progress, DiskSpace.ofFileSystem(), Clock.systemUTC(), false, remoteCache);
    }

    static Store open(Path root, Progress progress, DiskSpace diskSpace, Clock clock)
            throws IOException, InterruptedException {
        return open(root, progress, diskSpace, clock, false, RemoteCache.NONE);
    }

    /** Opens a store that builds nothing: a missing entry is a {@link StoreMissException}. */
    public static Store openReadOnly(Path root) throws IOException, InterruptedException {
        return open(root, Progress.silent(), DiskSpace.ofFileSystem(), Clock.systemUTC(), true, RemoteCache.NONE);
    }

    private static Store open(
            Path root, Progress progress, DiskSpace diskSpace, Clock clock, boolean readOnly, RemoteCache remoteCache)
            throws IOException, InterruptedException {
        Path marker = root.resolve(MARKER);
        if (!Files.exists(marker)) {
            if (Files.isDirectory(root) && !isEmpty(root) && !Files.exists(marker)) {
                throw new IOException("not a vc4lab store, and not empty: " + root + "; set " + VARIABLE
                        + " to a folder that is empty or does not exist");
            }
            Files.createDirectories(root);
            Files.writeString(marker, MARKER_TEXT);
        }
        return new Store(root, progress, diskSpace, clock, readOnly, remoteCache);
    }

    public Path root() {
        return root;
    }

    /** Builds the files of an entry in an empty folder. */
    @FunctionalInterface
    public interface EntryBuilder<E extends Exception> {
        void build(Path folder) throws IOException, InterruptedException, E;
    }

    /** The entry, if it exists and is intact. */
    public Optional<Path> find(String kind, CacheKey key) throws IOException {
        Path entry = entryPath(kind, key);
        Optional<Manifest> manifest = Manifest.read(entry);
        if (manifest.isEmpty() || !manifest.get().matchesMetadata(entry)) {
            return Optional.empty();
        }
        Files.setLastModifiedTime(entry.resolve(Manifest.NAME), FileTime.from(clock.instant())); // last use
        return Optional.of(entry);
    }

    /** The entry, built now if it is missing. Other processes wait until it is built. */
    @SuppressWarnings("try") // the lock is only held
    public <E extends Exception> Path getOrBuild(String kind, CacheKey key, EntryBuilder<E> entryBuilder)
            throws IOException, InterruptedException, E {
        Optional<Path> existing = find(kind, key);
        if (existing.isPresent()) {
            return existing.get();
        }
        if (readOnly) {
            throw new StoreMissException(kind);
        }
        try (FileLocks.Held held = lock(kind + "-" + key.id())) {
            Optional<Path> meanwhile = find(kind, key);
            if (meanwhile.isPresent()) {
                return meanwhile.get();
            }
            Path downloaded = session.createFolder();
            if (RemoteCacheEntry.of(kind, key, remoteCache).fetch(downloaded, session.unusedPath(), progress)) {
                return publish(downloaded, entryPath(kind, key), key);
            }
            return buildEntry(kind, key, entryBuilder);
        }
    }

    /** The entry, rebuilt if it is older. A process that waited for the lock takes the entry of its previous holder. */
    @SuppressWarnings("try") // the lock is only held
    public <E extends Exception> Path getOrRebuildIfOlder(
            Instant oldest, String kind, CacheKey key, EntryBuilder<E> entryBuilder)
            throws IOException, InterruptedException, E {
        try (FileLocks.Held held = lock(kind + "-" + key.id())) {
            Optional<Path> existing = find(kind, key);
            if (existing.isPresent() && !Manifest.createdAt(existing.get()).isBefore(oldest)) {
                return existing.get();
            }
            if (existing.isPresent()) {
                Files.move(existing.get(), session.unusedPath(), StandardCopyOption.ATOMIC_MOVE);
            }
            return buildEntry(kind, key, entryBuilder);
        }
    }

    private <E extends Exception> Path buildEntry(String kind, CacheKey key, EntryBuilder<E> entryBuilder)
            throws IOException, InterruptedException, E {
        Path fresh = session.createFolder();
        try {
            entryBuilder.build(fresh);
            Path entry = publish(fresh, entryPath(kind, key), key);
            RemoteCacheEntry.of(kind, key, remoteCache).upload(entry, session.unusedPath(), progress);
            return entry;
        } finally {
            PathUtils.delete(fresh);
        }
    }

    private Path publish(Path fresh, Path entry, CacheKey key) throws IOException {
        Manifest.of(fresh, key.inputs()).writeTo(fresh);
        if (Files.exists(entry)) {
            progress.note("a damaged entry of the store is replaced: " + entry);
            Files.move(entry, session.unusedPath(), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.createDirectories(entry.getParent());
        return Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
    }

    private Path entryPath(String kind, CacheKey key) {
        return root.resolve(ENTRIES).resolve(kind).resolve(key.id());
    }

    /** Waits for the lock of this name, which excludes other threads and other processes. */
    public FileLocks.Held lock(String name) throws IOException, InterruptedException {
        return FileLocks.acquire(
                lockFile(root, name),
                holder -> progress.note("waiting for " + holder + ", which is busy with " + name));
    }

    /** Its date is that of the last use. */
    static Path lockFile(Path root, String name) {
        return root.resolve("locks").resolve(name + ".lock");
    }

    /** A folder that is changed in place; its user holds the lock of the same name. */
    public Path workArea(String name) {
        return root.resolve(WORK).resolve(name);
    }

    public Path sourceFolder() {
        return root.resolve(SOURCES);
    }

    /** An empty folder, deleted at the end of this process or at the start of the next. */
    public Path createTempFolder() throws IOException {
        return session.createFolder();
    }

    /** Fails if the disk has less space than a step needs. */
    public void requireSpace(long mebibytes, String purpose) throws IOException {
        diskSpace.require(root, mebibytes, purpose);
    }

    /**
     * Reads every byte of every entry. A damaged entry is not used again.
     *
     * @return the files that are damaged
     */
    public List<Path> verifyAll() throws IOException {
        List<Path> damaged = new ArrayList<>();
        for (Path entry : listEntries(root)) {
            Optional<Manifest> manifest = Manifest.read(entry);
            List<String> names =
                    manifest.isEmpty() ? List.of(Manifest.NAME) : manifest.get().findDamaged(entry);
            if (!names.isEmpty()) {
                names.forEach(name -> damaged.add(entry.resolve(name)));
                Files.deleteIfExists(entry.resolve(Manifest.NAME));
            }
        }
        return damaged;
    }

    static List<Path> listEntries(Path root) throws IOException {
        Path folder = root.resolve(ENTRIES);
        try (Stream<Path> paths = Files.walk(folder, 2)) {
            return paths.filter(path -> folder.relativize(path).getNameCount() == 2)
                    .sorted()
                    .toList();
        }
    }

    /** The size limit of this user's store, in bytes. */
    public static long sizeLimit(Map<String, String> environment) throws IOException {
        String configured = environment.getOrDefault(LIMIT_VARIABLE, "");
        if (!configured.matches("[0-9]{0,6}")) {
            throw new IOException(LIMIT_VARIABLE + " has to be a whole number of GiB, not '" + configured + "'");
        }
        return (configured.isEmpty() ? DEFAULT_GIB : Long.parseLong(configured)) << 30;
    }

    /**
     * Deletes the least recently used entries until the store is within its limit. Entries used in the last day stay.
     *
     * @param limit in bytes
     * @return the deleted paths
     */
    @SuppressWarnings("try") // the lock is only held
    public List<Path> evictUnused(long limit) throws IOException, InterruptedException {
        try (FileLocks.Held held = lock("trim")) {
            return new StoreEvictor(root, session::unusedPath).evict(limit, clock.instant());
        }
    }

    /**
     * Does what {@link #evictUnused} does, unless it was done in the last hour: all files have to be looked at, which
     * takes longer the fuller the store is.
     *
     * @param limit in bytes
     * @return the deleted paths
     */
    public List<Path> evictUnusedHourly(long limit) throws IOException, InterruptedException {
        Path stamp = root.resolve(EVICTION_STAMP);
        String limitText = Long.toString(limit);
        Instant now = clock.instant();
        if (Files.exists(stamp) && Files.readString(stamp).equals(limitText)) {
            Instant last = Files.getLastModifiedTime(stamp).toInstant();
            if (last.isAfter(now.minus(EVICTION_INTERVAL)) && !last.isAfter(now)) {
                return List.of();
            }
        }
        List<Path> deleted = evictUnused(limit);
        AtomicFiles.<IOException>write(stamp, temporary -> {
            Files.writeString(temporary, limitText);
            Files.setLastModifiedTime(temporary, FileTime.from(now));
        });
        return deleted;
    }

    /**
     * Empties a store. Refuses another folder, and a store that another process uses.
     *
     * @return whether there was a store
     */
    public static boolean clean(Path root) throws IOException, InterruptedException {
        if (!Files.isDirectory(root) || isEmpty(root)) {
            return false;
        }
        if (!Files.isRegularFile(root.resolve(MARKER))) {
            throw new IOException("not a vc4lab store, nothing is deleted: " + root);
        }
        Files.createDirectories(root.resolve("tmp"));
        StoreSession.runExclusively(root.resolve("tmp"), () -> {
            for (String folder : FOLDERS) {
                deleteContents(root.resolve(folder));
            }
        });
        return true;
    }

    private static void deleteContents(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path path : inside.filter(Files::isDirectory).toList()) {
                    PathUtils.delete(path);
                }
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.findAny().isEmpty();
        }
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
