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

/** What is known of each subject. Subjects whose kernels are the same byte for byte share it. */
final class TestHistory {
    private static final double DOUBTFUL_FACTOR = 0.1;

    private final Map<Revision, String> images;
    private final Map<Revision, String> untestableReasons;
    private final Map<Revision, Integer> reproducedCounts;
    private final Map<Revision, Integer> silentCounts;
    private final Set<Set<Integer>> doubtfulGroups;

    TestHistory() {
        this(Map.of(), Map.of(), Map.of(), Map.of(), Set.of());
    }

    private TestHistory(
            Map<Revision, String> images,
            Map<Revision, String> untestableReasons,
            Map<Revision, Integer> reproducedCounts,
            Map<Revision, Integer> silentCounts,
            Set<Set<Integer>> doubtfulGroups) {
        this.images = new HashMap<>(images);
        this.untestableReasons = new HashMap<>(untestableReasons);
        this.reproducedCounts = new HashMap<>(reproducedCounts);
        this.silentCounts = new HashMap<>(silentCounts);
        this.doubtfulGroups = new HashSet<>(doubtfulGroups);
    }

    TestHistory copy() {
        return new TestHistory(images, untestableReasons, reproducedCounts, silentCounts, doubtfulGroups);
    }

    /** Keeps an image's digest, and tells who had the same one before. */
    Set<Revision> recordBuild(Revision revision, String image) {
        if (revision instanceof Revision.AtCommit commit) {
            doubtfulGroups.removeIf(commits -> commits.contains(commit.index()));
        }
        Set<Revision> twins = new HashSet<>();
        images.forEach((otherRevision, otherImage) -> {
            if (otherImage.equals(image) && !otherRevision.equals(revision)) {
                twins.add(otherRevision);
            }
        });
        images.put(revision, image);
        return twins;
    }

    void markUntestable(Revision revision, String reason) {
        untestableReasons.putIfAbsent(revision, reason);
    }

    /** The same is likely of all these points: if one of them builds after all, of none. */
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
        return withSameImage(revision)
                .mapToInt(twin -> reproducedCounts.getOrDefault(twin, 0))
                .sum();
    }

    int silentRuns(Revision revision) {
        return withSameImage(revision)
                .mapToInt(twin -> silentCounts.getOrDefault(twin, 0))
                .sum();
    }

    int runs(Revision revision) {
        return reproducedRuns(revision) + silentRuns(revision);
    }

    /** Why nothing can be told of a subject, if so. */
    Optional<String> untestableReason(Revision revision) {
        return withSameImage(revision)
                .flatMap(twin -> Stream.ofNullable(untestableReasons.get(twin)))
                .findFirst();
    }

    /**
     * How likely it is that something can be told of a point: what is next to something that does not build seldom
     * builds either, and even less what lies between two of the kind, or shares the fault.
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
        return distance / (distance + 2) * (betweenUntestable || isDoubtful(commit) ? DOUBTFUL_FACTOR : 1);
    }

    private boolean isDoubtful(int commit) {
        return doubtfulGroups.stream().anyMatch(commits -> commits.contains(commit));
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
                : images.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(image))
                        .map(Map.Entry::getKey);
    }
}
