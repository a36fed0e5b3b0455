// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/** The lines that announce a call trace. */
final class StackStart {
    static final String CALL_TRACE = "Call trace";

    private static final List<String> OBJECT_HISTORY = List.of("Allocated", "Freed");

    private StackStart() {}

    /** Which sort of trace the line announces, or "" if it announces none. */
    static String of(String text) {
        if (text.indexOf(':') < 0 && text.indexOf("at") < 0) {
            return "";
        }
        if (text.contains("Call Trace") || text.contains(CALL_TRACE)) {
            return CALL_TRACE;
        }
        if (text.contains("Backtrace:")) {
            return "Backtrace";
        }
        if (text.contains("Uninit was stored to memory at")) {
            return "Uninit was stored";
        }
        for (String word : OBJECT_HISTORY) {
            int at = text.indexOf(word);
            if (at >= 0 && (Scan.at(text, at + word.length(), ':') || byTask(text, at + word.length()))) {
                return word;
            }
        }
        return leak(text) ? "backtrace" : "";
    }

    static boolean isCallTrace(String text) {
        String sort = of(text);
        return sort.equals("Backtrace") || (sort.equals(CALL_TRACE) && text.contains("race:"));
    }

    private static boolean byTask(String text, int at) {
        String words = " by task ";
        return text.startsWith(words, at) && Scan.digits(text, at + words.length()) > at + words.length();
    }

    /** kmemleak's {@code backtrace:} or {@code backtrace (crc 12ab):}, but not lockdep's {@code stack backtrace:}. */
    private static boolean leak(String text) {
        int at = text.indexOf(" backtrace");
        boolean alone = at >= 0 && !(at > 0 && text.charAt(at - 1) == 'k');
        int end = at + " backtrace".length();
        return alone && (Scan.at(text, end, ':') || text.startsWith(" (crc ", end));
    }
}
