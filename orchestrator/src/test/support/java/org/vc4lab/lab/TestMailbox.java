// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A mailbox with the patches of several folders, so that a test's patches come on top of a good candidate's. */
final class TestMailbox {
    private TestMailbox() {}

    /**
     * Writes it.
     *
     * @param folders whose patches are applied in this order
     */
    static Path write(Path mailbox, List<Path> folders) throws IOException {
        for (Path folder : folders) {
            for (Path patch : patchesIn(folder)) {
                Files.write(mailbox, Files.readAllBytes(patch), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
        }
        return mailbox;
    }

    private static List<Path> patchesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
