// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.FileLocks;

/**
 * The folder in the user's cache with all that was built. An entry is published whole; a damaged one is deleted and
 * built again. The date of an entry's manifest is that of its last use. Any number of processes may use a store at the
 * same time.
 */
public final class Store implements AutoCloseable {
    /** The environment variable with the path of the store. */
    public static final String VARIABLE = "VC4LAB_CACHE";

    /** The environment variable with the size limit in GiB. */
    public static final String LIMIT_VARIABLE = "VC4LAB_CACHE_GIB";

    private static final int DEFAULT_GIB = 20;

    private static final System.Logger LOG = System.getLogger(Store.class.getName());

    private final StoreLayout layout;
    private final Progress progress;
    private final ToLongFunction<Path> usableBytes;
    private final Clock clock;
    private final boolean readOnly;
    private final Optional<RemoteCache> remoteCache;
    private final StoreSession session;
    private final EntryPublisher publisher;

    /** @param usableBytes the bytes that can still be written where a folder is */
    Store(
            Path root,
            Progress progress,
            ToLongFunction<Path> usableBytes,
            Clock clock,
            boolean readOnly,
            Optional<RemoteCache> remoteCache)
            throws IOException, InterruptedException {
        this.layout = new StoreLayout(root);
        this.progress = progress;
        this.usableBytes = usableBytes;
        this.clock = clock;
        this.readOnly = readOnly;
        this.remoteCache = remoteCache;
        if (!layout.create()) {
            throw new IOException("not a vc4lab store, and not empty: " + root + "; set " + VARIABLE
                    + " to a folder that is empty or does not exist");
        }
        this.session = StoreSession.open(
                layout.tmpFolder(),
                holder -> progress.note("waiting for " + holder + ", which opens or cleans the store"));
        this.publisher = new EntryPublisher(layout, session, progress);
    }

    /** A read-only store does not have the requested entry. */
    public static final class StoreMissException extends IOException {
        private static final long serialVersionUID = 1L;

        StoreMissException(String kind) {
            super("not built yet: " + kind);
        }
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
        return open(root, progress, Optional.empty());
    }

    /** Opens a store that downloads entries from a remote cache, and uploads those that it builds. */
    public static Store open(Path root, Progress progress, Optional<RemoteCache> remoteCache)
            throws IOException, InterruptedException {
        return new Store(root, progress, Store::usableBytes, Clock.systemUTC(), false, remoteCache);
    }

    /** Opens a store that builds nothing: a missing entry is a {@link StoreMissException}. */
    public static Store openReadOnly(Path root) throws IOException, InterruptedException {
        return new Store(root, Progress.silent(), Store::usableBytes, Clock.systemUTC(), true, Optional.empty());
    }

    static long usableBytes(Path folder) {
        return folder.toFile().getUsableSpace(); // a FileStore cannot be had in a chroot
    }

    public Path root() {
        return layout.root();
    }

    /** The entry, if it exists and is intact. */
    public Optional<Path> find(String kind, CacheKey key) throws IOException {
        Path entry = layout.entry(kind, key);
        try {
            Optional<Manifest> manifest = Manifest.read(entry);
            if (manifest.isEmpty() || !manifest.get().matchesMetadata(entry)) {
                LOG.log(Level.DEBUG, "{0} is {1}", entry, manifest.isEmpty() ? "not in the store" : "damaged");
                return Optional.empty();
            }
            LOG.log(Level.DEBUG, "{0} is in the store", entry);
            Files.setLastModifiedTime(entry.resolve(Manifest.NAME), FileTime.from(clock.instant())); // last use
            return Optional.of(entry);
        } catch (NoSuchFileException evicted) {
            return Optional.empty();
        }
    }

    /** The entry, built now if it is missing. Other processes wait until it is built. */
    public <E extends Exception> Path getOrBuild(String kind, CacheKey key, EntryBuilder<E> entryBuilder)
            throws IOException, InterruptedException, E {
        return getOrBuild(kind, key, remoteCache, entryBuilder);
    }

    /**
     * The entry, built now if it is missing.
     *
     * @param shareable otherwise it neither comes from the remote cache nor goes there
     */
    public <E extends Exception> Path getOrBuild(
            String kind, CacheKey key, boolean shareable, EntryBuilder<E> entryBuilder)
            throws IOException, InterruptedException, E {
        return getOrBuild(kind, key, shareable ? remoteCache : Optional.empty(), entryBuilder);
    }

    /** The entry, which neither comes from the remote cache nor goes there. */
    public <E extends Exception> Path getOrBuildUnshared(String kind, CacheKey key, EntryBuilder<E> entryBuilder)
            throws IOException, InterruptedException, E {
        return getOrBuild(kind, key, false, entryBuilder);
    }

    @SuppressWarnings("try") // the lock is only held
    private <E extends Exception> Path getOrBuild(
            String kind, CacheKey key, Optional<RemoteCache> cache, EntryBuilder<E> entryBuilder)
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
            return publisher.downloadOrBuild(kind, key, cache, entryBuilder);
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
                publisher.withdraw(existing.get());
            }
            return publisher.build(kind, key, remoteCache, entryBuilder);
        }
    }

    /** Waits for the lock of this name, which excludes other threads and other processes. */
    public FileLocks.Held lock(String name) throws IOException, InterruptedException {
        return FileLocks.acquire(
                layout.lockFile(name),
                holder -> progress.note("waiting for " + holder + ", which is busy with " + name));
    }

    /** A folder that is changed in place; its user holds the lock of the same name. */
    public Path workArea(String name) {
        return layout.workArea(name);
    }

    public Path sourceFolder() {
        return layout.sourceFolder();
    }

    /** An empty folder, deleted at the end of this process or at the start of the next. */
    public Path createTempFolder() throws IOException {
        return session.createFolder();
    }

    /** Fails if the disk has less space than a step needs. */
    public void requireSpace(long mebibytes, String purpose) throws IOException {
        Path root = layout.root();
        long usable = usableBytes.applyAsLong(root) >> 20;
        if (usable < mebibytes) {
            throw new IOException("no disk space for " + purpose + ": it needs " + mebibytes + " MiB, " + root + " has "
                    + usable + " MiB left; make room, or set " + VARIABLE + " to a folder on a larger disk");
        }
    }

    /** Checks every entry, and returns the damaged files. A damaged entry is not used again. */
    public List<Path> verifyAll(Manifest.Comparison comparison) throws IOException {
        List<Path> damaged = new ArrayList<>();
        for (Path entry : layout.listEntries()) {
            Optional<Manifest> manifest = Manifest.read(entry);
            List<String> names =
                    manifest.isEmpty() ? List.of(Manifest.NAME) : manifest.get().findDamaged(entry, comparison);
            if (!names.isEmpty()) {
                names.forEach(name -> damaged.add(entry.resolve(name)));
                Files.deleteIfExists(entry.resolve(Manifest.NAME));
            }
        }
        return damaged;
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
     * Deletes the least recently used entries until the store is within the limit in bytes, unless that was done in the
     * last hour. What was used in the last day or by a living process stays. Returns the deleted paths.
     */
    @SuppressWarnings("try") // the lock is only held
    public List<Path> evictUnusedHourly(long limit) throws IOException, InterruptedException {
        try (FileLocks.Held held = lock("trim")) {
            return new StoreEvictor(layout, session::unusedPath).evictHourly(limit, clock.instant());
        }
    }

    /** Empties a store; false if there is none. Refuses another folder, and a store that another process uses. */
    public static boolean clean(Path root) throws IOException, InterruptedException {
        if (!Files.isDirectory(root) || PathUtils.isEmptyDirectory(root)) {
            return false;
        }
        StoreLayout layout = new StoreLayout(root);
        if (!layout.isMarked()) {
            throw new IOException("not a vc4lab store, nothing is deleted: " + root);
        }
        Files.createDirectories(layout.tmpFolder());
        StoreSession.runExclusively(layout.tmpFolder(), layout::deleteContent);
        return true;
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
