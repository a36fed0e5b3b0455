// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.UnknownNameException;

/** The folder of all cases. */
public final class CaseRepository {
    private static final String FILE = "case.yaml";

    private final Path folder;
    private final Faults faults;

    /**
     * The cases in a folder.
     *
     * @param faults that a case may name
     */
    public CaseRepository(Path folder, Faults faults) {
        this.folder = folder;
        this.faults = faults;
    }

    /** Names of the cases that are there, sorted. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(caseFolder -> Files.isRegularFile(caseFolder.resolve(FILE)))
                    .map(caseFolder -> caseFolder.getFileName().toString())
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
        Case parsed = CaseFile.read(file, faults);
        if (!parsed.name().equals(name)) {
            throw new CaseFileException(
                    new SourcePosition(file, 1, 1),
                    "case",
                    "'" + parsed.name() + "' stands in the folder '" + name + "'");
        }
        return parsed;
    }
}
