// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.build.kernel.GitTreeListing.TreeEntry;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.source.ReadOnlyGitRepository;

/** The files of a revision, as patches find them. */
final class GitFileSource implements PatchApplier.BaseFileSource {
    private final GitTreeListing listing;
    private final ReadOnlyGitRepository tree;
    private final Path repository;
    private final Path scratch;
    private final ProcessRunner runner;

    /** @param scratch a folder for copies of files, left as it is for its owner to delete */
    GitFileSource(
            GitTreeListing listing, ReadOnlyGitRepository tree, Path repository, Path scratch, ProcessRunner runner) {
        this.listing = listing;
        this.tree = tree;
        this.repository = repository;
        this.scratch = scratch;
        this.runner = runner;
    }

    @Override
    public Optional<FileState> readOriginal(String path) throws IOException {
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
            Optional<TreeEntry> above = listing.find(path.substring(0, slash));
            if (above.isPresent() && !above.get().isFolder()) {
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
            String name = runner.run(tree.commandIn(repository, "unpack-file", entry.id())
                            .workingDirectory(scratch))
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
