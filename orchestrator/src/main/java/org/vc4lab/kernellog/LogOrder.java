// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The order of a log's lines, which its first lines show. */
enum LogOrder {
    FORWARD,
    /** {@code journalctl -r}: the newest line first. */
    BACKWARD,
    /** The parts of pstore, of which the newest is the first and has the lowest number. */
    PARTS;

    private static final int SAMPLED_LINES = 1000;

    /** So many lines are older than the line before, at least; of these at most one is newer for this many older. */
    private static final int MIN_OLDER = 3;

    private static final int OLDER_PER_NEWER = 10;

    private static final Pattern PART = Pattern.compile("[A-Z][a-z]{3,9}#([0-9]{1,9}) Part([0-9]{1,9})");

    private record Part(int dump, int number, int start, int end) {}

    /** As a log's lines are counted: a carriage return ends none, and a mailer may put two in front of a line end. */
    static List<String> lines(String text) {
        List<String> lines = List.of(text.split("\n", -1));
        return text.isEmpty() || text.endsWith("\n") ? lines.subList(0, lines.size() - 1) : lines;
    }

    static LogOrder of(String beginning) {
        List<String> raw = lines(beginning).stream().limit(SAMPLED_LINES).toList();
        List<LogLine> lines = raw.stream().map(LogLine::of).toList();
        if (lines.stream().anyMatch(line -> PART.matcher(line.text()).matches())) {
            return PARTS;
        }
        int older = 0;
        int newer = 0;
        for (int i = 1; i < raw.size(); i++) {
            int direction = direction(raw.get(i - 1), lines.get(i - 1), raw.get(i), lines.get(i));
            older += direction < 0 ? 1 : 0;
            newer += direction > 0 ? 1 : 0;
        }
        boolean backward = older >= MIN_OLDER && older >= newer * OLDER_PER_NEWER;
        return backward || (older + newer == 0 && hasTraceBackward(lines)) ? BACKWARD : FORWARD;
    }

    /** Compares the times of two lines: by the kernel's clock, otherwise by prefixes of the same form. */
    private static int direction(String firstRaw, LogLine first, String secondRaw, LogLine second) {
        if (!first.stamped() || !second.stamped()) {
            return 0;
        }
        if (first.seconds() >= 0 && second.seconds() >= 0) {
            return Double.compare(second.seconds(), first.seconds());
        }
        String before = firstRaw.substring(0, firstRaw.length() - first.text().length());
        String after = secondRaw.substring(0, secondRaw.length() - second.text().length());
        return before.length() == after.length() ? after.compareTo(before) : 0;
    }

    /** A call trace's frames are in front of its heading. */
    private static boolean hasTraceBackward(List<LogLine> lines) {
        return IntStream.range(1, lines.size() - 1)
                .filter(i -> ReportLines.isCallTrace(lines.get(i).text()))
                .anyMatch(i -> FrameLine.of(lines.get(i - 1).text()) != null
                        && FrameLine.of(lines.get(i + 1).text()) == null);
    }

    /** The indices of the lines, oldest first. */
    List<Integer> indices(List<String> lines) {
        if (this == BACKWARD) {
            return IntStream.range(0, lines.size())
                    .map(i -> lines.size() - 1 - i)
                    .boxed()
                    .toList();
        }
        return parts(lines).stream()
                .sorted(Comparator.comparingInt(Part::dump).thenComparing(Part::number, Comparator.reverseOrder()))
                .flatMap(part -> IntStream.range(part.start(), part.end()).boxed())
                .toList();
    }

    /** The lines in front of the first part count as the oldest. */
    private static List<Part> parts(List<String> lines) {
        List<Part> parts = new ArrayList<>();
        Part last = new Part(-1, 0, 0, 0);
        for (int i = 0; i < lines.size(); i++) {
            Matcher part = PART.matcher(LogLine.of(lines.get(i)).text());
            if (part.matches()) {
                parts.add(new Part(last.dump(), last.number(), last.start(), i));
                last = new Part(Integer.parseInt(part.group(1)), Integer.parseInt(part.group(2)), i, i);
            }
        }
        parts.add(new Part(last.dump(), last.number(), last.start(), lines.size()));
        return parts;
    }
}
