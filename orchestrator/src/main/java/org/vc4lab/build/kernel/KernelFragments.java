// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fragments of a kernel configuration, merged. Kconfig silently drops a line that it cannot satisfy, so each line
 * is compared with the final .config.
 */
public final class KernelFragments {
    private static final Pattern SET = Pattern.compile("(CONFIG_\\w+)=(.*)");
    private static final Pattern NOT_SET = Pattern.compile("# (CONFIG_\\w+) is not set");
    private static final String OFF = "n";

    private final List<FragmentLine> lines;

    private KernelFragments(List<FragmentLine> lines) {
        this.lines = lines;
    }

    private record FragmentLine(Path file, int number, String text, String symbol, String value) {}

    /**
     * Reads the lines of all files.
     *
     * @throws IOException also if one is neither a setting nor a comment
     */
    public static KernelFragments read(List<Path> files) throws IOException {
        List<FragmentLine> lines = new ArrayList<>();
        for (Path file : files) {
            if (!Files.isRegularFile(file)) {
                throw new IOException("no such kernel configuration fragment: " + file);
            }
            int number = 0;
            for (String text : Files.readAllLines(file)) {
                int lineNumber = ++number;
                Optional<Map.Entry<String, String>> setting = parse(text);
                setting.ifPresent(
                        value -> lines.add(new FragmentLine(file, lineNumber, text, value.getKey(), value.getValue())));
                if (setting.isEmpty() && !text.isBlank() && !text.startsWith("#")) {
                    throw new IOException(file + ":" + number + ": neither a setting nor a comment: " + text);
                }
            }
        }
        return new KernelFragments(lines);
    }

    private static Optional<Map.Entry<String, String>> parse(String text) {
        Matcher set = SET.matcher(text);
        if (set.matches()) {
            return Optional.of(Map.entry(set.group(1), set.group(2)));
        }
        Matcher unset = NOT_SET.matcher(text);
        return unset.matches() ? Optional.of(Map.entry(unset.group(1), OFF)) : Optional.empty();
    }

    /** The lines that set a symbol, or say that it is not set. */
    public List<String> settings() {
        return lines.stream().map(FragmentLine::text).toList();
    }

    /** All lines as one file, for KCONFIG_ALLCONFIG. */
    String joinLines() {
        StringBuilder text = new StringBuilder();
        settings().forEach(setting -> text.append(setting).append('\n'));
        return text.toString();
    }

    /** The lines that had no effect: fragment, line, and what the final configuration has instead. */
    List<String> findRefused(Path finalConfig) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String text : Files.readAllLines(finalConfig)) {
            parse(text).ifPresent(setting -> values.put(setting.getKey(), setting.getValue()));
        }
        return lines.stream()
                .filter(line -> !line.value().equals(values.getOrDefault(line.symbol(), OFF)))
                .map(line -> describe(line, values.get(line.symbol())))
                .toList();
    }

    private static String describe(FragmentLine line, @Nullable String value) {
        String has = value == null
                ? "nothing for it (no such symbol, or what it depends on is off)"
                : value.equals(OFF) ? "# " + line.symbol() + " is not set" : line.symbol() + "=" + value;
        return line.file() + ":" + line.number() + ": " + line.text() + " did not take: the final .config has " + has;
    }
}
