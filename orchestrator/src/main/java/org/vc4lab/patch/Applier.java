// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;

/**
 * Applies series with git, in a scratch folder that holds only the files that they touch, so that it takes milliseconds
 * however large the tree is, and the tree itself is not changed.
 */
public final class Applier {
    private final ProcessRunner runner;

    public Applier(ProcessRunner runner) {
        this.runner = runner;
    }

    /** Tells what the files are before the first patch. */
    @FunctionalInterface
    public interface Origin {
        /** Empty where a patch must not touch the path: it is a link or a folder, or lies behind a link. */
        Optional<FileState> original(String path) throws IOException;
    }

    /**
     * Applies all series, one after the other.
     *
     * @param scratch an empty folder, left as it is for its owner to delete
     */
    public Applied apply(Origin origin, List<Series> series, Path scratch) throws IOException, InterruptedException {
        List<Patch> patches =
                series.stream().flatMap(each -> each.patches().stream()).toList();
        Path tree = Files.createDirectory(scratch.resolve("tree"));
        Set<String> paths = new TreeSet<>();
        for (Patch patch : patches) {
            Optional<String> refusal = bring(origin, patch, paths, tree);
            if (refusal.isPresent()) {
                return new Applied.Failed(patch.name(), "refused: " + refusal.get());
            }
        }
        for (Patch patch : patches) {
            Optional<String> failure = apply(patch, paths, tree);
            if (failure.isPresent()) {
                return new Applied.Failed(patch.name(), failure.get());
            }
        }
        return new Applied.Whole(states(paths, tree));
    }

    /** Copies the files that a patch touches into the scratch tree; says why not where it must not touch one. */
    private static Optional<String> bring(Origin origin, Patch patch, Set<String> paths, Path tree) throws IOException {
        Optional<String> refusal = Safety.refusal(patch);
        if (refusal.isPresent()) {
            return refusal;
        }
        for (String path : patch.files()) {
            if (paths.add(path)) {
                Optional<FileState> original = origin.original(path);
                if (original.isEmpty()) {
                    return Optional.of("no plain file of the tree: " + path);
                }
                original.get().writeTo(tree.resolve(path));
            }
        }
        return Optional.empty();
    }

    /** Says why it did not apply, if so. */
    private Optional<String> apply(Patch patch, Set<String> paths, Path tree) throws IOException, InterruptedException {
        Outcome outcome = runner.run(gitApply(patch, tree, tree.resolveSibling("patch")));
        return outcome.succeeded()
                ? unknown(tree, paths).map(path -> "refused: its headers do not name " + path)
                : Optional.of(outcome.text().strip());
    }

    /** What git wrote and nobody expected: then git and we did not read the same names. */
    private static Optional<Path> unknown(Path tree, Set<String> paths) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
                    .map(tree::relativize)
                    .filter(file -> !paths.contains(file.toString()))
                    .findFirst();
        }
    }

    /** Git must not find a repository, around the scratch folder or in the environment: it would skip files. */
    private static Command gitApply(Patch patch, Path tree, Path file) throws IOException {
        Files.writeString(file, patch.diff(), StandardCharsets.ISO_8859_1);
        return PatchGit.command(tree.resolveSibling("no-repository"), "apply", "--whitespace=nowarn", file.toString())
                .in(tree);
    }

    private static Map<String, FileState> states(Iterable<String> paths, Path tree) throws IOException {
        Map<String, FileState> states = new LinkedHashMap<>();
        for (String path : paths) {
            states.put(path, FileState.of(tree.resolve(path)));
        }
        return states;
    }
}
