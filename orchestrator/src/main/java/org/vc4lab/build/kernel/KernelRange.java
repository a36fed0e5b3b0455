// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A range of Linux versions.
 *
 * @param from the first version, inclusive; empty if unbounded
 * @param before the last version, exclusive; empty if unbounded
 */
public record KernelRange(Optional<KernelVersion> from, Optional<KernelVersion> before) {
    public static final KernelRange ALL = new KernelRange(Optional.empty(), Optional.empty());

    private static final String EVERY = "all";
    private static final Pattern TEXT = Pattern.compile("(?:from (?<from>\\S+))? ?(?:before (?<before>\\S+))?");

    /**
     * Reads "from 5.11", "before 6.2", "from 5.11 before 6.2" or "all".
     *
     * @throws IllegalArgumentException if it is none of them
     */
    @JsonCreator
    public static KernelRange of(String text) {
        if (text.equals(EVERY)) {
            return ALL;
        }
        Matcher range = TEXT.matcher(text);
        if (text.isBlank() || !range.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no range of kernels, such as all, from 5.11, before 6.2, from 5.11 before 6.2");
        }
        return new KernelRange(
                Optional.ofNullable(range.group("from")).map(KernelVersion::of),
                Optional.ofNullable(range.group("before")).map(KernelVersion::of));
    }

    public boolean contains(KernelVersion version) {
        return from.map(first -> version.compareTo(first) >= 0).orElse(true)
                && before.map(end -> version.compareTo(end) < 0).orElse(true);
    }

    /** Whether a version can be in both. */
    public boolean overlaps(KernelRange other) {
        return beginsBeforeEndOf(other) && other.beginsBeforeEndOf(this);
    }

    private boolean beginsBeforeEndOf(KernelRange other) {
        return from.isEmpty() || other.before.isEmpty() || from.get().compareTo(other.before.get()) < 0;
    }

    /** In the form that {@link #of} reads. */
    @Override
    public String toString() {
        String text = Stream.of(from.map(first -> "from " + first), before.map(end -> "before " + end))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(" "));
        return text.isEmpty() ? EVERY : text;
    }
}
