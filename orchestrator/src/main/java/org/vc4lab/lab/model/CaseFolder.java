// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of a case.
 *
 * @param path what is read
 * @param original what a stranger's case is a copy of, as its owner may change it; empty for one of the lab's own
 */
public record CaseFolder(Path path, Optional<Path> original) {
    /** The name of its file that says what the case is. */
    public static final String FILE = "case.yaml";

    public CaseFolder {
        path = path.toAbsolutePath();
    }

    /** One of the lab's, whose patches are trusted. */
    public static CaseFolder own(Path path) {
        return new CaseFolder(path, Optional.empty());
    }

    /** Whether it is one of the lab's, whose patches are trusted; those of any other are a stranger's. */
    public boolean isOwn() {
        return original.isEmpty();
    }

    public Path file() {
        return path.resolve(FILE);
    }

    /** The file as the user knows it. */
    public Path namedFile() {
        return original.orElse(path).resolve(FILE);
    }
}
