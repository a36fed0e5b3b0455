// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Reads the prefixes at the beginning of one line. Each kind moves {@code at} forward or leaves it where it is. */
final class PrefixScanner {
    private static final int MOST_PREFIXES = 8;

    private final String line;
    private int at;
    private boolean stamped;
    private String caller = "";
    private double seconds = -1;

    PrefixScanner(String line) {
        this.line = line;
    }

    void run() {
        for (int n = 0; n < MOST_PREFIXES; n++) {
            int before = at;
            if (!onePrefix() || at == before) {
                return;
            }
        }
    }

    String rest() {
        return line.substring(Math.min(at, line.length()));
    }

    int end() {
        return at;
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

    private boolean onePrefix() {
        if (at >= line.length()) {
            return false;
        }
        char c = line.charAt(at);
        if (c == '[') {
            return bracket();
        }
        if (c == '<') {
            return level();
        }
        if (c == '*') {
            return droppedMessages();
        }
        if (c == '(' && stamped) {
            return cpuAndTask();
        }
        if (Scan.isDigit(c)) {
            return kmsgRecord() || date();
        }
        return Scan.isLetter(c) && (syslogDate() || facility() || (at > 0 && host()));
    }

    private boolean bracket() {
        int end = stampEnd(line, at);
        if (end > 0 && seconds < 0) {
            seconds = seconds(line, at + 1, end - 1);
            return accept(end, true);
        }
        return callerId() || dateInBrackets() || taskInBrackets();
    }

    private boolean accept(int end, boolean fromKernel) {
        at = Scan.at(line, end, ' ') ? end + 1 : end;
        stamped |= fromKernel;
        return true;
    }

    /** {@code [ 14.732730]}: the position behind it, or -1. */
    private static int stampEnd(String line, int open) {
        int whole = Scan.blanks(line, open + 1);
        int dot = Scan.digits(line, whole);
        if (dot == whole || dot - whole > 9 || !Scan.at(line, dot, '.')) {
            return -1;
        }
        int end = Scan.digits(line, dot + 1);
        boolean closed = end > dot + 1 && end - dot <= 9 && Scan.at(line, end, ']');
        return closed ? end + 1 : -1;
    }

    private static double seconds(String line, int start, int end) {
        long digits = 0;
        double unit = 1;
        boolean fraction = false;
        for (int i = start; i < end; i++) {
            char c = line.charAt(i);
            digits = Scan.isDigit(c) ? digits * 10 + (c - '0') : digits;
            unit *= fraction ? 10 : 1;
            fraction |= c == '.';
        }
        return digits / unit;
    }

    /** Where a timestamp of the kernel's begins behind something else, such as a prompt without a line end; or -1. */
    static int stampInside(String line, int from) {
        for (int open = line.indexOf('[', from); open >= 0; open = line.indexOf('[', open + 1)) {
            int end = stampEnd(line, open);
            if (end - 8 > open && line.charAt(end - 8) == '.' && (Scan.at(line, end, ' ') || Scan.at(line, end, '['))) {
                return open;
            }
        }
        return -1;
    }

    /** {@code [ T123]}, {@code [C0]}, {@code [T123@C0]}. */
    private boolean callerId() {
        int start = Scan.blanks(line, at + 1);
        if (!Scan.at(line, start, 'T') && !Scan.at(line, start, 'C')) {
            return false;
        }
        int end = Scan.digits(line, start + 1);
        int close = line.indexOf(']', end);
        boolean closed = close == end || (close > end && Scan.at(line, end, '@'));
        if (end == start + 1 || !closed) {
            return false;
        }
        caller = line.substring(start, end);
        return accept(close + 1, true);
    }

    /** {@code [Thu Oct 22 05:50:49 2020]} of dmesg -T, or a terminal program's {@code [2020-10-22 05:50:49.123]}. */
    private boolean dateInBrackets() {
        int close = line.indexOf(']', at);
        if (close < 0
                || close - at > 40
                || line.substring(at, close).chars().filter(c -> c == ':').count() != 2) {
            return false;
        }
        boolean weekday = Scan.isLetter(line.charAt(at + 1));
        return (weekday || dateEnd(line, at + 1) > 0) && accept(close + 1, weekday);
    }

    /** {@code [1: swapper/0: 1]} as some vendors' kernels print it behind the timestamp. */
    private boolean taskInBrackets() {
        int colon = Scan.digits(line, Scan.blanks(line, at + 1));
        int close = line.indexOf(']', at);
        boolean task = stamped && colon > at + 1 && Scan.at(line, colon, ':') && close > colon && close - at < 60;
        return task && accept(close + 1, false);
    }

    /** {@code (2)[345:comm]}, likewise. */
    private boolean cpuAndTask() {
        int close = Scan.digits(line, at + 1);
        if (close == at + 1 || !Scan.at(line, close, ')') || !Scan.at(line, close + 1, '[')) {
            return false;
        }
        int end = line.indexOf(']', close);
        return end >= 0 && accept(end + 1, false);
    }

    /** {@code <4>}. */
    private boolean level() {
        int end = Scan.digits(line, at + 1);
        return end > at + 1 && end - at <= 4 && Scan.at(line, end, '>') && accept(end + 1, true);
    }

    /** {@code ** 12 printk messages dropped **} in front of the next message, as kernels up to 4.9 print it. */
    private boolean droppedMessages() {
        String tail = "printk messages dropped ** ";
        int end = line.startsWith("** ", at) ? line.indexOf(tail, at) : -1;
        return end >= 0 && Scan.at(line, end + tail.length(), '[') && accept(end + tail.length(), true);
    }

    /** A line read from /dev/kmsg: {@code 4,1234,14732730,-;text}. */
    private boolean kmsgRecord() {
        int commas = 0;
        for (int i = at; i < line.length() && i - at < 60; i++) {
            char c = line.charAt(i);
            if (c == ';') {
                at = commas >= 3 ? i + 1 : at;
                stamped |= commas >= 3;
                return commas >= 3;
            }
            commas += c == ',' ? 1 : 0;
            if (commas < 3 && c != ',' && !Scan.isDigit(c)) {
                return false;
            }
        }
        return false;
    }

    /** {@code 2020-10-22T05:50:49.123456+0000} or {@code 2020/10/22 05:50:49}. */
    private boolean date() {
        int end = dateEnd(line, at);
        return end > 0 && accept(end, false);
    }

    private static int dateEnd(String line, int from) {
        int year = Scan.digits(line, from);
        boolean separated = Scan.at(line, year, '-') || Scan.at(line, year, '/');
        if (year - from != 4 || !separated) {
            return -1;
        }
        int i = from;
        int colons = 0;
        while (i < line.length() && i - from < 40) {
            char c = line.charAt(i);
            colons += c == ':' ? 1 : 0;
            boolean betweenDateAndTime = c == ' ' && colons == 0;
            if (!Scan.isDigit(c) && "-/:.,+TZ".indexOf(c) < 0 && !betweenDateAndTime) {
                break;
            }
            i++;
        }
        return colons >= 2 ? i : -1;
    }

    /** {@code Oct 22 05:50:49}. */
    private boolean syslogDate() {
        int day = Scan.blanks(line, at + 3);
        int dayEnd = Scan.digits(line, day);
        boolean shape = line.length() > at + 16 && Scan.at(line, at + 3, ' ') && dayEnd > day;
        if (!shape
                || !Scan.at(line, dayEnd, ' ')
                || !Scan.at(line, dayEnd + 3, ':')
                || !Scan.at(line, dayEnd + 6, ':')) {
            return false;
        }
        return accept(Scan.digits(line, dayEnd + 7), false);
    }

    /** {@code kern :warn : } of dmesg -x. */
    private boolean facility() {
        if (!line.startsWith("kern", at)) {
            return false;
        }
        int colon = Scan.blanks(line, at + 4);
        int second = Scan.at(line, colon, ':') ? line.indexOf(':', colon + 1) : -1;
        return second > 0 && second - at < 20 && accept(second + 1, true);
    }

    /** {@code host kernel: }, or {@code kernel: } alone. */
    private boolean host() {
        int tag = line.indexOf("kernel: ", at);
        boolean hostBefore = tag > at && line.indexOf(' ', at) == tag - 1;
        return (tag == at || hostBefore) && accept(tag + "kernel:".length(), true);
    }
}
