// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Parses lockdep's lines on locks and the functions that took them. */
final class LockdepLine {
    private LockdepLine() {}

    /** The function behind {@code at: } or {@code at: [<address>] }, or "". */
    static String functionAfterAt(String text) {
        int at = text.indexOf("at: ");
        return at < 0 ? "" : parseFunction(text, at + "at: ".length());
    }

    /** The function that follows an address in brackets anywhere in the line, or "". */
    static String functionAfterAddress(String text) {
        for (int open = text.indexOf('['); open >= 0; open = text.indexOf('[', open + 1)) {
            int digits = CharScanner.isAt(text, open + 1, '<') ? open + 2 : open + 1;
            int end = CharScanner.skipHex(text, text.startsWith("0x", digits) ? digits + 2 : digits);
            end = CharScanner.isAt(text, end, '>') ? end + 1 : end;
            if (end > digits && CharScanner.isAt(text, end, ']') && CharScanner.isAt(text, end + 1, ' ')) {
                String function = parseSymbol(text, CharScanner.skipBlanks(text, end + 1));
                if (!function.isEmpty()) {
                    return function;
                }
            }
        }
        return "";
    }

    private static String parseFunction(String text, int start) {
        int position = CharScanner.isAt(text, start, '[') ? text.indexOf("] ", start) + 1 : start;
        return position == 0 ? "" : parseSymbol(text, CharScanner.skipBlanks(text, position));
    }

    /** A symbol that is followed by an offset or a compiler's suffix. */
    static String parseSymbol(String text, int start) {
        int end = CharScanner.skipWord(text, start);
        boolean whole = end > start && (CharScanner.isAt(text, end, '+') || CharScanner.isAt(text, end, '.'));
        return whole ? text.substring(start, end) : "";
    }

    /** A lock held, as {@code (&(&x)->lock){....}-{2:2}, at: function+0x10/0x20}, without its address; or "". */
    static String heldLock(String text) {
        int number = CharScanner.skipBlanks(text, 0);
        int colon = CharScanner.isAt(text, number, '#') ? CharScanner.skipDigits(text, number + 1) : -1;
        int lock = colon > number + 1 ? text.indexOf('(', colon) : -1;
        if (lock < 0 || !CharScanner.isAt(text, colon, ':') || !text.contains("at: ")) {
            return "";
        }
        String held = text.substring(lock).trim();
        int open = held.indexOf("at: [<");
        int close = open < 0 ? -1 : held.indexOf("] ", open);
        return close < 0
                ? held
                : held.substring(0, open + 4) + held.substring(close + 2).trim();
    }
}
