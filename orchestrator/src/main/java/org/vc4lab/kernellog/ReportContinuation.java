// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Recognises lines that belong to the report that is being printed. */
final class ReportContinuation {
    private static final Map<Character, List<String>> BEGINNINGS =
            WordList.lines("details.txt").stream().collect(Collectors.groupingBy(line -> line.charAt(0)));

    private ReportContinuation() {}

    static boolean isContinuation(String text) {
        if (text.isEmpty()) {
            return false;
        }
        char first = text.charAt(0);
        return first == ' '
                || first == '\t'
                || text.startsWith("[<")
                || hasKnownBeginning(text, first)
                || isRegisterOrDump(text)
                || (text.contains(" is trying to ") && text.endsWith(":"))
                || text.contains("locks held by ")
                || text.contains(" suspicious rcu_");
    }

    private static boolean hasKnownBeginning(String text, char first) {
        for (String beginning : BEGINNINGS.getOrDefault(first, List.of())) {
            if (text.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    /**
     * {@code RAX: 0}, {@code x29: ffff}, {@code r7:c1601d70}, {@code pc : f}, {@code ffa0: 00869260}, {@code 1ec0:}.
     */
    private static boolean isRegisterOrDump(String text) {
        int end = CharScanner.skipWord(text, 0);
        int colon = CharScanner.skipBlanks(text, end);
        boolean shape = end > 0 && end <= 16 && colon - end <= 1 && CharScanner.isAt(text, colon, ':');
        int value = CharScanner.skipBlanks(text, colon + 1);
        return shape && (CharScanner.skipHex(text, value) - value >= 4 || end <= 3);
    }
}
