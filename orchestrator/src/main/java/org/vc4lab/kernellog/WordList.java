// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Lists of words in resources, with comment lines that begin with {@code #}. */
final class WordList {
    private WordList() {}

    static List<String> lines(String resource) {
        InputStream stream = WordList.class.getResourceAsStream(resource);
        if (stream == null) {
            throw new IllegalStateException("missing from the class path: " + resource);
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.isEmpty())
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<String> words(String resource) {
        return split(String.join(" ", lines(resource)));
    }

    /** The words between blanks. */
    static List<String> split(String words) {
        return Stream.of(words.split("\\s+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }
}
