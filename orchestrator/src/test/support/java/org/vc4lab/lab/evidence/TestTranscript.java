// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine's transcript of a guest whose kernel prints none of init's lines itself. */
final class TestTranscript {
    private TestTranscript() {}

    static List<String> of(List<String> console) {
        return console.stream()
                .flatMap(line -> InitLines.textOf(line).stream())
                .map(TestTranscript::line)
                .toList();
    }

    /** Writes it beside the console's log. */
    static Path write(Path console) throws IOException {
        List<String> lines = of(ConsoleLog.read(console).lines());
        return Files.write(console.resolveSibling("transcript.log"), lines, StandardCharsets.ISO_8859_1);
    }

    private static String line(String text) {
        return "1957856000 vc4lab: " + text;
    }
}
