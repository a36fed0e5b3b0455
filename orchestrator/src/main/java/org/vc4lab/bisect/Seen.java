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
final class Seen {
    private static final double DOUBTFUL = 0.1;

    private final Map<Subject, String> images;
    private final Map<Subject, String> reasons;
    private final Map<Subject, Integer> shown;
    private final Map<Subject, Integer> silent;
    private final Set<Set<Integer>> doubtful;

    Seen() {
        this(Map.of(), Map.of(), Map.of(), Map.of(), Set.of());
    }

    private Seen(
            Map<Subject, String> images,
            Map<Subject, String> reasons,
            Map<Subject, Integer> shown,
            Map<Subject, Integer> silent,
            Set<Set<Integer>> doubtful) {
        this.images = new HashMap<>(images);
        this.reasons = new HashMap<>(reasons);
        this.shown = new HashMap<>(shown);
        this.silent = new HashMap<>(silent);
        this.doubtful = new HashSet<>(doubtful);
    }

    Seen copy() {
        return new Seen(images, reasons, shown, silent, doubtful);
    }

    /** Keeps an image's digest, and tells who had the same one before. */
    Set<Subject> built(Subject subject, String image) {
        if (subject instanceof Subject.Point point) {
            doubtful.removeIf(points -> points.contains(point.number()));
        }
        Set<Subject> same = new HashSet<>();
        images.forEach((other, its) -> {
            if (its.equals(image) && !other.equals(subject)) {
                same.add(other);
            }
        });
        images.put(subject, image);
        return same;
    }

    void untestable(Subject subject, String reason) {
        reasons.putIfAbsent(subject, reason);
    }

    /** The same is likely of all these points: if one of them builds after all, of none. */
    void doubtful(Collection<Integer> points) {
        if (points.stream().map(Subject.Point::new).noneMatch(images::containsKey)) {
            doubtful.add(Set.copyOf(points));
        }
    }

    void ran(Subject subject, boolean itShowed) {
        (itShowed ? shown : silent).merge(subject, 1, Integer::sum);
    }

    boolean isBuilt(Subject subject) {
        return images.containsKey(subject);
    }

    int shown(Subject subject) {
        return twins(subject).mapToInt(one -> shown.getOrDefault(one, 0)).sum();
    }

    int silent(Subject subject) {
        return twins(subject).mapToInt(one -> silent.getOrDefault(one, 0)).sum();
    }

    int runs(Subject subject) {
        return shown(subject) + silent(subject);
    }

    /** Why nothing can be told of a subject, if so. */
    Optional<String> untestable(Subject subject) {
        return twins(subject)
                .flatMap(one -> Stream.ofNullable(reasons.get(one)))
                .findFirst();
    }

    /**
     * How likely it is that something can be told of a point: what is next to something that does not build seldom
     * builds either, and even less what lies between two of the kind, or shares the fault.
     */
    double testable(int point) {
        NavigableSet<Integer> bad = numbers(reasons.keySet());
        Integer below = bad.lower(point);
        Integer above = bad.higher(point);
        double distance = Math.min(
                below == null ? Double.MAX_VALUE : point - below, above == null ? Double.MAX_VALUE : above - point);
        boolean between = below != null
                && above != null
                && numbers(shown.keySet()).subSet(below, above).isEmpty()
                && numbers(silent.keySet()).subSet(below, above).isEmpty();
        return distance / (distance + 2) * (between || isDoubtful(point) ? DOUBTFUL : 1);
    }

    private boolean isDoubtful(int point) {
        return doubtful.stream().anyMatch(points -> points.contains(point));
    }

    private static NavigableSet<Integer> numbers(Set<Subject> subjects) {
        return subjects.stream()
                .filter(Subject.Point.class::isInstance)
                .map(subject -> ((Subject.Point) subject).number())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stream<Subject> twins(Subject subject) {
        String image = images.get(subject);
        return image == null
                ? Stream.of(subject)
                : images.entrySet().stream()
                        .filter(entry -> entry.getValue().equals(image))
                        .map(Map.Entry::getKey);
    }
}
