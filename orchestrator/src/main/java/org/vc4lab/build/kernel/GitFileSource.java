// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.build.kernel.GitTreeListing.TreeEntry;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.source.BorrowingRepository;

/**
 * The files of a revision before any patch.
 *
 * @param scratch a folder for copies of files, deleted by its owner
 */
record GitFileSource(GitTreeListing listing, BorrowingRepository repository, Path scratch)
        implements PatchApplier.BaseFileSource {
    @Override
    public Optional<FileState> readOriginal(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Optional<TreeEntry> parent = listing.find(path.substring(0, slash));
            if (parent.isPresent() && !parent.get().isFolder()) {
                return Optional.empty();
            }
        }
        Optional<TreeEntry> entry = listing.find(path);
        if (entry.isEmpty()) {
            return Optional.of(new FileState.Absent());
        }
        return entry.get().isPlainFile() ? Optional.of(readFile(entry.get())) : Optional.empty();
    }

    private FileState readFile(TreeEntry entry) throws IOException {
        try {
            String name = repository
                    .runner()
                    .run(repository.command("unpack-file", entry.id()).workingDirectory(scratch))
                    .orThrow()
                    .text();
            String content = Files.readString(scratch.resolve(name), StandardCharsets.ISO_8859_1);
            return new FileState.Present(content, entry.isExecutable());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading " + entry.id());
        }
    }
}
