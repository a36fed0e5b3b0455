// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Which files each suspect changes against its first parent.
 *
 * @param byCommit in the order of the suspects
 */
record FileChanges(List<List<ChangedFile>> byCommit) {
    /** The word that stands before a commit's changes. */
    private static final String COMMIT = "commit";

    /** Git's options for a list that {@link #of} reads, newest commit last. */
    static final List<String> LOG_ARGUMENTS = List.of(
            "log",
            "--topo-order",
            "--reverse",
            "--raw",
            "-r",
            "--no-renames",
            "--no-show-signature",
            "--diff-merges=first-parent",
            "--format=tformat:" + COMMIT);

    /** Where a compiler stopped. */
    private static final Pattern COMPILE_ERROR = Pattern.compile("(?m)^(\\S+?):\\d+(?::\\d+)?: (?:fatal )?error: ");

    static FileChanges of(List<String> lines) {
        List<List<ChangedFile>> changes = new ArrayList<>();
        for (String line : lines) {
            if (line.equals(COMMIT)) {
                changes.add(new ArrayList<>());
            } else if (line.startsWith(":")) {
                changes.get(changes.size() - 1).add(ChangedFile.of(line));
            }
        }
        return new FileChanges(changes);
    }

    /** The suspects that change a file. */
    List<Integer> commitsChanging(Predicate<String> pathFilter) {
        return IntStream.range(0, byCommit.size())
                .filter(i -> byCommit.get(i).stream().map(ChangedFile::path).anyMatch(pathFilter))
                .boxed()
                .toList();
    }

    /**
     * The points that have the file, as it is at this one, in which a compiler stopped; none where that file is not
     * known, or never changes.
     *
     * @param compilerErrors the compiler's errors, with paths that may begin above the tree
     */
    List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors, CommitGraph commitGraph) {
        Matcher firstError = COMPILE_ERROR.matcher(compilerErrors);
        Optional<String> file = firstError.find() ? Optional.of("/" + firstError.group(1)) : Optional.empty();
        List<Integer> commitsChangingFile = file.map(
                        errorPath -> commitsChanging(path -> errorPath.endsWith("/" + path)))
                .orElse(List.of());
        if (commitsChangingFile.isEmpty()) {
            return List.of();
        }
        return IntStream.range(Revision.START, commitGraph.size())
                .filter(commit -> commit != brokenCommit.index())
                .filter(commit -> commitsChangingFile.stream()
                        .allMatch(change -> commitGraph.contains(commit, change)
                                == commitGraph.contains(brokenCommit.index(), change)))
                .boxed()
                .toList();
    }
}
