// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence.DriverMessage;
import org.vc4lab.lab.model.TrialReport;

/** Finds lines of the kernel's log, such as the errors that drivers log. */
final class DriverErrorScanner {
    /** printk's prefix: a time, optionally the caller. The text may have a carriage return in it. */
    private static final Pattern LINE =
            Pattern.compile("(?:<\\d+>)?\\[ *\\d+\\.\\d{6}\\](?:\\[ *[TC]\\d+\\])? (?<text>.*)", Pattern.DOTALL);

    private static final String LAB_PREFIX = "vc4lab: ";

    private DriverErrorScanner() {}

    private record MessageKey(ConsoleTranscript.Phase phase, String text) {}

    /**
     * @param patterns substrings of which a line must contain one
     * @param reports whose lines are skipped
     */
    static List<DriverMessage> scan(
            List<String> lines, List<String> patterns, List<TrialReport> reports, ConsoleTranscript transcript) {
        BitSet reportLines = TrialReport.linesOf(reports);
        Map<MessageKey, Integer> counts = new LinkedHashMap<>();
        for (int number = 1; number <= lines.size(); number++) {
            Matcher line = LINE.matcher(lines.get(number - 1).stripTrailing());
            if (!line.matches() || line.group("text").startsWith(LAB_PREFIX) || reportLines.get(number)) {
                continue;
            }
            String text = line.group("text");
            if (patterns.stream().anyMatch(text::contains)) {
                counts.merge(new MessageKey(transcript.phaseOf(number), text), 1, Integer::sum);
            }
        }
        List<DriverMessage> messages = new ArrayList<>();
        counts.forEach((key, times) -> messages.add(new DriverMessage(key.phase(), key.text(), times)));
        return messages;
    }

    /** How many lines before the canary have each of the words. */
    static Map<String, Integer> count(List<String> lines, List<String> words, ConsoleTranscript transcript) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String each : words) {
            counts.put(
                    each,
                    scan(lines, List.of(each), List.of(), transcript).stream()
                            .filter(message -> message.phase() != ConsoleTranscript.Phase.CANARY)
                            .mapToInt(DriverMessage::times)
                            .sum());
        }
        return counts;
    }
}
