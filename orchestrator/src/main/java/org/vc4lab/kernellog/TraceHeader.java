// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/** The lines that announce a call trace. */
final class TraceHeader {
    static final String CALL_TRACE = "Call trace";

    private static final List<String> OBJECT_HISTORY = List.of("Allocated", "Freed");

    private TraceHeader() {}

    /** The type of trace that the line announces, or "". */
    static String typeOf(String text) {
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
            if (at >= 0 && (CharScanner.isAt(text, at + word.length(), ':') || isByTask(text, at + word.length()))) {
                return word;
            }
        }
        return isLeakBacktrace(text) ? "backtrace" : "";
    }

    static boolean isCallTrace(String text) {
        String type = typeOf(text);
        return type.equals("Backtrace") || (type.equals(CALL_TRACE) && text.contains("race:"));
    }

    private static boolean isByTask(String text, int at) {
        String words = " by task ";
        return text.startsWith(words, at) && CharScanner.skipDigits(text, at + words.length()) > at + words.length();
    }

    /** kmemleak's {@code backtrace:} or {@code backtrace (crc 12ab):}, but not lockdep's {@code stack backtrace:}. */
    private static boolean isLeakBacktrace(String text) {
        int at = text.indexOf(" backtrace");
        boolean alone = at >= 0 && !(at > 0 && text.charAt(at - 1) == 'k');
        int end = at + " backtrace".length();
        return alone && (CharScanner.isAt(text, end, ':') || text.startsWith(" (crc ", end));
    }
}
