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
     * @param strip how many leading components of paths are not part of the name, as patch(1)'s {@code -p}
     */
    record Line(Path file, int strip) {}

    static boolean isThere(Path folder) {
        return Files.isRegularFile(folder.resolve(NAME));
    }

    static List<Line> read(Path folder) throws IOException {
        Path list = folder.resolve(NAME);
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : Files.readAllLines(list)) {
            number++;
            String bare = text.replaceFirst("(?:^|\\s)#.*", "").strip();
            if (!bare.isEmpty()) {
                lines.add(line(folder, bare, list + ":" + number + ": "));
            }
        }
        return lines;
    }

    private static Line line(Path folder, String text, String place) throws PatchFormatException {
        List<String> words = List.of(text.split("\\s+", -1));
        int strip = 1;
        for (String option : words.subList(1, words.size())) {
            strip = strip(option, place);
        }
        Path file = folder.resolve(words.get(0)).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new PatchFormatException(place + "not a file below the folder: " + words.get(0));
        }
        if (!Files.isRegularFile(file)) {
            throw new PatchFormatException(place + "no such patch: " + file);
        }
        return new Line(file, strip);
    }

    private static int strip(String option, String place) throws PatchFormatException {
        String level = option.toLowerCase(Locale.ROOT);
        if (level.equals("-pab")) {
            return 1;
        }
        if (level.matches("-p[0-9]")) {
            return level.charAt(2) - '0';
        }
        throw new PatchFormatException(
                place + "an option that is not understood: " + option + "; there are -p0 to -p9");
    }
}
