// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds and test counts of each revision. Revisions with byte-identical images share their tests. */
final class TestHistory {
    private static final double DOUBTFUL_FACTOR = 0.1;

    private final Map<Revision, String> images = new HashMap<>();
    private final Map<Revision, String> untestableReasons = new HashMap<>();
    private final Map<Revision, Integer> reproducedCounts = new HashMap<>();
    private final Map<Revision, Integer> silentCounts = new HashMap<>();
    private final Set<Set<Integer>> doubtfulGroups = new HashSet<>();

    TestHistory copy() {
        TestHistory copy = new TestHistory();
        copy.images.putAll(images);
        copy.untestableReasons.putAll(untestableReasons);
        copy.reproducedCounts.putAll(reproducedCounts);
        copy.silentCounts.putAll(silentCounts);
        copy.doubtfulGroups.addAll(doubtfulGroups);
        return copy;
    }

    /** Records an image's digest, and returns the earlier revisions with the same one. */
    Set<Revision> recordBuild(Revision revision, String image) {
        if (revision instanceof Revision.AtCommit commit) {
            doubtfulGroups.removeIf(commits -> commits.contains(commit.index()));
        }
        images.put(revision, image);
        return withSameImage(revision).filter(twin -> !twin.equals(revision)).collect(Collectors.toSet());
    }

    void markUntestable(Revision revision, String reason) {
        untestableReasons.putIfAbsent(revision, reason);
    }

    /** These commits probably do not build, for the same reason. If one of them builds after all, the mark is void. */
    void markDoubtful(Collection<Integer> commits) {
        if (commits.stream().map(Revision.AtCommit::new).noneMatch(images::containsKey)) {
            doubtfulGroups.add(Set.copyOf(commits));
        }
    }

    void recordTest(Revision revision, boolean reproduced) {
        (reproduced ? reproducedCounts : silentCounts).merge(revision, 1, Integer::sum);
    }

    boolean isBuilt(Revision revision) {
        return images.containsKey(revision);
    }

    int reproducedRuns(Revision revision) {
        return sum(reproducedCounts, revision);
    }

    int silentRuns(Revision revision) {
        return sum(silentCounts, revision);
    }

    private int sum(Map<Revision, Integer> counts, Revision revision) {
        return withSameImage(revision)
                .mapToInt(twin -> counts.getOrDefault(twin, 0))
                .sum();
    }

    int runs(Revision revision) {
        return reproducedRuns(revision) + silentRuns(revision);
    }

    /** Why a revision cannot be tested; empty if it can. */
    Optional<String> untestableReason(Revision revision) {
        return withSameImage(revision)
                .flatMap(twin -> Stream.ofNullable(untestableReasons.get(twin)))
                .findFirst();
    }

    /**
     * The probability that a commit can be tested. It is low beside a commit that could not be tested, and lower still
     * between two of them, or if the commit has the same broken file.
     */
    double testableProbability(int commit) {
        NavigableSet<Integer> untestableCommits = commitIndices(untestableReasons.keySet());
        Integer below = untestableCommits.lower(commit);
        Integer above = untestableCommits.higher(commit);
        double distance = Math.min(
                below == null ? Double.MAX_VALUE : commit - below, above == null ? Double.MAX_VALUE : above - commit);
        boolean betweenUntestable = below != null
                && above != null
                && commitIndices(reproducedCounts.keySet()).subSet(below, above).isEmpty()
                && commitIndices(silentCounts.keySet()).subSet(below, above).isEmpty();
        boolean doubtful = doubtfulGroups.stream().anyMatch(commits -> commits.contains(commit));
        return distance / (distance + 2) * (betweenUntestable || doubtful ? DOUBTFUL_FACTOR : 1);
    }

    private static NavigableSet<Integer> commitIndices(Set<Revision> revisions) {
        return revisions.stream()
                .filter(Revision.AtCommit.class::isInstance)
                .map(revision -> ((Revision.AtCommit) revision).index())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<Revision> withSameImage(Revision revision) {
        String image = images.get(revision);
        return image == null
                ? Stream.of(revision)
                : images.keySet().stream().filter(twin -> image.equals(images.get(twin)));
    }
}
