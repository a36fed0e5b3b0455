// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Writes patches as {@code git format-patch} names them: {@code 0001-what-it-does.patch}. */
public final class PatchFiles {
    private static final int LONGEST_NAME = 60;

    private PatchFiles() {}

    /** Writes mails without the text of the originals, which a patch does not keep. */
    public static void write(List<Patch> patches, Path folder) throws IOException {
        for (int i = 0; i < patches.size(); i++) {
            Patch patch = patches.get(i);
            String title = patch.subject().replaceAll("[^A-Za-z0-9]+", "-");
            String name = title.substring(0, Math.min(title.length(), LONGEST_NAME));
            String mail = "From: " + oneLine(patch.author()) + "\nSubject: [PATCH] " + oneLine(patch.subject())
                    + "\n\n---\n" + patch.diff();
            Files.writeString(
                    folder.resolve(String.format(Locale.ROOT, "%04d-%s.patch", i + 1, name)),
                    mail,
                    StandardCharsets.ISO_8859_1);
        }
    }

    /** What the diff's encoding has. */
    private static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip().replaceAll("[^\\x20-\\x7e]", "?");
    }
}
