// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.evidence;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vc4lab.lab.model.ConsoleTranscript.Discrepancies;

/**
 * The lines that init wrote, each both to the console and to the machine's transcript. Anything in the kernel can print
 * such a line, so the console alone proves nothing.
 *
 * @param written as in the transcript
 * @param forged lines of init's form on the console that do not have a place in the transcript
 */
record InitLines(List<InitLine> written, List<String> forged) {
    private static final String PREFIX = "vc4lab: ";

    /** The rest of an unfinished line, printk's own prefix, and then init's. */
    private static final Pattern CONSOLE_LINE = Pattern.compile(
            "(?:<\\d+>)?(?:.*?\\[ *\\d+\\.\\d{6}\\](?:\\[ *[TC]\\d+\\])? )?" + PREFIX + "(?<text>.*)", Pattern.DOTALL);

    /** The virtual time in nanoseconds. */
    private static final Pattern TRANSCRIPT_LINE =
            Pattern.compile("\\d+ (?:" + PREFIX + ")?(?<text>.*)", Pattern.DOTALL);

    private static final int KEPT_LINES = 10;
    private static final int KEPT_CHARACTERS = 200;

    /** @param consoleLine the number of the console's line that shows it, counted from 1 */
    record InitLine(String text, OptionalLong consoleLine) {}

    /** What follows init's prefix if the line of the console has it. */
    static Optional<String> textOf(String consoleLine) {
        return consoleLine.contains(PREFIX) ? textOf(CONSOLE_LINE, consoleLine) : Optional.empty();
    }

    private static Optional<String> textOf(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line.stripTrailing());
        return matcher.matches() ? Optional.of(matcher.group("text")) : Optional.empty();
    }

    /**
     * Finds each line of the transcript on the console, in order. If the next one is still to come, other lines of
     * init's form before it are forged; if it is not, the console lacks it.
     */
    static InitLines match(List<String> console, List<String> transcript) {
        Deque<String> unmatched = new ArrayDeque<>();
        transcript.forEach(line -> textOf(TRANSCRIPT_LINE, line).ifPresent(unmatched::add));
        Map<String, Integer> toCome = new HashMap<>();
        console.forEach(line -> textOf(line).ifPresent(text -> toCome.merge(text, 1, Integer::sum)));
        List<InitLine> written = new ArrayList<>();
        List<String> forged = new ArrayList<>();
        for (int number = 1; number <= console.size(); number++) {
            Optional<String> text = textOf(console.get(number - 1));
            if (text.isEmpty()) {
                continue;
            }
            while (!unmatched.isEmpty() && toCome.getOrDefault(unmatched.element(), 0) == 0) {
                written.add(new InitLine(unmatched.remove(), OptionalLong.empty()));
            }
            if (text.get().equals(unmatched.peek())) {
                written.add(new InitLine(unmatched.remove(), OptionalLong.of(number)));
            } else {
                forged.add(text.get());
            }
            toCome.merge(text.get(), -1, Integer::sum);
        }
        unmatched.forEach(text -> written.add(new InitLine(text, OptionalLong.empty())));
        return new InitLines(written, forged);
    }

    Discrepancies discrepancies() {
        List<String> missing = written.stream()
                .filter(line -> line.consoleLine().isEmpty())
                .map(InitLine::text)
                .toList();
        return new Discrepancies(firstOf(forged), firstOf(missing));
    }

    private static List<String> firstOf(List<String> texts) {
        return texts.stream()
                .limit(KEPT_LINES)
                .map(text -> PREFIX + text.substring(0, Math.min(text.length(), KEPT_CHARACTERS)))
                .toList();
    }
}
