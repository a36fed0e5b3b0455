// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vc4lab.intake.CaseDraft.DraftCandidate;
import org.vc4lab.patch.Patch;
import org.vc4lab.patch.PatchFormatException;
import org.vc4lab.patch.Series;
import org.vc4lab.patch.SeriesReader;

/** The series that the text has. */
record PatchHint(Path file, PostedText text, SeriesReader reader) {
    private static final String NAME = "posted";

    /**
     * Either a candidate, or why there is none.
     *
     * @param reason empty if there is a candidate
     */
    record PostedCandidate(Optional<DraftCandidate> candidate, Optional<String> reason) {}

    PostedCandidate read() throws IOException, InterruptedException {
        try {
            Series series = reader.read(file);
            Patch first = series.patches().get(0);
            String origin = text.lines().stream()
                    .filter(line -> !first.subject().isEmpty() && line.text().contains(first.subject()))
                    .findFirst()
                    .map(SourceLine::quoted)
                    .orElseGet(() -> SourceLine.printable(first.subject()));
            String count =
                    series.patches().size() == 1 ? "1 patch" : series.patches().size() + " patches";
            Guess<String> name = Guess.of(NAME, origin, count + ", by " + SourceLine.printable(first.author()));
            return new PostedCandidate(
                    Optional.of(new DraftCandidate(name, Optional.empty(), series.patches())), Optional.empty());
        } catch (PatchFormatException none) {
            return new PostedCandidate(
                    Optional.empty(),
                    Optional.of(SourceLine.printable(String.valueOf(none.getMessage())
                            .replace(file.toString(), String.valueOf(file.getFileName())))));
        }
    }
}
