// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Extracts the title of a complete report. */
@FunctionalInterface
interface TitleExtractor {
    ExtractedTitle extract(ReportLines lines);

    static TitleExtractor fixed(String title) {
        return lines -> ExtractedTitle.of(title);
    }

    static TitleExtractor headline() {
        return lines -> ExtractedTitle.of(lines.headline());
    }

    /** A title in which {@code %s} is the function that the search finds. */
    static TitleExtractor inFunction(String title, FrameSearch search) {
        return lines -> ExtractedTitle.inFunction(title, search, lines);
    }

    /** This title if a line has the words, otherwise the headline, flawed. */
    default TitleExtractor requiring(String words) {
        return lines ->
                lines.findLine(words, 1) >= 0 ? extract(lines) : ExtractedTitle.withoutDetails(lines.headline());
    }

    /** For headlines that occur only if other lines are missing. */
    default TitleExtractor withFlaw(String flaw) {
        return lines -> new ExtractedTitle(extract(lines).title(), flaw);
    }
}
