// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.GitCommands;
import org.vc4lab.exec.ProcessRunner;

/** A folder with only the files that patches touch, in which git applies them. */
final class ScratchTree {
    /** Exit statuses: not started, SIGKILL, SIGTERM. */
    private static final Set<Integer> NOT_BY_ITSELF = Set.of(127, 137, 143);

    private static final int PROBE_BYTES = 1 << 20;

    private static final int MOST_MIB = 256;
    private static final String TOO_LARGE = "its files are larger together than the limit of " + MOST_MIB + " MiB";

    private final PatchApplier.BaseFileSource origin;
    private final Path folder;
    private final ProcessRunner runner;
    private final Set<String> paths = new TreeSet<>();
    private long stagedBytes;

    /** @param scratch an empty folder, which its owner deletes */
    ScratchTree(PatchApplier.BaseFileSource origin, Path scratch, ProcessRunner runner) throws IOException {
        this.origin = origin;
        this.folder = Files.createDirectory(scratch.resolve("tree"));
        this.runner = runner;
    }

    /** Copies the files that a patch touches to this tree; returns the reason if the patch must not touch one. */
    Optional<String> stage(Patch patch) throws IOException {
        Optional<String> refusal = patch.findRefusal();
        if (refusal.isPresent()) {
            return refusal;
        }
        for (String path : patch.files()) {
            if (!paths.contains(path)) {
                Optional<FileState> original = origin.readOriginal(path);
                if (original.isEmpty() || !FileState.isPlainOrAbsent(folder, path)) {
                    return Optional.of("no plain file of the tree: " + path);
                }
                if (original.get() instanceof FileState.Present file) {
                    stagedBytes += file.content().length();
                }
                if (isTooLarge(stagedBytes)) {
                    return Optional.of(TOO_LARGE);
                }
                original.get().writeTo(folder, path);
                paths.add(path);
            }
        }
        return Optional.empty();
    }

    /**
     * Runs git-apply, which must not find a repository, around the folder or in the environment: it would skip files.
     * It writes a link as a plain file.
     */
    CommandResult apply(Patch patch, String... options) throws IOException, InterruptedException {
        Path file = folder.resolveSibling("patch");
        Files.writeString(file, patch.diff(), StandardCharsets.ISO_8859_1);
        List<String> argv = new ArrayList<>(List.of("-c", "core.symlinks=false", "apply", "--whitespace=nowarn"));
        argv.addAll(List.of(options));
        argv.add(file.toString());
        CommandResult result =
                runner.run(GitCommands.inRepository(folder.resolveSibling("no-repository"), argv.toArray(String[]::new))
                        .workingDirectory(folder));
        if (!result.succeeded()) {
            requireEndedByItself(result);
            requireRoom();
        }
        return result;
    }

    /** A git that was killed, or could not be started, says nothing about the patch. */
    static void requireEndedByItself(CommandResult result) throws IOException {
        if (!result.timedOut() && NOT_BY_ITSELF.contains(result.status())) {
            result.orThrow();
        }
    }

    /** Git's message about a full disk proves nothing: the name of a file may contain it. */
    private void requireRoom() throws IOException {
        Path probe = folder.resolveSibling("probe");
        try {
            Files.write(probe, new byte[PROBE_BYTES]);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /**
     * The reason to refuse a patch that was applied: more than plain files, a file that its headers, as read here, do
     * not name, or the size.
     */
    Optional<String> findUnexpectedFile() throws IOException {
        for (String path : paths) {
            if (!FileState.isPlainOrAbsent(folder, path)) {
                return Optional.of("it leaves no plain file at " + path);
            }
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .toList();
        }
        long bytes = 0;
        for (Path file : files) {
            Path path = folder.relativize(file);
            if (!paths.contains(path.toString())) {
                return Optional.of("its headers do not name " + path);
            }
            bytes += Files.size(file);
        }
        return isTooLarge(bytes) ? Optional.of(TOO_LARGE) : Optional.empty();
    }

    private static boolean isTooLarge(long bytes) {
        return bytes > (long) MOST_MIB << 20;
    }

    /** Replaces a file that a patch touches. */
    void replace(String path, FileState state) throws IOException {
        state.writeTo(folder, path);
    }

    FileState readState(String path) throws IOException {
        return FileState.read(folder, path);
    }

    Map<String, FileState> readStates() throws IOException {
        Map<String, FileState> states = new LinkedHashMap<>();
        for (String path : paths) {
            states.put(path, readState(path));
        }
        return states;
    }
}
