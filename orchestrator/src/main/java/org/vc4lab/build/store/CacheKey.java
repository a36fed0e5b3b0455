// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vc4lab.source.Sha256;

/**
 * All inputs of a build by name. The manifest keeps names and values, so that two entries of the store can be compared.
 */
public final class CacheKey {
    private static final int ID_LENGTH = 32;

    private final Map<String, String> inputs = new TreeMap<>();

    public CacheKey addText(String name, String value) {
        inputs.put(name, Sha256.of(value));
        return this;
    }

    /** A short value that a reader of the manifest may want to see. */
    public CacheKey addValue(String name, String value) {
        inputs.put(name, value.replace('\n', ' '));
        return this;
    }

    /** A file, or all files below a folder; the executable bit counts, dates and owners do not. */
    public CacheKey addFiles(String name, Path fileOrFolder) throws IOException {
        if (Files.isRegularFile(fileOrFolder)) {
            return addFile(name, fileOrFolder);
        }
        for (Path file : listFiles(fileOrFolder)) {
            addFile(name + "/" + fileOrFolder.relativize(file), file);
        }
        return this;
    }

    /** The files below a folder, sorted; empty if there is no such folder. */
    public static List<Path> listFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private CacheKey addFile(String name, Path file) throws IOException {
        inputs.put(name, Sha256.of(file) + (Files.isExecutable(file) ? " x" : ""));
        return this;
    }

    public Map<String, String> inputs() {
        return Map.copyOf(inputs);
    }

    public String id() {
        StringBuilder lines = new StringBuilder();
        inputs.forEach(
                (name, value) -> lines.append(name).append('\n').append(value).append('\n'));
        return Sha256.of(lines.toString()).substring(0, ID_LENGTH);
    }
}
