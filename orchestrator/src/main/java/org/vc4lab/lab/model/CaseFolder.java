// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;

/**
 * The folder of a case.
 *
 * @param isOwn whether it is one of the lab's, whose patches are trusted; those of any other are a stranger's
 */
public record CaseFolder(Path path, boolean isOwn) {
    /** The name of its file that says what the case is. */
    public static final String FILE = "case.yaml";

    public CaseFolder {
        path = path.toAbsolutePath();
    }

    public Path file() {
        return path.resolve(FILE);
    }
}
