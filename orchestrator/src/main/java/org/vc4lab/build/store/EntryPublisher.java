// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;

/**
 * Makes entries in folders of the session, and publishes them by renaming, so that a process that is killed leaves no
 * half of one. The caller holds the lock of the entry.
 */
record EntryPublisher(StoreLayout layout, StoreSession session, Progress progress) {
    /** An entry that the cache has, or that is built now. */
    <E extends Exception> Path downloadOrBuild(
            String kind, CacheKey key, Optional<RemoteCache> cache, EntryBuilder<E> entryBuilder)
            throws IOException, InterruptedException, E {
        if (cache.isPresent()) {
            Path downloaded = session.createFolder();
            if (cache.get().fetch(kind, key, downloaded, session.unusedPath(), progress)) {
                return publish(downloaded, layout.entry(kind, key), key);
            }
        }
        return build(kind, key, cache, entryBuilder);
    }

    /** An entry that is built now, and then goes to the cache. */
    <E extends Exception> Path build(
            String kind, CacheKey key, Optional<RemoteCache> cache, EntryBuilder<E> entryBuilder)
            throws IOException, InterruptedException, E {
        Path fresh = session.createFolder();
        try {
            entryBuilder.build(fresh);
            Path entry = publish(fresh, layout.entry(kind, key), key);
            if (cache.isPresent()) {
                cache.get().upload(kind, key, entry, session.unusedPath(), progress);
            }
            return entry;
        } finally {
            PathUtils.delete(fresh);
        }
    }

    private Path publish(Path fresh, Path entry, CacheKey key) throws IOException {
        Manifest.of(fresh, key.inputs()).writeTo(fresh);
        if (Files.exists(entry)) {
            progress.note("a damaged entry of the store is replaced: " + entry);
            withdraw(entry);
        }
        Files.createDirectories(entry.getParent());
        return Files.move(fresh, entry, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes an entry out of the store; its files are deleted with the session. */
    void withdraw(Path entry) throws IOException {
        Files.move(entry, session.unusedPath(), StandardCopyOption.ATOMIC_MOVE);
    }
}
