// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Extracts the title of a complete report. */
@FunctionalInterface
interface TitleExtractor {
    ExtractedTitle extract(ReportLines reportLines);

    static TitleExtractor fixed(String title) {
        return reportLines -> ExtractedTitle.of(title);
    }

    static TitleExtractor headline() {
        return reportLines -> ExtractedTitle.of(reportLines.headline());
    }

    /**
     * A title with a function's name in it.
     *
     * @param title {@code %s} in it is the function that the search finds
     */
    static TitleExtractor withFunction(String title, FrameSearch search) {
        return reportLines -> {
            String function = search.in(reportLines);
            return function == null
                    ? ExtractedTitle.flawed(
                            title.replace("%s", ExtractedTitle.UNKNOWN_FUNCTION), ExtractedTitle.NO_FUNCTION)
                    : ExtractedTitle.of(title.replace("%s", function));
        };
    }

    /**
     * A title of lockdep, with the function {@code at:} which the lock is taken, in the lines behind the given words.
     * Without them the title is the headline, flawed.
     */
    static TitleExtractor lockSite(String title, String words) {
        return reportLines -> {
            int start = reportLines.findLine(words, 1);
            for (int i = start + 1; start >= 0 && i < reportLines.size(); i++) {
                String function = LockdepLine.functionAfterAt(reportLines.text(i));
                if (!function.isEmpty()) {
                    return ExtractedTitle.of(title.replace("%s", function));
                }
            }
            return ExtractedTitle.flawed(reportLines.headline(), ExtractedTitle.NO_DETAILS);
        };
    }

    /** This title if a line has the words, otherwise the headline, flawed. */
    default TitleExtractor requiring(String words) {
        return reportLines -> reportLines.findLine(words, 1) >= 0
                ? extract(reportLines)
                : ExtractedTitle.flawed(reportLines.headline(), ExtractedTitle.NO_DETAILS);
    }

    /** For headlines that occur only if other lines are missing. */
    default TitleExtractor withFlaw(String flaw) {
        return reportLines -> ExtractedTitle.flawed(extract(reportLines).title(), flaw);
    }
}
