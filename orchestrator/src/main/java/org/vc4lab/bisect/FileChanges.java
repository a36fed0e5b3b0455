// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The files that each commit changes, compared with its first parent.
 *
 * @param byCommit in the order of the commits
 */
record FileChanges(List<List<ChangedFile>> byCommit) {
    /** The line before a commit's changes. */
    private static final String COMMIT = "commit";

    /** Git's arguments for the output that {@link #of} reads, newest commit last. */
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

    private static final Pattern COMPILE_ERROR = Pattern.compile("(?m)^(\\S+?):\\d+(?::\\d+)?: (?:fatal )?error: ");

    /** @param modified whether it is a plain file before and after the commit */
    record ChangedFile(String path, boolean modified) {
        /** Reads ":100644 100644 0123abc 4567def M path" (git-diff-tree's raw format). */
        static ChangedFile of(String line) {
            String[] columns = line.split("\t", 2);
            String[] fields = columns[0].split(" ", -1);
            boolean isRegularFile = fields[0].startsWith(":100") && fields[1].startsWith("100");
            return new ChangedFile(columns[1], isRegularFile && fields[4].equals("M"));
        }
    }

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

    List<Integer> commitsChanging(Predicate<String> pathFilter) {
        return IntStream.range(0, byCommit.size())
                .filter(i -> byCommit.get(i).stream().map(ChangedFile::path).anyMatch(pathFilter))
                .boxed()
                .toList();
    }

    /**
     * The commits with the same version of the file that failed to compile; empty if the file is not known or never
     * changes.
     *
     * @param compilerErrors paths in them may begin above the tree
     */
    List<Integer> commitsWithSameFile(Revision.AtCommit brokenCommit, String compilerErrors, CommitGraph commitGraph) {
        Matcher firstError = COMPILE_ERROR.matcher(compilerErrors);
        if (!firstError.find()) {
            return List.of();
        }
        String errorPath = "/" + firstError.group(1);
        List<Integer> commitsChangingFile = commitsChanging(path -> errorPath.endsWith("/" + path));
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
