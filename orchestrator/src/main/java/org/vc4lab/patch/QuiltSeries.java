// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.vc4lab.exec.BoundedFiles;

/** The list of patches that quilt(1) keeps in a file named {@code series}, with its options. */
final class QuiltSeries {
    private static final String NAME = "series";

    private QuiltSeries() {}

    static boolean existsIn(Path folder) {
        return Files.isRegularFile(folder.resolve(NAME));
    }

    static List<QuiltEntry> read(Path folder) throws IOException {
        Path list = folder.resolve(NAME);
        List<QuiltEntry> entries = new ArrayList<>();
        int number = 0;
        for (String text :
                BoundedFiles.readString(list, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            String stripped = text.replaceFirst("(?:^|\\s)#.*", "").strip();
            if (!stripped.isEmpty()) {
                entries.add(parseLine(folder, stripped, list + ":" + number + ": "));
            }
        }
        return entries;
    }

    private static QuiltEntry parseLine(Path folder, String text, String location) throws PatchFormatException {
        List<String> words = List.of(text.split("\\s+", -1));
        int strip = 1;
        for (String option : words.subList(1, words.size())) {
            String level = option.toLowerCase(Locale.ROOT);
            if (!level.matches("-p(?:[0-9]|ab)")) {
                throw new PatchFormatException(
                        location + "an option that is not understood: " + option + "; there are -p0 to -p9");
            }
            strip = level.equals("-pab") ? 1 : level.charAt(2) - '0';
        }
        Path file = folder.resolve(words.get(0)).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new PatchFormatException(location + "not a file below the folder: " + words.get(0));
        }
        if (!Files.isRegularFile(file)) {
            throw new PatchFormatException(location + "no such patch: " + file);
        }
        return new QuiltEntry(file, strip);
    }

    /**
     * One patch.
     *
     * @param strip leading components of paths to drop, as in patch(1)'s {@code -p}
     */
    record QuiltEntry(Path file, int strip) {
        private static final String GIT = "diff --git ";

        /** The diff for strip level 1, with {@code a/} and {@code b/}. Quoted names are not supported. */
        String toStripLevelOne(String diff) {
            HunkTracker tracker = new HunkTracker();
            return strip == 1
                    ? diff
                    : diff.lines()
                            .map(line -> tracker.isInside(line) ? line : rewriteHeader(line))
                            .collect(Collectors.joining("\n", "", "\n"));
        }

        private String rewriteHeader(String line) {
            String components = components(strip);
            if (line.startsWith(GIT)) { // two names of the same length, or else two without blanks
                String names = line.substring(GIT.length());
                int middle = names.length() / 2;
                int blank = names.startsWith(" ", middle) ? middle : names.indexOf(' ');
                String left = blank < 0 ? names : names.substring(0, blank);
                String right = names.substring(blank + 1);
                return GIT + left.replaceFirst(components, "a/") + " " + right.replaceFirst(components, "b/");
            }
            return line.replaceFirst("^--- (?!/dev/null)" + components, "--- a/")
                    .replaceFirst("^\\+\\+\\+ (?!/dev/null)" + components, "+++ b/")
                    .replaceFirst("^((?:rename|copy) (?:from|to) )" + components(Math.max(0, strip - 1)), "$1");
        }

        /** A pattern of the leading components to drop. An absolute path stays absolute, and is refused later. */
        private static String components(int count) {
            return "(?:[^/]*/){0," + count + "}";
        }
    }
}
