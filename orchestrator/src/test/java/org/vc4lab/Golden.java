// SPDX-License-Identifier: Apache-2.0
package org.vc4lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vc4lab.matrix.MatrixFixtures;

/**
 * Files that pin what the lab writes and reads, byte for byte, whatever its classes are called. A format that changes
 * on purpose is written anew with {@code mvn test -Dvc4lab.golden=write}.
 */
public final class Golden {
    private static final Path FOLDER = MatrixFixtures.HOME.resolve("orchestrator/src/test/resources/golden");

    private Golden() {}

    public static Path file(String name) {
        return FOLDER.resolve(name);
    }

    public static void check(String name, String actual) throws IOException {
        checkFile(file(name), actual);
    }

    public static void checkFile(Path file, String actual) throws IOException {
        if (System.getProperty("vc4lab.golden", "").equals("write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, actual);
        }
        assertThat(actual).isEqualTo(Files.readString(file));
    }
}
