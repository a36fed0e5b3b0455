// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Skips the prefixes of one line. Each {@code skip} method advances {@code position} and returns whether it matched.
 * The most frequent prefixes are scanned by hand, which is faster than a pattern.
 */
final class PrefixScanner {
    private static final int MAX_PREFIXES = 8;

    /** {@code 2020-10-22T05:50:49.123456+0000} or {@code 2020/10/22 05:50:49}. */
    private static final String DATE_FORMAT = "[0-9]{4}[-/][-0-9/.,+TZ ]*+:[-0-9/.,+TZ]*+:[-0-9/:.,+TZ]*+";

    private static final Pattern DATE = Pattern.compile(DATE_FORMAT + " ?");

    /** {@code [2020-10-22 05:50:49.123]} of a terminal program. */
    private static final Pattern DATE_IN_BRACKETS = Pattern.compile("\\[(?=[^]]{1,39}])" + DATE_FORMAT + "[^]:]*+] ?");

    /** {@code [Thu Oct 22 05:50:49 2020]} of dmesg -T. */
    private static final Pattern WEEKDAY_IN_BRACKETS =
            Pattern.compile("\\[(?=[^]]{1,39}])[a-zA-Z][^]:]*+:[^]:]*+:[^]:]*+] ?");

    /** {@code [1: swapper/0: 1]} as some vendors' kernels print it behind the timestamp. */
    private static final Pattern TASK_IN_BRACKETS = Pattern.compile("\\[(?=[^]]{1,58}])[ \t]*+[0-9]++:[^]]*+] ?");

    /** {@code (2)[345:comm]}, also of vendors' kernels. */
    private static final Pattern CPU_AND_TASK = Pattern.compile("\\([0-9]++\\)\\[[^]]*+] ?");

    private static final Pattern LEVEL = Pattern.compile("<[0-9]{1,3}+> ?");

    /** {@code ** 12 printk messages dropped **} in front of the next message, as kernels up to 4.9 print it. */
    private static final Pattern DROPPED_MESSAGES =
            Pattern.compile("\\*\\* (?>.*?printk messages dropped \\*\\* )(?=\\[)");

    /** A line read from /dev/kmsg: {@code 4,1234,14732730,-;text}. */
    private static final Pattern KMSG_RECORD =
            Pattern.compile("(?=[0-9]++,)(?=[^;]{1,59};)[0-9]++,[0-9]*+,[0-9]*+,[^;]*+;");

    /** {@code kern :warn : } of dmesg -x. */
    private static final Pattern FACILITY = Pattern.compile("kern[ \t]*+:[^:]{0,14}: ?");

    private final String line;
    private int position;
    private boolean stamped;
    private String caller = "";
    private double seconds = -1;

    PrefixScanner(String line) {
        this.line = line;
    }

    LogLine strip() {
        int prefixes = 0;
        while (prefixes < MAX_PREFIXES && position < line.length() && skipPrefix()) {
            prefixes++;
        }
        return new LogLine(line.substring(position), stamped, caller, seconds);
    }

    /** Index behind the prefixes. */
    int position() {
        return position;
    }

    private boolean skipPrefix() {
        char c = line.charAt(position);
        return switch (c) {
            case '[' -> skipTimestamp() || skipCallerId() || (!line.startsWith("[<", position) && skipBracket());
            case '<' -> skip(LEVEL, true);
            case '*' -> skip(DROPPED_MESSAGES, true);
            case '(' -> stamped && skip(CPU_AND_TASK, false);
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> skipRecordOrDate();
            default ->
                CharScanner.isLetter(c)
                        && ((CharScanner.isAt(line, position + 3, ' ') && skipSyslogDate())
                                || (line.startsWith("kern", position) && skip(FACILITY, true))
                                || (position > 0 && skipHost()));
        };
    }

    private boolean skip(Pattern pattern, boolean fromKernel) {
        Matcher matcher = pattern.matcher(line).region(position, line.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        position = matcher.end();
        stamped |= fromKernel;
        return true;
    }

    private boolean skipBracket() {
        boolean weekday = position + 1 < line.length() && CharScanner.isLetter(line.charAt(position + 1));
        return weekday
                ? skip(WEEKDAY_IN_BRACKETS, true)
                : skip(DATE_IN_BRACKETS, false) || (stamped && skip(TASK_IN_BRACKETS, false));
    }

    private boolean skipRecordOrDate() {
        int end = CharScanner.skipDigits(line, position);
        return CharScanner.isAt(line, end, ',')
                ? skip(KMSG_RECORD, true)
                : end - position == "2020".length() && skip(DATE, false);
    }

    /** {@code Oct 22 05:50:49}. */
    private boolean skipSyslogDate() {
        int day = CharScanner.isAt(line, position + 4, ' ') ? position + 5 : position + 4;
        int dayEnd = CharScanner.skipDigits(line, day);
        int end = CharScanner.skipDigits(line, dayEnd + " 05:50:".length());
        return CharScanner.isLetter(line.charAt(position + 1))
                && CharScanner.isLetter(line.charAt(position + 2))
                && (dayEnd - day == 1 || dayEnd - day == 2)
                && CharScanner.isAt(line, dayEnd, ' ')
                && CharScanner.skipDigits(line, dayEnd + 1) == dayEnd + 3
                && CharScanner.isAt(line, dayEnd + 3, ':')
                && CharScanner.skipDigits(line, dayEnd + 4) == dayEnd + 6
                && CharScanner.isAt(line, dayEnd + 6, ':')
                && end > dayEnd + " 05:50:".length()
                && skipTo(end);
    }

    private boolean skipTimestamp() {
        int end = seconds < 0 ? timestampEnd(line, position) : -1;
        if (end < 0) {
            return false;
        }
        seconds = seconds(line, position + 1, end - 1);
        return advance(end);
    }

    /** Skips a prefix that the kernel printed, and a blank behind it. */
    private boolean advance(int end) {
        stamped = true;
        return skipTo(end);
    }

    private boolean skipTo(int end) {
        position = CharScanner.isAt(line, end, ' ') ? end + 1 : end;
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
        return advance(close + 1);
    }

    /** {@code host kernel: }, or {@code kernel: } alone. */
    private boolean skipHost() {
        int tag = line.startsWith("kernel: ", position) ? position : line.indexOf(' ', position) + 1;
        return line.startsWith("kernel: ", tag)
                && line.indexOf("kernel: ", position) == tag
                && advance(tag + "kernel:".length());
    }
}
