// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A set of functions, given by words: {@code word} anywhere in the name, {@code ^word} at its beginning, {@code word$}
 * at its end, {@code ^word$} the whole name, {@code word#} at its beginning and followed by a digit.
 */
final class FunctionPatterns {
    /** The kernel's own helpers, which never name a report. */
    static final FunctionPatterns HELPERS = new FunctionPatterns(String.join(" ", WordList.lines("helpers.txt")));

    private record NamePattern(String word, boolean anchoredAtStart, boolean anchoredAtEnd) {
        boolean isAt(String name, int position) {
            boolean anchored = (!anchoredAtStart || position == 0)
                    && (!anchoredAtEnd || position + word.length() == name.length());
            return anchored && name.startsWith(word, position);
        }
    }

    private final Set<String> exactNames;
    private final Set<String> numberedPrefixes;

    /** By the first two letters, so that a name is scanned once whatever the number of words. */
    private final Map<Integer, List<NamePattern>> parts;

    /** @param text words separated by blanks */
    FunctionPatterns(String text) {
        List<String> words = Stream.of(text.split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
        numberedPrefixes = words.stream()
                .filter(word -> word.endsWith("#"))
                .map(word -> word.substring(0, word.length() - 1))
                .collect(Collectors.toUnmodifiableSet());
        parts = words.stream()
                .filter(word -> !word.endsWith("#") && !isWhole(word))
                .map(FunctionPatterns::part)
                .collect(Collectors.groupingBy(
                        namePattern -> bigram(namePattern.word(), 0), HashMap::new, Collectors.toList()));
        exactNames = words.stream()
                .filter(FunctionPatterns::isWhole)
                .map(word -> word.substring(1, word.length() - 1))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isWhole(String word) {
        return word.startsWith("^") && word.endsWith("$");
    }

    private static NamePattern part(String word) {
        boolean first = word.startsWith("^");
        boolean last = word.endsWith("$");
        return new NamePattern(word.substring(first ? 1 : 0, word.length() - (last ? 1 : 0)), first, last);
    }

    private static int bigram(String text, int position) {
        return (text.charAt(position) << Character.SIZE) | text.charAt(position + 1);
    }

    boolean contains(String name) {
        if (exactNames.contains(name)) {
            return true;
        }
        for (int i = 0; i + 1 < name.length() && !parts.isEmpty(); i++) {
            for (NamePattern namePattern : parts.getOrDefault(bigram(name, i), List.of())) {
                if (namePattern.isAt(name, i)) {
                    return true;
                }
            }
        }
        for (String word : numberedPrefixes) {
            if (name.startsWith(word) && CharScanner.skipDigits(name, word.length()) > word.length()) {
                return true;
            }
        }
        return false;
    }
}
