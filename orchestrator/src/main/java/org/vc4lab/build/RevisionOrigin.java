// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.build.GitListing.Entry;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Applier;
import org.vc4lab.patch.FileState;
import org.vc4lab.source.GitTree;

/** The files of a revision, as patches find them. */
final class RevisionOrigin implements Applier.Origin {
    private final GitListing listing;
    private final GitTree tree;
    private final Path repository;
    private final Path scratch;
    private final ProcessRunner runner;

    /** @param scratch a folder for copies of files, left as it is for its owner to delete */
    RevisionOrigin(GitListing listing, GitTree tree, Path repository, Path scratch, ProcessRunner runner) {
        this.listing = listing;
        this.tree = tree;
        this.repository = repository;
        this.scratch = scratch;
        this.runner = runner;
    }

    @Override
    public Optional<FileState> original(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Optional<Entry> above = listing.find(path.substring(0, slash));
            if (above.isPresent() && !above.get().isFolder()) {
                return Optional.empty();
            }
        }
        Optional<Entry> entry = listing.find(path);
        if (entry.isEmpty()) {
            return Optional.of(new FileState.Absent());
        }
        return entry.get().isPlainFile() ? Optional.of(file(entry.get())) : Optional.empty();
    }

    private FileState file(Entry entry) throws IOException {
        try {
            String name = runner.run(
                            tree.reading(repository, "unpack-file", entry.id()).in(scratch))
                    .orThrow()
                    .text();
            String content = Files.readString(scratch.resolve(name), StandardCharsets.ISO_8859_1);
            return new FileState.Present(content, entry.isExecutable());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("interrupted while reading " + entry.id());
        }
    }
}
