// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.store.Store;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.FileLocks;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.patch.FileState;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.source.ReadOnlyGitRepository;
import org.vc4lab.source.ReadOnlyGitRepository.BorrowingRepository;

/**
 * The files of a revision before any patch, and its tree with changed files.
 *
 * @param repository of the lab; it borrows the user's objects
 * @param scratch a folder for copies of files, deleted by its owner
 */
record GitFileSource(KernelSource.GitRevision revision, BorrowingRepository repository, Store store, Path scratch)
        implements PatchApplier.BaseFileSource {
    private static final String AREA = "git";
    private static final Pattern VERSION =
            Pattern.compile("(?m)^VERSION = (\\d+)\\s*^PATCHLEVEL = (\\d+)\\s*^SUBLEVEL = \\d+\\s*$");
    private static final Pattern PLAIN_FILE = Pattern.compile("100644|100755|100664");

    /** A file, a folder, a link or a submodule. */
    private record TreeEntry(String mode, String type, String id) {}

    @SuppressWarnings("try") // the lock is only held
    static GitFileSource open(KernelSource.GitRevision revision, BuildContext context, Path scratch)
            throws IOException, InterruptedException {
        ReadOnlyGitRepository lender = ReadOnlyGitRepository.open(revision.repository(), context.runner());
        Path folder = context.store().workArea(AREA).resolve("repository");
        if (!Files.exists(folder.resolve("HEAD"))) {
            try (FileLocks.Held held = context.store().lock(AREA)) {
                GitCommands.createRepository(folder);
            }
        }
        return new GitFileSource(
                revision, new BorrowingRepository(lender, folder, context.runner()), context.store(), scratch);
    }

    @Override
    public Optional<FileState> readOriginal(String path) throws IOException {
        try {
            Optional<TreeEntry> entry = find(path);
            if (entry.isPresent()) {
                return PLAIN_FILE.matcher(entry.get().mode()).matches()
                        ? Optional.of(readFile(entry.get()))
                        : Optional.empty();
            }
            return isBelowFile(path) ? Optional.empty() : Optional.of(new FileState.Absent());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while reading " + path);
        }
    }

    private Optional<TreeEntry> find(String path) throws IOException, InterruptedException {
        return repository.lines("--literal-pathspecs", "ls-tree", revision.commit(), "--", path).stream()
                .map(line -> line.split("[ \t]", 4))
                .map(entry -> new TreeEntry(entry[0], entry[1], entry[2]))
                .findFirst();
    }

    /** Whether the nearest parent that exists is no folder but a file, a link or a submodule. */
    private boolean isBelowFile(String absentPath) throws IOException, InterruptedException {
        for (int slash = absentPath.lastIndexOf('/'); slash > 0; slash = absentPath.lastIndexOf('/', slash - 1)) {
            Optional<TreeEntry> parent = find(absentPath.substring(0, slash));
            if (parent.isPresent()) {
                return !parent.get().type().equals("tree");
            }
        }
        return false;
    }

    private FileState readFile(TreeEntry entry) throws IOException, InterruptedException {
        String name = repository
                .runner()
                .run(repository.command("unpack-file", entry.id()).workingDirectory(scratch))
                .orThrow()
                .text();
        String content = BoundedFiles.readString(scratch.resolve(name), StandardCharsets.ISO_8859_1);
        return new FileState.Present(content, entry.mode().equals("100755"));
    }

    /** The version that the Makefile gives. */
    KernelVersion readVersion() throws IOException {
        String makefile = readOriginal("Makefile")
                .filter(FileState.Present.class::isInstance)
                .map(state -> ((FileState.Present) state).content())
                .orElse("");
        Matcher version = VERSION.matcher(makefile);
        if (!version.find()) {
            throw new IOException("not a kernel's tree: commit " + revision.commit() + " of " + revision.repository()
                    + " has no Makefile with VERSION, PATCHLEVEL and SUBLEVEL");
        }
        return KernelVersion.of(version.group(1) + "." + version.group(2));
    }

    /**
     * Writes the revision's tree with changed files into the lab's repository, and returns its id. Unlike hash-object
     * and mktree, fast-import does not update the mtime of an object that the user's tree has already.
     */
    String writeTree(Map<String, FileState> changes) throws IOException, InterruptedException {
        if (changes.isEmpty()) {
            return repository
                    .run("rev-parse", "--verify", revision.commit() + "^{tree}")
                    .text();
        }
        StringBuilder commands = new StringBuilder("commit refs/heads/none\ncommitter vc4lab <> 0 +0000\ndata 0\nfrom ")
                .append(revision.commit() + "\n");
        changes.forEach((path, state) -> commands.append(toCommand(GitCommands.quotePath(path), state)));
        commands.append("ls \"\"\nreset refs/heads/none\n"); // prints the tree; the reset creates no branch
        Path stdin = Files.writeString(scratch.resolve("commands"), commands, StandardCharsets.ISO_8859_1);
        return importTree(stdin).get(0).split("[ \t]", 4)[2];
    }

    /**
     * A name of a pack that is being written is made from its content: two at once, or a killed one, would end this.
     */
    @SuppressWarnings("try") // the lock is only held
    private List<String> importTree(Path stdin) throws IOException, InterruptedException {
        try (FileLocks.Held held = store.lock(AREA)) {
            Path packs = Files.createDirectories(repository.folder().resolve("objects/pack"));
            try (DirectoryStream<Path> leftByKilled = Files.newDirectoryStream(packs, "{*.keep,tmp_*}")) {
                for (Path file : leftByKilled) {
                    Files.delete(file);
                }
            }
            // a pack, because the writer of loose objects does update mtimes
            return repository
                    .runner()
                    .run(repository
                            .command("-c", "fastimport.unpackLimit=0", "fast-import", "--quiet")
                            .stdin(stdin))
                    .orThrow()
                    .output();
        }
    }

    private static String toCommand(String quotedPath, FileState state) {
        return state instanceof FileState.Present file
                ? "M " + (file.executable() ? "100755" : "100644") + " inline " + quotedPath + "\ndata "
                        + file.content().length() + "\n" + file.content() + "\n"
                : "D " + quotedPath + "\n";
    }
}
