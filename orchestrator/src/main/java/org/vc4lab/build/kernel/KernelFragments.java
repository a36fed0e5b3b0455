// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fragments of a kernel configuration, laid over each other. The kernel's own tools drop what they cannot satisfy
 * without a word, so each line is held against the final .config.
 */
final class KernelFragments {
    private static final Pattern SET = Pattern.compile("(CONFIG_\\w+)=(.*)");
    private static final Pattern NOT_SET = Pattern.compile("# (CONFIG_\\w+) is not set");
    private static final String OFF = "n";

    private final List<FragmentLine> lines;

    private KernelFragments(List<FragmentLine> lines) {
        this.lines = lines;
    }

    /** What one line of one fragment asks for. */
    private record FragmentLine(Path file, int number, String text, String symbol, String value) {}

    static KernelFragments read(List<Path> files) throws IOException {
        List<FragmentLine> lines = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new IOException("no such kernel configuration fragment: " + file);
            }
            int number = 0;
            for (String text : Files.readAllLines(file)) {
                number++;
                Matcher set = SET.matcher(text);
                Matcher unset = NOT_SET.matcher(text);
                if (set.matches()) {
                    lines.add(new FragmentLine(file, number, text, set.group(1), set.group(2)));
                } else if (unset.matches()) {
                    lines.add(new FragmentLine(file, number, text, unset.group(1), OFF));
                } else if (!text.isBlank() && !text.startsWith("#")) {
                    throw new IOException(file + ":" + number + ": neither a setting nor a comment: " + text);
                }
            }
        }
        return new KernelFragments(lines);
    }

    /** All lines as one file, for KCONFIG_ALLCONFIG. */
    String joinLines() {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text()).append('\n'));
        return text.toString();
    }

    /** The lines that did not take: fragment, line, and what the final configuration has instead. */
    List<String> findRefused(Path finalConfig) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String text : Files.readAllLines(finalConfig)) {
            Matcher set = SET.matcher(text);
            Matcher unset = NOT_SET.matcher(text);
            if (set.matches()) {
                values.put(set.group(1), set.group(2));
            } else if (unset.matches()) {
                values.put(unset.group(1), OFF);
            }
        }
        return lines.stream()
                .filter(line -> !line.value().equals(values.getOrDefault(line.symbol(), OFF)))
                .map(line -> describe(line, values.get(line.symbol())))
                .toList();
    }

    private static String describe(FragmentLine line, @org.jspecify.annotations.Nullable String value) {
        String has = value == null
                ? "nothing for it (no such symbol, or what it depends on is off)"
                : value.equals(OFF) ? "# " + line.symbol() + " is not set" : line.symbol() + "=" + value;
        return line.file() + ":" + line.number() + ": " + line.text() + " did not take: the final .config has " + has;
    }
}
