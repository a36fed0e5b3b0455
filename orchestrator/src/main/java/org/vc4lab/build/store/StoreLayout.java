// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * Where a store has what: entries under {@code entries}, by kind and by the hash of all inputs; work areas, which are
 * changed in place, under {@code work}; the folders of trials under {@code runs}. A file in the root marks a store, so
 * that no other folder becomes one or is emptied.
 */
record StoreLayout(Path root) {
    /** Prefix of the name of a source's lock, before its hash. */
    static final String SOURCE_LOCK = "source-";

    private static final String MARKER = ".vc4lab-store";
    private static final String MARKER_TEXT = "This folder belongs to vc4lab; `vc4lab clean` empties it.\n";

    private static final String ENTRIES = "entries";
    private static final String WORK = "work";
    private static final String SOURCES = "sources";
    private static final String LOCKS = "locks";
    private static final String RUNS = "runs";
    private static final String TMP = "tmp";
    private static final List<String> FOLDERS = List.of(ENTRIES, WORK, SOURCES, LOCKS, RUNS, TMP);

    /** Creates what the store lacks; false if the root has other things in it. */
    boolean create() throws IOException {
        Path marker = root.resolve(MARKER);
        if (!Files.exists(marker)) {
            if (Files.isDirectory(root) && !PathUtils.isEmptyDirectory(root) && !Files.exists(marker)) {
                return false; // the second look is for a process that made it meanwhile
            }
            Files.createDirectories(root);
            Files.writeString(marker, MARKER_TEXT);
        }
        for (String folder : FOLDERS) {
            Files.createDirectories(root.resolve(folder));
        }
        return true;
    }

    boolean isMarked() {
        return Files.isRegularFile(root.resolve(MARKER));
    }

    /** Deletes the folders in the store's folders; files such as locks stay. */
    void deleteContent() throws IOException {
        for (String folder : FOLDERS) {
            for (Path path : listFolders(folder)) {
                PathUtils.delete(path);
            }
        }
    }

    Path entry(String kind, CacheKey key) {
        return root.resolve(ENTRIES).resolve(kind).resolve(key.id());
    }

    List<Path> listEntries() throws IOException {
        Path folder = root.resolve(ENTRIES);
        try (Stream<Path> paths = Files.walk(folder, 2)) {
            return paths.filter(path -> folder.relativize(path).getNameCount() == 2)
                    .sorted()
                    .toList();
        }
    }

    Path workArea(String name) {
        return root.resolve(WORK).resolve(name);
    }

    List<Path> listWorkAreas() throws IOException {
        return listFolders(WORK);
    }

    Path sourceFolder() {
        return root.resolve(SOURCES);
    }

    List<Path> listSources() throws IOException {
        return listFolders(SOURCES);
    }

    List<Path> listRuns() throws IOException {
        return listFolders(RUNS);
    }

    /** Has the folders of the processes that use the store. */
    Path tmpFolder() {
        return root.resolve(TMP);
    }

    /** Its date is that of the last use. */
    Path lockFile(String name) {
        return root.resolve(LOCKS).resolve(name + ".lock");
    }

    /** The folders in a folder; none if there is no such folder. */
    private List<Path> listFolders(String name) throws IOException {
        Path folder = root.resolve(name);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(Files::isDirectory).toList();
        }
    }
}
