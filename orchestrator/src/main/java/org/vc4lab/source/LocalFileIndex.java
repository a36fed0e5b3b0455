// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The files in the folders of {@code VC4LAB_SOURCES} by their hash, whatever their names. */
final class LocalFileIndex {
    static final String VARIABLE = "VC4LAB_SOURCES";

    private final List<Path> folders;
    private final Map<Path, String> hashes = new ConcurrentHashMap<>();

    LocalFileIndex(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    static LocalFileIndex of(Map<String, String> environment) {
        return new LocalFileIndex(
                Stream.of(environment.getOrDefault(VARIABLE, "").split(File.pathSeparator))
                        .filter(folder -> !folder.isBlank())
                        .map(Path::of)
                        .toList());
    }

    /** A file with the pinned hash. Files with the pinned name are hashed first. */
    Optional<Path> find(PinnedFile pinned) throws IOException {
        List<Path> byName = new ArrayList<>();
        List<Path> otherFiles = new ArrayList<>();
        for (Path folder : folders) {
            for (Path file : listFiles(folder)) {
                boolean nameMatches = file.getFileName().toString().equals(pinned.fileName());
                (nameMatches ? byName : otherFiles).add(file);
            }
        }
        byName.addAll(otherFiles);
        for (Path file : byName) {
            if (hashOf(file).equals(pinned.sha256())) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    String describe() {
        return folders.isEmpty() ? VARIABLE + " names no folder" : "the folders of " + VARIABLE + " " + folders;
    }

    private static List<Path> listFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(VARIABLE + " names a folder that is not there: " + folder);
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(Files::isReadable)
                    .sorted()
                    .toList();
        }
    }

    private String hashOf(Path file) throws IOException {
        String cached = hashes.get(file);
        if (cached != null) {
            return cached;
        }
        String hash = Sha256.of(file);
        hashes.put(file, hash);
        return hash;
    }
}
