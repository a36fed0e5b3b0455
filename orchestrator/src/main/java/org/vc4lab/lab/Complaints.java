// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the lines in which drivers complain. */
final class Complaints {
    /** printk's prefix: a time, perhaps the one who called. */
    private static final Pattern LINE =
            Pattern.compile("^(?:<\\d+>)?\\[ *\\d+\\.\\d{6}\\](?:\\[ *[TC]\\d+\\])? (?<text>.*)$");

    private static final String OURS = "vc4lab: ";

    private Complaints() {}

    private record Place(Phase phase, String text) {}

    /**
     * @param parts one of which a line has to hold
     * @param reports whose lines are left out
     */
    static List<SeenMessage> in(
            List<String> lines, List<String> parts, List<SeenReport> reports, ConsoleTranscript transcript) {
        Map<Place, Integer> found = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            Matcher line = LINE.matcher(lines.get(number - 1).stripTrailing());
            if (!line.matches() || line.group("text").startsWith(OURS) || within(reports, number)) {
                continue;
            }
            String text = line.group("text");
            if (parts.stream().anyMatch(text::contains)) {
                found.merge(new Place(transcript.phaseOf(number), text), 1, Integer::sum);
            }
        }
        List<SeenMessage> all = new ArrayList<>();
        found.forEach((place, times) -> all.add(new SeenMessage(place.phase(), place.text(), times)));
        return all;
    }

    private static boolean within(List<SeenReport> reports, long line) {
        return reports.stream().anyMatch(report -> report.firstLine() <= line && line <= report.lastLine());
    }
}
