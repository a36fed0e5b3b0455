// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The C functions that a diff changes lines of, by the kernel's coding style: a definition begins in the first column.
 * Git writes the last one before a hunk into its header. A name may be missing or too many: use them to try something
 * first, and not to leave something out.
 */
final class ChangedFunctions {
    private static final Pattern HEADER = Pattern.compile("@@ [^@]+ @@ ?(?<context>.*)");
    private static final Pattern DEFINITION = Pattern.compile("[A-Za-z_][\\w\\s*]*?\\b(?<name>\\w+)\\(.*[^;]");
    private static final Pattern OTHER_BLOCK = Pattern.compile("\\}.*|[A-Za-z_][^(]*\\{");

    private final Set<String> names = new TreeSet<>();
    private Optional<String> function = Optional.empty();

    private ChangedFunctions() {}

    /** Their names, sorted. */
    static Set<String> in(String diff) {
        ChangedFunctions found = new ChangedFunctions();
        HunkTracker tracker = new HunkTracker();
        diff.lines().forEach(line -> {
            if (tracker.isInside(line)) {
                found.readInHunk(line);
            } else {
                found.readHeader(line);
            }
        });
        return found.names;
    }

    private void readHeader(String line) {
        Matcher header = HEADER.matcher(line);
        function = header.matches() ? functionOf(header.group("context").strip()) : Optional.empty();
    }

    private void readInHunk(String line) {
        String content = line.isEmpty() ? "" : line.substring(1);
        Optional<String> definition = functionOf(content.stripTrailing());
        function = definition.isPresent() ? definition : function;
        if (line.startsWith("+") || line.startsWith("-")) {
            function.ifPresent(names::add);
        }
        if (OTHER_BLOCK.matcher(content).matches()) {
            function = Optional.empty();
        }
    }

    private static Optional<String> functionOf(String line) {
        Matcher definition = DEFINITION.matcher(line);
        return definition.matches() ? Optional.of(definition.group("name")) : Optional.empty();
    }
}
