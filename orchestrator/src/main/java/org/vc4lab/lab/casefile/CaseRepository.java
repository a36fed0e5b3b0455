// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Yaml;

/**
 * The lab's own cases, each in a folder of its name, or one alone, which may be a stranger's.
 *
 * @param folder of the lab's own cases
 * @param faults that a case may name
 * @param single the only case
 */
public record CaseRepository(Path folder, Faults faults, Optional<CaseFolder> single) {
    private static final String FOLDER = "patches";
    private static final String DEFAULT = "default-case";
    private static final int LIMIT_MIB = 1;

    public CaseRepository(Path folder, Faults faults) {
        this(folder, faults, Optional.empty());
    }

    /**
     * The lab's own cases.
     *
     * @param home the folder of the project
     */
    public static CaseRepository own(Path home, Faults faults) {
        return new CaseRepository(home.resolve(FOLDER), faults);
    }

    /** Whether a text means a case's folder, and not its name: no name begins with a dot. */
    public static boolean isPath(String nameOrFolder) {
        return nameOrFolder.contains("/") || nameOrFolder.startsWith(".");
    }

    /** Whether a folder is in the one of these cases. */
    public boolean isOwn(Path caseFolder) throws IOException {
        return Files.isDirectory(folder)
                && folder.toRealPath().equals(caseFolder.toRealPath().getParent());
    }

    /**
     * The repository of one case only, named by its folder. It is a stranger's, unless its folder is one of these, and
     * read from a copy.
     *
     * @throws IllegalArgumentException if it is no folder of a case, has the name of one of these, or cannot be copied
     */
    public CaseRepository only(Path caseFolder) throws IOException {
        if (!Files.isDirectory(caseFolder)) {
            throw new IllegalArgumentException("there is no folder " + caseFolder);
        }
        Path real = caseFolder.toRealPath();
        boolean isOwn = isOwn(real);
        if (!isOwn && names().contains(nameOf(real))) {
            throw new IllegalArgumentException("the lab has a case '" + nameOf(real) + "', too: give the one in " + real
                    + " another name, that of its folder and of 'case:'");
        }
        if (!(isOwn ? isOwnCase(real) : isForeignCase(real))) {
            throw new IllegalArgumentException(
                    "there is no plain file " + real.resolve(CaseFolder.FILE) + "; links are not followed");
        }
        return new CaseRepository(folder, faults, Optional.of(isOwn ? CaseFolder.own(real) : foreign(real)));
    }

    private static CaseFolder foreign(Path real) throws IOException {
        return new CaseFolder(ForeignFolder.copy(real), Optional.of(real));
    }

    private static String nameOf(Path caseFolder) {
        return String.valueOf(caseFolder.getFileName());
    }

    /** The lab's own may be linked into its folder. */
    private static boolean isOwnCase(Path caseFolder) {
        return Files.isRegularFile(caseFolder.resolve(CaseFolder.FILE));
    }

    private static boolean isForeignCase(Path caseFolder) {
        return Files.isRegularFile(caseFolder.resolve(CaseFolder.FILE), LinkOption.NOFOLLOW_LINKS);
    }

    /** Sorted names. */
    public List<String> names() throws IOException {
        if (single.isPresent()) {
            return List.of(nameOf(single.get().path()));
        }
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(CaseRepository::isOwnCase)
                    .map(CaseRepository::nameOf)
                    .sorted()
                    .toList();
        }
    }

    /** The name of the case that is read if none is asked for. */
    public String defaultName() throws IOException {
        if (single.isPresent()) {
            return nameOf(single.get().path());
        }
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
        CaseFolder caseFolder = single.orElseGet(() -> CaseFolder.own(folder.resolve(name)));
        Yaml yaml = caseFolder.isOwn()
                ? Yaml.load(caseFolder.file())
                : Yaml.loadPlain(caseFolder.file(), caseFolder.namedFile(), LIMIT_MIB);
        Case parsed = CaseFile.read(yaml, caseFolder, faults);
        if (!parsed.name().equals(name)) {
            throw yaml.valueError("case", "'" + parsed.name() + "' does not match its folder '" + name + "'");
        }
        return parsed;
    }
}
