// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Names a report that has been read to its end. */
@FunctionalInterface
interface TitleExtractor {
    ExtractedTitle extract(ReportLines reportLines);

    static TitleExtractor fixed(String title) {
        return reportLines -> ExtractedTitle.of(title);
    }

    /** The headline itself is the title. */
    static TitleExtractor headline() {
        return reportLines -> ExtractedTitle.of(reportLines.headline());
    }

    /** The title ends with the function that is found; {@code %s} in it stands for the function. */
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
     * As lockdep's reports are named: by the place {@code at:} which the lock is taken, in the lines behind the given
     * words. Without them only the headline is left.
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

    /** This name, if the words are there; without them the headline, flawed. */
    default TitleExtractor requiring(String words) {
        return reportLines -> reportLines.findLine(words, 1) >= 0
                ? extract(reportLines)
                : ExtractedTitle.flawed(reportLines.headline(), ExtractedTitle.NO_DETAILS);
    }

    /** For headlines that only occur where something went missing. */
    default TitleExtractor withFlaw(String flaw) {
        return reportLines -> ExtractedTitle.flawed(extract(reportLines).title(), flaw);
    }
}
