// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Chooses the series of a mailbox as b4 does: the newest version of the one that the thread began with. What it leaves
 * out is noted; if the mails do not say which series is meant, all are named in a refusal.
 */
final class SeriesChooser {
    private static final int MOST_NAMED = 10;
    private static final String REROLL = "reroll";

    private final String source;
    private final Consumer<String> onNote;
    private final MailThread thread;

    /** @param source the mailbox, for messages */
    SeriesChooser(String source, MailThread thread, Consumer<String> onNote) {
        this.source = source;
        this.onNote = onNote;
        this.thread = thread;
    }

    /** @param anchor the mail under which its patches were sent; empty if they have none in the mailbox */
    private record SeriesKey(int version, int total, String anchor) {}

    /** The patches of the series, in order; empty if no mail is a patch. */
    List<PatchMail> choose() throws PatchFormatException {
        List<PostedSeries> posted = group();
        if (posted.isEmpty()) {
            return List.of();
        }
        PostedSeries first = chooseRoot(posted);
        List<PostedSeries> versions =
                posted.stream().filter(series -> series.isRelatedTo(first)).toList();
        PostedSeries newest = chooseNewest(versions);
        List<PatchMail> patches = newest.total() == 0 ? newest.patches() : complete(newest, versions);
        List<PostedSeries> leftOut = posted.stream()
                .filter(series -> Collections.disjoint(series.mails(), patches))
                .toList();
        if (!leftOut.isEmpty()) {
            onNote.accept(source + ": " + newest.describe() + " is taken, left out: " + describe(leftOut));
        }
        return patches;
    }

    private List<PostedSeries> group() {
        Map<SeriesKey, List<PatchMail>> groups = new LinkedHashMap<>();
        for (PatchMail mail : thread.mails()) {
            if (mail.isPatch() || mail.isCoverLetter()) {
                SeriesKey key = new SeriesKey(thread.version(mail), mail.total(), anchor(mail));
                groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(mail);
            }
        }
        List.copyOf(groups.keySet()).stream()
                .filter(key -> key.anchor().isEmpty() && key.total() > 0)
                .forEach(key -> mergeStrays(key, groups));
        return groups.entrySet().stream()
                .map(group -> new PostedSeries(
                        group.getKey().version(), group.getKey().total(), group.getValue()))
                .filter(series -> !series.patches().isEmpty())
                .toList();
    }

    private String anchor(PatchMail mail) {
        PatchMail root = thread.root(mail);
        if (root.isCoverLetter()) {
            return root.id();
        }
        if (thread.isReroll(root)) {
            return REROLL;
        }
        return thread.parent(root)
                .map(parent -> root.total() == 0 ? root.id() : parent.id())
                .orElse("");
    }

    /** Patches whose parents are not in the mailbox belong to the only series that lacks them, if there is one. */
    private static void mergeStrays(SeriesKey strayKey, Map<SeriesKey, List<PatchMail>> groups) {
        List<PatchMail> strays = groups.getOrDefault(strayKey, List.of());
        List<List<PatchMail>> others = groups.entrySet().stream()
                .filter(group -> group.getKey().version() == strayKey.version())
                .filter(group -> group.getKey().total() == strayKey.total()
                        && !group.getKey().equals(strayKey))
                .map(Map.Entry::getValue)
                .toList();
        if (others.size() == 1 && areDisjoint(others.get(0), strays)) {
            others.get(0).addAll(strays);
            groups.remove(strayKey);
        }
    }

    private static boolean areDisjoint(List<PatchMail> mails, List<PatchMail> others) {
        return mails.stream().noneMatch(mail -> others.stream().anyMatch(other -> other.number() == mail.number()));
    }

    /** The series that no other is above. */
    private PostedSeries chooseRoot(List<PostedSeries> posted) throws PatchFormatException {
        List<PostedSeries> roots = topmost(posted);
        for (PostedSeries root : roots) {
            if (!root.isRelatedTo(roots.get(0))) {
                throw refuse(roots);
            }
        }
        return roots.get(0);
    }

    private PostedSeries chooseNewest(List<PostedSeries> versions) throws PatchFormatException {
        int newest = versions.stream().mapToInt(PostedSeries::version).max().orElseThrow();
        List<PostedSeries> candidates = topmost(
                versions.stream().filter(series -> series.version() == newest).toList());
        for (PostedSeries candidate : candidates) {
            if (!candidate.diffs().equals(candidates.get(0).diffs())) {
                throw refuse(candidates);
            }
        }
        return candidates.get(0);
    }

    /** All but those that answer another of them; all if they answer each other in a circle. */
    private List<PostedSeries> topmost(List<PostedSeries> posted) {
        Map<String, PostedSeries> byMail = new HashMap<>();
        posted.forEach(series -> series.mails().forEach(mail -> byMail.put(mail.id(), series)));
        byMail.remove("");
        List<PostedSeries> topmost = posted.stream()
                .filter(series -> series.mails().stream()
                        .flatMap(mail -> thread.ancestors(mail).stream())
                        .allMatch(ancestor ->
                                byMail.getOrDefault(ancestor.id(), series).equals(series)))
                .toList();
        return topmost.isEmpty() ? posted : topmost;
    }

    private PatchFormatException refuse(List<PostedSeries> posted) {
        return new PatchFormatException(posted.size() + " series in " + source + ": " + describe(posted)
                + "; put the mails of one in a mailbox of their own");
    }

    private static String describe(List<PostedSeries> posted) {
        String named =
                posted.stream().limit(MOST_NAMED).map(PostedSeries::describe).collect(Collectors.joining(", "));
        return posted.size() > MOST_NAMED ? named + " and " + (posted.size() - MOST_NAMED) + " more" : named;
    }

    /**
     * The patches by their numbers. If most are missing, and no older version has more, somebody picked those of
     * interest, as of a stable review.
     */
    private List<PatchMail> complete(PostedSeries series, List<PostedSeries> versions) throws PatchFormatException {
        SortedMap<Integer, PatchMail> byNumber = reconstitute(series, versions);
        List<Integer> missing = IntStream.rangeClosed(1, series.total())
                .filter(number -> !byNumber.containsKey(number))
                .boxed()
                .toList();
        if (!missing.isEmpty()) {
            boolean isPicked = byNumber.size() == 1 || missing.size() > byNumber.size();
            boolean hadMore = versions.stream()
                    .anyMatch(other -> other.version() < series.version()
                            && other.patches().size() > byNumber.size());
            if (!isPicked || hadMore) {
                throw new PatchFormatException("patch " + missing.get(0) + "/" + series.total() + " is missing in "
                        + source + ": " + series.describe());
            }
            onNote.accept(source + " has " + byNumber.size() + " of the " + series.total() + " patches of a series: "
                    + byNumber.keySet().stream()
                            .limit(MOST_NAMED)
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ")));
        }
        return List.copyOf(byNumber.values());
    }

    /** A version that only replaces patches, each in answer to the one that it replaces, has the others unchanged. */
    private SortedMap<Integer, PatchMail> reconstitute(PostedSeries series, List<PostedSeries> versions)
            throws PatchFormatException {
        SortedMap<Integer, PatchMail> byNumber = series.byNumber(source);
        Optional<PostedSeries> previous = previous(series, versions);
        boolean isPartial = byNumber.size() < series.total()
                && previous.isPresent()
                && byNumber.values().stream()
                        .allMatch(mail -> thread.isRerollOf(mail, previous.get().version()));
        if (!isPartial) {
            return byNumber;
        }
        onNote.accept(source + ": version " + series.version() + " replaces only "
                + byNumber.keySet().stream().map(String::valueOf).collect(Collectors.joining(", ")) + " of "
                + series.total() + "; the others are taken from version "
                + previous.get().version());
        SortedMap<Integer, PatchMail> whole = reconstitute(previous.get(), versions);
        whole.putAll(byNumber);
        return whole;
    }

    private static Optional<PostedSeries> previous(PostedSeries series, List<PostedSeries> versions) {
        return versions.stream()
                .filter(other -> other.version() < series.version() && other.total() == series.total())
                .max(Comparator.comparingInt(PostedSeries::version));
    }
}
