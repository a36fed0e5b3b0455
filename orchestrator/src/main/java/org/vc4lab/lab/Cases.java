// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of all cases. */
public final class Cases {
    private static final String FILE = "case.yaml";

    private final Path folder;
    private final Faults faults;

    /**
     * The cases in a folder.
     *
     * @param faults that a case may name
     */
    public Cases(Path folder, Faults faults) {
        this.folder = folder;
        this.faults = faults;
    }

    /** Names of the cases that are there, sorted. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(one -> Files.isRegularFile(one.resolve(FILE)))
                    .map(one -> one.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    public Case read(String name) throws IOException, UnknownNameException {
        List<String> names = names();
        if (!names.contains(name)) {
            throw new UnknownNameException("case", name, names);
        }
        Path file = folder.resolve(name).resolve(FILE);
        Case read = CaseFile.read(file, faults);
        if (!read.name().equals(name)) {
            throw new CaseFileException(
                    new Place(file, 1, 1), "case", "'" + read.name() + "' stands in the folder '" + name + "'");
        }
        return read;
    }
}
