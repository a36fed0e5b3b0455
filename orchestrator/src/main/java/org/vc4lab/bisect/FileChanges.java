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
 * @param bySuspect in the order of the suspects
 */
record FileChanges(List<List<ChangedFile>> bySuspect) {
    /** The word that stands before a commit's changes. */
    private static final String COMMIT = "commit";

    /** Git's options for a list that {@link #of} reads, newest commit last. */
    static final List<String> LOG = List.of(
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
    private static final Pattern STOPPED = Pattern.compile("(?m)^(\\S+?):\\d+(?::\\d+)?: (?:fatal )?error: ");

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
    List<Integer> suspects(Predicate<String> path) {
        return IntStream.range(0, bySuspect.size())
                .filter(i -> bySuspect.get(i).stream().map(ChangedFile::path).anyMatch(path))
                .boxed()
                .toList();
    }

    /**
     * The points that have the file, as it is at this one, in which a compiler stopped; none where that file is not
     * known, or never changes.
     *
     * @param said the compiler's errors, with paths that may begin above the tree
     */
    List<Integer> sharing(Subject.Point stopped, String said, Lineage lineage) {
        Matcher first = STOPPED.matcher(said);
        Optional<String> file = first.find() ? Optional.of("/" + first.group(1)) : Optional.empty();
        List<Integer> changing =
                file.map(place -> suspects(path -> place.endsWith("/" + path))).orElse(List.of());
        if (changing.isEmpty()) {
            return List.of();
        }
        return IntStream.range(Subject.START, lineage.size())
                .filter(point -> point != stopped.number())
                .filter(point -> changing.stream()
                        .allMatch(one -> lineage.holds(point, one) == lineage.holds(stopped.number(), one)))
                .boxed()
                .toList();
    }
}
