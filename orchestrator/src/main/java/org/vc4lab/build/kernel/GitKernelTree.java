// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.BuildDirectoryLock;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.TempDirectory;
import org.vc4lab.patch.PatchApplier;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;
import org.vc4lab.source.ReadOnlyGitRepository.BorrowingRepository;

/**
 * The tree object of a commit with patches. Its history does not matter. Each work area has its own git index, so that
 * a checkout writes only the files that differ.
 *
 * @param id of the tree object
 * @param treeId of the user's tree
 */
record GitKernelTree(
        String name,
        KernelVersion version,
        String id,
        String treeId,
        BorrowingRepository repository,
        BuildContext context)
        implements KernelSourceTree {
    private static final System.Logger LOG = System.getLogger(GitKernelTree.class.getName());
    private static final long TREE_MIB = 1500;
    private static final Duration LIMIT = Duration.ofMinutes(30);
    private static final int SHORT_ID = 12;
    /** The exit status of git-grep. */
    private static final int NO_MATCH = 1;

    /** @throws KernelBuildException if a patch does not apply */
    static GitKernelTree of(KernelSource.GitRevision revision, List<Series> patches, BuildContext context)
            throws IOException, InterruptedException, KernelBuildException {
        String commit = revision.commit();
        String name = KernelSourceTree.name(commit.substring(0, Math.min(SHORT_ID, commit.length())), patches);
        try (TempDirectory scratch = context.tempDirectory()) {
            GitFileSource original = GitFileSource.open(revision, context, scratch.path());
            KernelVersion version = original.readVersion();
            String id = original.writeTree(KernelSourceTree.applyPatches(original, Optional.empty(), patches, context)
                    .files());
            return new GitKernelTree(name, version, id, revision.treeId(), original.repository(), context);
        }
    }

    /** Checks how the patches of a series apply on top of a revision and the series below. */
    static List<PatchResult> checkPatches(
            KernelSource.GitRevision revision, List<Series> below, Series series, BuildContext context)
            throws IOException, InterruptedException {
        try (TempDirectory files = context.tempDirectory();
                TempDirectory scratch = context.tempDirectory()) {
            GitFileSource original = GitFileSource.open(revision, context, files.path());
            return new PatchApplier(context.runner()).applyAndExplain(original, below, series, scratch.path());
        }
    }

    /** The commits of one version share a folder of objects, unless they are of different trees. */
    @Override
    public String area() {
        return "linux-git-" + version + "-" + treeId;
    }

    /** Equal trees make equal kernels, whatever commit they come from. */
    @Override
    public CacheKey addOrigin(CacheKey key) {
        return key;
    }

    @Override
    public CacheKey addContent(CacheKey key) {
        return key.addValue("tree", id);
    }

    @Override
    public boolean usesCcache() {
        return true;
    }

    @Override
    public boolean needs(TreeCompiler compiler) throws IOException, InterruptedException {
        CommandResult search = context.runner()
                .run(repository.command("grep", "-qF", "-e", compiler.words(), id, "--", compiler.file()));
        return search.status() != NO_MATCH && search.orThrow().succeeded();
    }

    @Override
    public CheckedOut checkOut() throws IOException, InterruptedException {
        Map<String, String> contents = new HashMap<>();
        for (String line : repository.lines("ls-tree", "-r", id)) {
            String[] entry = line.split("[ \t]", 4); // mode, type, id, path
            // part of cache keys: a quoted path without the quotation marks
            String path = entry[3].startsWith("\"") ? entry[3].substring(1, entry[3].length() - 1) : entry[3];
            contents.put(path, entry[0] + " " + entry[2]);
        }
        return new CheckedOut(checkOutSource(), contents, Optional.empty(), List.of());
    }

    private Path checkOutSource() throws IOException, InterruptedException {
        Path folder = context.store().workArea(area());
        Path source = folder.resolve("source");
        if (!Files.exists(source)) {
            context.store().requireSpace(TREE_MIB, "the sources of " + name);
            Files.createDirectories(source);
        }
        Path startedMarker = folder.resolve("checkout-begun");
        boolean interrupted = Files.exists(startedMarker);
        if (!interrupted) {
            Files.createFile(startedMarker);
        }
        try (Progress.ProgressTask task = context.progress().start("check out " + name, 0)) {
            task.update(0, 0);
            if (interrupted) {
                LOG.log(System.Logger.Level.DEBUG, "the last checkout in {0} was interrupted", folder);
                run(folder, Command.of("true"));
                Files.deleteIfExists(folder.resolve("index.lock"));
            }
            run(folder, repository.command("read-tree", "--reset", "-u", id));
            if (interrupted) {
                // files that the interrupted git wrote and did not enter in the index
                run(folder, repository.command("clean", "-ffdxq"));
            }
        }
        Files.delete(startedMarker);
        return source;
    }

    /** Waits for a git that outlived its lab, then runs. */
    private void run(Path folder, Command command) throws IOException, InterruptedException {
        Path source = folder.resolve("source");
        context.runner()
                .run(BuildDirectoryLock.wrap(folder, command)
                        .workingDirectory(source)
                        .timeout(LIMIT)
                        .env("GIT_WORK_TREE", source.toString())
                        .env("GIT_INDEX_FILE", folder.resolve("index").toString()))
                .orThrow();
    }
}
