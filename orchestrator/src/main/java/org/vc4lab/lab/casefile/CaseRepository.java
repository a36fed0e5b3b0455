// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Yaml;

/**
 * The cases below a folder, each in a folder of its name.
 *
 * @param faults that a case may name
 */
public record CaseRepository(Path folder, Faults faults) {
    private static final String FILE = "case.yaml";
    private static final String DEFAULT = "default-case";

    /** Sorted names. */
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

    /** The name of the case that is read if none is asked for. */
    public String defaultName() throws IOException {
        Path file = folder.resolve(DEFAULT);
        return Files.readString(file)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .findFirst()
                .orElseThrow(() -> new IOException(file + ": names no case"));
    }

    public Case read(String name) throws IOException, UnknownNameException {
        List<String> names = names();
        if (!names.contains(name)) {
            throw new UnknownNameException("case", name, names);
        }
        Yaml yaml = Yaml.load(folder.resolve(name).resolve(FILE));
        Case parsed = CaseFile.read(yaml, folder.resolve(name), faults);
        if (!parsed.name().equals(name)) {
            throw yaml.valueError("case", "'" + parsed.name() + "' does not match its folder '" + name + "'");
        }
        return parsed;
    }
}
