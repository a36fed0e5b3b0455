// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** The lines in which lockdep says which lock was taken where. */
final class LockLine {
    private LockLine() {}

    /** The function behind {@code at: } or {@code at: [<address>] }, or "". */
    static String place(String text) {
        int at = text.indexOf("at: ");
        return at < 0 ? "" : functionAt(text, at + "at: ".length());
    }

    /** The function that follows an address in brackets anywhere in the line, or "". */
    static String behindAddress(String text) {
        for (int open = text.indexOf('['); open >= 0; open = text.indexOf('[', open + 1)) {
            int digits = Scan.at(text, open + 1, '<') ? open + 2 : open + 1;
            int end = Scan.hex(text, text.startsWith("0x", digits) ? digits + 2 : digits);
            end = Scan.at(text, end, '>') ? end + 1 : end;
            if (end > digits && Scan.at(text, end, ']') && Scan.at(text, end + 1, ' ')) {
                String function = symbol(text, Scan.blanks(text, end + 1));
                if (!function.isEmpty()) {
                    return function;
                }
            }
        }
        return "";
    }

    private static String functionAt(String text, int start) {
        int place = Scan.at(text, start, '[') ? text.indexOf("] ", start) + 1 : start;
        return place == 0 ? "" : symbol(text, Scan.blanks(text, place));
    }

    /** A symbol that is followed by an offset or a compiler's suffix. */
    static String symbol(String text, int start) {
        int end = Scan.word(text, start);
        boolean whole = end > start && (Scan.at(text, end, '+') || Scan.at(text, end, '.'));
        return whole ? text.substring(start, end) : "";
    }

    /** A lock held, as {@code (&(&x)->lock){....}-{2:2}, at: function+0x10/0x20}, freed of its address; or "". */
    static String held(String text) {
        int number = Scan.blanks(text, 0);
        int colon = Scan.at(text, number, '#') ? Scan.digits(text, number + 1) : -1;
        int lock = colon > number + 1 ? text.indexOf('(', colon) : -1;
        if (lock < 0 || !Scan.at(text, colon, ':') || !text.contains("at: ")) {
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
