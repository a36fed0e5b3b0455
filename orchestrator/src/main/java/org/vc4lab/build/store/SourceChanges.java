// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.vc4lab.patch.FileState;

/**
 * What an update of a source tree changed.
 *
 * @param newestBefore when one of the files that any patch has ever touched was last written before this update
 */
public record SourceChanges(Path tree, List<ReplacedFile> files, FileTime newestBefore) {
    /**
     * A path as it was before.
     *
     * @param date of its last change; empty if there was no such file
     */
    record ReplacedFile(String path, FileState state, Optional<FileTime> date) {
        static ReplacedFile of(Path tree, String path) throws IOException {
            FileState state = FileState.read(tree, path);
            return new ReplacedFile(
                    path,
                    state,
                    state instanceof FileState.Present
                            ? Optional.of(Files.getLastModifiedTime(tree.resolve(path)))
                            : Optional.empty());
        }
    }

    /** Puts back what was there, with its dates, so that make compiles nothing again because of these changes. */
    public void undo() throws IOException {
        for (ReplacedFile file : files) {
            file.state().writeTo(tree, file.path());
            if (file.date().isPresent()) {
                Files.setLastModifiedTime(tree.resolve(file.path()), file.date().get());
            }
        }
    }
}
