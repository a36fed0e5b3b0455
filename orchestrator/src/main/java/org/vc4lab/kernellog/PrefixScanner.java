// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/**
 * Skips the prefixes of one line. Each {@code skip} method advances {@code position} and returns whether it matched.
 */
final class PrefixScanner {
    private static final int MAX_PREFIXES = 8;

    private final String line;
    private int position;
    private boolean stamped;
    private String caller = "";
    private double seconds = -1;

    PrefixScanner(String line) {
        this.line = line;
    }

    void skipPrefixes() {
        for (int n = 0; n < MAX_PREFIXES; n++) {
            int before = position;
            if (!skipPrefix() || position == before) {
                return;
            }
        }
    }

    String rest() {
        return line.substring(Math.min(position, line.length()));
    }

    int end() {
        return position;
    }

    boolean stamped() {
        return stamped;
    }

    String caller() {
        return caller;
    }

    double seconds() {
        return seconds;
    }

    private boolean skipPrefix() {
        if (position >= line.length()) {
            return false;
        }
        char c = line.charAt(position);
        if (c == '[') {
            return skipBracket();
        }
        if (c == '<') {
            return skipLevel();
        }
        if (c == '*') {
            return skipDroppedMessages();
        }
        if (c == '(' && stamped) {
            return skipCpuAndTask();
        }
        if (CharScanner.isDigit(c)) {
            return skipKmsgRecord() || skipDate();
        }
        return CharScanner.isLetter(c) && (skipSyslogDate() || skipFacility() || (position > 0 && skipHost()));
    }

    private boolean skipBracket() {
        int end = timestampEnd(line, position);
        if (end > 0 && seconds < 0) {
            seconds = seconds(line, position + 1, end - 1);
            return advance(end, true);
        }
        return skipCallerId() || skipDateInBrackets() || skipTaskInBrackets();
    }

    private boolean advance(int end, boolean fromKernel) {
        position = CharScanner.isAt(line, end, ' ') ? end + 1 : end;
        stamped |= fromKernel;
        return true;
    }

    /** Index behind {@code [ 14.732730]}, or -1. */
    private static int timestampEnd(String line, int open) {
        int whole = CharScanner.skipBlanks(line, open + 1);
        int dot = CharScanner.skipDigits(line, whole);
        if (dot == whole || dot - whole > 9 || !CharScanner.isAt(line, dot, '.')) {
            return -1;
        }
        int end = CharScanner.skipDigits(line, dot + 1);
        boolean closed = end > dot + 1 && end - dot <= 9 && CharScanner.isAt(line, end, ']');
        return closed ? end + 1 : -1;
    }

    private static double seconds(String line, int start, int end) {
        long digits = 0;
        double unit = 1;
        boolean fraction = false;
        for (int i = start; i < end; i++) {
            char c = line.charAt(i);
            digits = CharScanner.isDigit(c) ? digits * 10 + (c - '0') : digits;
            unit *= fraction ? 10 : 1;
            fraction |= c == '.';
        }
        return digits / unit;
    }

    /** Index of a kernel timestamp behind other text, such as a prompt without a line end; or -1. */
    static int findTimestamp(String line, int from) {
        for (int open = line.indexOf('[', from); open >= 0; open = line.indexOf('[', open + 1)) {
            int end = timestampEnd(line, open);
            if (end - 8 > open
                    && line.charAt(end - 8) == '.'
                    && (CharScanner.isAt(line, end, ' ') || CharScanner.isAt(line, end, '['))) {
                return open;
            }
        }
        return -1;
    }

    /** {@code [ T123]}, {@code [C0]}, {@code [T123@C0]}. */
    private boolean skipCallerId() {
        int start = CharScanner.skipBlanks(line, position + 1);
        if (!CharScanner.isAt(line, start, 'T') && !CharScanner.isAt(line, start, 'C')) {
            return false;
        }
        int end = CharScanner.skipDigits(line, start + 1);
        int close = line.indexOf(']', end);
        boolean closed = close == end || (close > end && CharScanner.isAt(line, end, '@'));
        if (end == start + 1 || !closed) {
            return false;
        }
        caller = line.substring(start, end);
        return advance(close + 1, true);
    }

    /** {@code [Thu Oct 22 05:50:49 2020]} of dmesg -T, or a terminal program's {@code [2020-10-22 05:50:49.123]}. */
    private boolean skipDateInBrackets() {
        int close = line.indexOf(']', position);
        if (close < 0
                || close - position > 40
                || line.substring(position, close).chars().filter(c -> c == ':').count() != 2) {
            return false;
        }
        boolean weekday = CharScanner.isLetter(line.charAt(position + 1));
        return (weekday || dateEnd(line, position + 1) > 0) && advance(close + 1, weekday);
    }

    /** {@code [1: swapper/0: 1]} as some vendors' kernels print it behind the timestamp. */
    private boolean skipTaskInBrackets() {
        int colon = CharScanner.skipDigits(line, CharScanner.skipBlanks(line, position + 1));
        int close = line.indexOf(']', position);
        boolean task = stamped
                && colon > position + 1
                && CharScanner.isAt(line, colon, ':')
                && close > colon
                && close - position < 60;
        return task && advance(close + 1, false);
    }

    /** {@code (2)[345:comm]}, also of vendors' kernels. */
    private boolean skipCpuAndTask() {
        int close = CharScanner.skipDigits(line, position + 1);
        if (close == position + 1 || !CharScanner.isAt(line, close, ')') || !CharScanner.isAt(line, close + 1, '[')) {
            return false;
        }
        int end = line.indexOf(']', close);
        return end >= 0 && advance(end + 1, false);
    }

    /** {@code <4>}. */
    private boolean skipLevel() {
        int end = CharScanner.skipDigits(line, position + 1);
        return end > position + 1 && end - position <= 4 && CharScanner.isAt(line, end, '>') && advance(end + 1, true);
    }

    /** {@code ** 12 printk messages dropped **} in front of the next message, as kernels up to 4.9 print it. */
    private boolean skipDroppedMessages() {
        String tail = "printk messages dropped ** ";
        int end = line.startsWith("** ", position) ? line.indexOf(tail, position) : -1;
        return end >= 0 && CharScanner.isAt(line, end + tail.length(), '[') && advance(end + tail.length(), true);
    }

    /** A line read from /dev/kmsg: {@code 4,1234,14732730,-;text}. */
    private boolean skipKmsgRecord() {
        int commas = 0;
        for (int i = position; i < line.length() && i - position < 60; i++) {
            char c = line.charAt(i);
            if (c == ';') {
                position = commas >= 3 ? i + 1 : position;
                stamped |= commas >= 3;
                return commas >= 3;
            }
            commas += c == ',' ? 1 : 0;
            if (commas < 3 && c != ',' && !CharScanner.isDigit(c)) {
                return false;
            }
        }
        return false;
    }

    /** {@code 2020-10-22T05:50:49.123456+0000} or {@code 2020/10/22 05:50:49}. */
    private boolean skipDate() {
        int end = dateEnd(line, position);
        return end > 0 && advance(end, false);
    }

    private static int dateEnd(String line, int from) {
        int year = CharScanner.skipDigits(line, from);
        boolean separated = CharScanner.isAt(line, year, '-') || CharScanner.isAt(line, year, '/');
        if (year - from != 4 || !separated) {
            return -1;
        }
        int i = from;
        int colons = 0;
        while (i < line.length() && i - from < 40) {
            char c = line.charAt(i);
            colons += c == ':' ? 1 : 0;
            boolean betweenDateAndTime = c == ' ' && colons == 0;
            if (!CharScanner.isDigit(c) && "-/:.,+TZ".indexOf(c) < 0 && !betweenDateAndTime) {
                break;
            }
            i++;
        }
        return colons >= 2 ? i : -1;
    }

    /** {@code Oct 22 05:50:49}. */
    private boolean skipSyslogDate() {
        int day = CharScanner.skipBlanks(line, position + 3);
        int dayEnd = CharScanner.skipDigits(line, day);
        boolean shape = line.length() > position + 16 && CharScanner.isAt(line, position + 3, ' ') && dayEnd > day;
        if (!shape
                || !CharScanner.isAt(line, dayEnd, ' ')
                || !CharScanner.isAt(line, dayEnd + 3, ':')
                || !CharScanner.isAt(line, dayEnd + 6, ':')) {
            return false;
        }
        return advance(CharScanner.skipDigits(line, dayEnd + 7), false);
    }

    /** {@code kern :warn : } of dmesg -x. */
    private boolean skipFacility() {
        if (!line.startsWith("kern", position)) {
            return false;
        }
        int colon = CharScanner.skipBlanks(line, position + 4);
        int second = CharScanner.isAt(line, colon, ':') ? line.indexOf(':', colon + 1) : -1;
        return second > 0 && second - position < 20 && advance(second + 1, true);
    }

    /** {@code host kernel: }, or {@code kernel: } alone. */
    private boolean skipHost() {
        int tag = line.indexOf("kernel: ", position);
        boolean hostBefore = tag > position && line.indexOf(' ', position) == tag - 1;
        return (tag == position || hostBefore) && advance(tag + "kernel:".length(), true);
    }
}
