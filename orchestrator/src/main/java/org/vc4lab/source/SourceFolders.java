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

/** The folders of {@code VC4LAB_SOURCES}: files at hand, known by their hash, whatever their names. */
final class SourceFolders {
    static final String VARIABLE = "VC4LAB_SOURCES";

    private final List<Path> folders;
    private final Map<Path, String> hashes = new ConcurrentHashMap<>();

    SourceFolders(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    static SourceFolders of(Map<String, String> environment) {
        return new SourceFolders(
                Stream.of(environment.getOrDefault(VARIABLE, "").split(File.pathSeparator))
                        .filter(folder -> !folder.isBlank())
                        .map(Path::of)
                        .toList());
    }

    /** A file with the wanted hash. The file with the wanted name is looked at first, the others after it. */
    Optional<Path> find(Pinned wanted) throws IOException {
        List<Path> byName = new ArrayList<>();
        List<Path> others = new ArrayList<>();
        for (Path folder : folders) {
            for (Path file : files(folder)) {
                boolean named = file.getFileName().toString().equals(wanted.fileName());
                (named ? byName : others).add(file);
            }
        }
        byName.addAll(others);
        for (Path file : byName) {
            if (hash(file).equals(wanted.sha256())) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    String describe() {
        return folders.isEmpty() ? VARIABLE + " names no folder" : "the folders of " + VARIABLE + " " + folders;
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException(VARIABLE + " names a folder that is not there: " + folder);
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .filter(Files::isReadable)
                    .sorted()
                    .toList();
        }
    }

    private String hash(Path file) throws IOException {
        String known = hashes.get(file);
        if (known != null) {
            return known;
        }
        String hash = Sha256.of(file);
        hashes.put(file, hash);
        return hash;
    }
}
