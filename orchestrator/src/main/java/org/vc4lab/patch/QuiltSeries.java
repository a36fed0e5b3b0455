// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.vc4lab.exec.BoundedFiles;

/** The list of patches that quilt(1) keeps in a file named {@code series}, with its options. */
final class QuiltSeries {
    private static final String NAME = "series";

    private QuiltSeries() {}

    static boolean existsIn(Path folder) {
        return Files.isRegularFile(folder.resolve(NAME), LinkOption.NOFOLLOW_LINKS);
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
        if (!FileState.isPlainOrAbsent(folder, words.get(0))) {
            throw new PatchFormatException(location + "a link, which is not followed: " + file);
        }
        return new QuiltEntry(file, strip);
    }

    /**
     * One patch.
     *
     * @param strip leading components of paths to drop, as in patch(1)'s {@code -p}
     */
    record QuiltEntry(Path file, int strip) {}
}
