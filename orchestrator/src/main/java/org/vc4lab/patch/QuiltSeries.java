// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The list of patches that quilt(1) keeps in a file named {@code series}, with its options. */
final class QuiltSeries {
    private static final String NAME = "series";

    private QuiltSeries() {}

    /**
     * One patch.
     *
     * @param strip leading components of paths to drop, as in patch(1)'s {@code -p}
     */
    record QuiltEntry(Path file, int strip) {}

    static boolean existsIn(Path folder) {
        return Files.isRegularFile(folder.resolve(NAME));
    }

    static List<QuiltEntry> read(Path folder) throws IOException {
        Path list = folder.resolve(NAME);
        List<QuiltEntry> entries = new ArrayList<>();
        int number = 0;
        for (String text : Files.readAllLines(list)) {
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
            strip = parseStripOption(option, location);
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

    private static int parseStripOption(String option, String location) throws PatchFormatException {
        String level = option.toLowerCase(Locale.ROOT);
        if (level.equals("-pab")) {
            return 1;
        }
        if (level.matches("-p[0-9]")) {
            return level.charAt(2) - '0';
        }
        throw new PatchFormatException(
                location + "an option that is not understood: " + option + "; there are -p0 to -p9");
    }
}
