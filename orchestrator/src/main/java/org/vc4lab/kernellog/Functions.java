// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A set of functions, given by words: {@code word} anywhere in the name, {@code ^word} at its beginning, {@code word$}
 * at its end, {@code ^word$} the whole name, {@code word#} at its beginning with a digit behind it.
 */
final class Functions {
    /** The kernel's own helpers, which never name a report. */
    static final Functions HELPERS = new Functions(WordList.words("helpers.txt"));

    /** A word that is part of the name, at its beginning, at its end or anywhere. */
    private record Part(String word, boolean first, boolean last) {
        boolean isAt(String name, int position) {
            boolean placed = (!first || position == 0) && (!last || position + word.length() == name.length());
            return placed && name.startsWith(word, position);
        }
    }

    private final Set<String> whole = new HashSet<>();
    private final Set<String> numbered;

    /** By the first two letters, so that a name is read through once whatever the number of words. */
    private final Map<Integer, List<Part>> parts;

    Functions(List<String> words) {
        numbered = words.stream()
                .filter(word -> word.endsWith("#"))
                .map(word -> word.substring(0, word.length() - 1))
                .collect(Collectors.toUnmodifiableSet());
        parts = words.stream()
                .filter(word -> !word.endsWith("#") && !isWhole(word))
                .map(Functions::part)
                .collect(Collectors.groupingBy(part -> key(part.word(), 0), HashMap::new, Collectors.toList()));
        words.stream().filter(Functions::isWhole).forEach(word -> whole.add(word.substring(1, word.length() - 1)));
    }

    static Functions of(String... words) {
        return new Functions(List.of(words));
    }

    private static boolean isWhole(String word) {
        return word.startsWith("^") && word.endsWith("$");
    }

    private static Part part(String word) {
        boolean first = word.startsWith("^");
        boolean last = word.endsWith("$");
        return new Part(word.substring(first ? 1 : 0, word.length() - (last ? 1 : 0)), first, last);
    }

    private static int key(String text, int position) {
        return (text.charAt(position) << Character.SIZE) | text.charAt(position + 1);
    }

    boolean contains(String name) {
        if (whole.contains(name)) {
            return true;
        }
        for (int i = 0; i + 1 < name.length() && !parts.isEmpty(); i++) {
            for (Part part : parts.getOrDefault(key(name, i), List.of())) {
                if (part.isAt(name, i)) {
                    return true;
                }
            }
        }
        return numbered.stream()
                .anyMatch(word -> name.startsWith(word) && Scan.digits(name, word.length()) > word.length());
    }
}
