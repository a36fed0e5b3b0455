// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;

/**
 * Merges patches into a tree to which they do not apply, as git-am with --3way: the common ancestor is the tree that
 * they were made for, in which all of them apply.
 */
final class ThreeWayMerge {
    /**
     * The exit status of git-merge-file if there are as many conflicts or more; of other programs, if there is none.
     */
    private static final int MANY_CONFLICTS = 127;

    private final PatchApplier.MergeBase mergeBase;
    private final ScratchTree ancestor;
    private final List<Patch> patches;
    private final Path scratch;
    private final ProcessRunner runner;
    private int appliedCount;

    /** @param patches all of them, in their order */
    ThreeWayMerge(PatchApplier.MergeBase mergeBase, List<Patch> patches, Path scratch, ProcessRunner runner)
            throws IOException {
        this.mergeBase = mergeBase;
        this.scratch = Files.createDirectory(scratch.resolve("merge"));
        this.ancestor = new ScratchTree(mergeBase.files(), this.scratch, runner);
        this.patches = patches;
        this.runner = runner;
        for (Patch patch : patches) {
            ancestor.stage(patch);
        }
    }

    /**
     * Merges a patch; patches come in their order. Returns why it cannot be merged, and then changes nothing.
     *
     * @param number of the patch, from 0
     */
    Optional<String> merge(int number, ScratchTree tree) throws IOException, InterruptedException {
        Patch patch = patches.get(number);
        while (appliedCount < number) {
            if (!applyNext()) {
                return Optional.of(notMergeable(patches.get(appliedCount)));
            }
        }
        Map<String, FileState> before = readStates(patch);
        if (!applyNext()) {
            return Optional.of(notMergeable(patch));
        }
        Map<String, FileState> merged = new LinkedHashMap<>();
        List<String> conflicts = new ArrayList<>();
        for (Map.Entry<String, FileState> file : before.entrySet()) {
            String path = file.getKey();
            Optional<FileState> result = merge(tree.readState(path), file.getValue(), ancestor.readState(path));
            result.ifPresentOrElse(state -> merged.put(path, state), () -> conflicts.add(path));
        }
        if (!conflicts.isEmpty()) {
            return Optional.of("git's three-way merge against " + mergeBase.name() + " conflicts in "
                    + String.join(", ", conflicts));
        }
        Map<String, FileState> present = new LinkedHashMap<>();
        for (String path : merged.keySet()) {
            present.put(path, tree.readState(path));
        }
        if (merged.equals(present)) {
            return Optional.of("what it changes is in " + mergeBase.target()
                    + " already: git's three-way merge against " + mergeBase.name() + " changes nothing");
        }
        for (Map.Entry<String, FileState> file : merged.entrySet()) {
            tree.replace(file.getKey(), file.getValue());
        }
        return Optional.empty();
    }

    private boolean applyNext() throws IOException, InterruptedException {
        boolean applies = ancestor.apply(patches.get(appliedCount)).succeeded();
        appliedCount += applies ? 1 : 0;
        return applies;
    }

    private String notMergeable(Patch failed) {
        return "git's three-way merge has no common ancestor: " + failed.name() + " does not apply to "
                + mergeBase.name() + " either";
    }

    private Map<String, FileState> readStates(Patch patch) throws IOException {
        Map<String, FileState> states = new LinkedHashMap<>();
        for (String path : patch.files()) {
            states.put(path, ancestor.readState(path));
        }
        return states;
    }

    /** Empty if they conflict. */
    private Optional<FileState> merge(FileState current, FileState base, FileState theirs)
            throws IOException, InterruptedException {
        if (current.equals(base) || current.equals(theirs)) {
            return Optional.of(theirs);
        }
        if (theirs.equals(base)) {
            return Optional.of(current);
        }
        return current instanceof FileState.Present oursPresent
                        && base instanceof FileState.Present basePresent
                        && theirs instanceof FileState.Present theirsPresent
                ? mergeContents(oursPresent, basePresent, theirsPresent)
                : Optional.empty();
    }

    private Optional<FileState> mergeContents(
            FileState.Present current, FileState.Present base, FileState.Present theirs)
            throws IOException, InterruptedException {
        Path result = write("ours", current);
        Command mergeFile = GitCommands.inRepository(
                        scratch.resolve("no-repository"),
                        "merge-file",
                        "--quiet",
                        result.toString(),
                        write("base", base).toString(),
                        write("theirs", theirs).toString())
                .workingDirectory(scratch);
        CommandResult merge = runner.run(mergeFile);
        if (merge.status() != MANY_CONFLICTS) {
            ScratchTree.requireEndedByItself(merge);
        }
        boolean executable = theirs.executable() == base.executable() ? current.executable() : theirs.executable();
        return merge.succeeded()
                ? Optional.of(
                        new FileState.Present(BoundedFiles.readString(result, StandardCharsets.ISO_8859_1), executable))
                : Optional.empty();
    }

    private Path write(String name, FileState.Present file) throws IOException {
        return Files.writeString(scratch.resolve(name), file.content(), StandardCharsets.ISO_8859_1);
    }
}
