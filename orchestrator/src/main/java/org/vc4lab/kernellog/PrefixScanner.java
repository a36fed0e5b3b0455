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

    /** {@code > > } of a mail, and the beginning of a block of code in Markdown. */
    private static final Pattern QUOTE =
            Pattern.compile("(?:[ \t]{0,3}>){0,16}+(?:(?<=>) )?(?:[ \t]{0,8}```(?:[a-z]{1,16}+$)?)?");

    /** {@code 2020-10-22T05:50:49.123456+0000} or {@code 2020/10/22 05:50:49}. */
    private static final String DATE_FORMAT = "[0-9]{4}[-/][-0-9/.,+TZ ]*+:[-0-9/.,+TZ]*+:[-0-9/:.,+TZ]*+";

    private static final Pattern DATE = Pattern.compile("(?:" + DATE_FORMAT + "|[0-9]{10}\\.[0-9]{6}) ?");

    /** {@code [2020-10-22 05:50:49.123]} of a terminal program. */
    private static final Pattern DATE_IN_BRACKETS = Pattern.compile("\\[(?=[^]]{1,39}])" + DATE_FORMAT + "[^]:]*+] ?");

    /** {@code [Thu Oct 22 05:50:49 2020]} of dmesg -T or {@code [Oct22 05:50]} of dmesg -H, in any language. */
    private static final Pattern CLOCK_IN_BRACKETS =
            Pattern.compile("\\[(?=[^]]{1,59}])[^]:]*+(?<=[0-9]):[0-5][0-9](?![0-9a-z])[^]]*+] ?");

    /** {@code [ +0.000123]}, {@code [< 0.000123>]}, {@code [ 14.732730 < 0.000123>]}. */
    private static final Pattern TIME_DIFFERENCE =
            Pattern.compile("\\[(?=[^]]{1,39}])[ <+]*+[0-9]{1,9}+[.,][0-9]{1,9}+[ <>+0-9.,]*+] ?");

    /** {@code Oct 22 05:50:49}, {@code Sat Oct 22 05:50:49 2020}, {@code Thu 2020-10-22 05:50:49 CEST}. */
    private static final Pattern SYSLOG_DATE = Pattern.compile("(?:[^ \\[]{1,10} {1,2}){1,2}[-0-9/.]{1,10}"
            + " [0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?(?: [A-Z]{3,5}(?= ))?(?: [0-9]{4}(?= ))? ?");

    /**
     * {@code host kernel: }, {@code host kern.warn kernel: }, {@code host kernel[221]: }, {@code host kernel - - - }.
     */
    private static final Pattern KERNEL_TAG =
            Pattern.compile("(?:[^ :]{1,64} ){0,2}kernel(?:(?:\\[[0-9]{1,9}])?:(?: |(?=\\[))| - - - )");

    /**
     * What vendors' kernels print behind the timestamp: {@code [1: swapper/0: 1]}, {@code (2)[345:comm]}, the processor
     * as {@code [0]}.
     */
    private static final Pattern TASK_OR_CPU = Pattern.compile("[ .-]?(?:\\[(?=[^]]{1,58}])[ \t]*+[0-9]++:[^]]*+]"
            + "|\\([0-9]{1,4}\\)\\[[^]]{0,58}+]|\\[[0-9]{1,2}](?=[^ ])) ?");

    private static final Pattern LEVEL = Pattern.compile("<[0-9]{1,3}+>(?:1 (?=[0-9]{4}-))? ?");

    /** {@code ** 12 printk messages dropped **} in front of the next message, as kernels up to 4.9 print it. */
    private static final Pattern DROPPED_MESSAGES =
            Pattern.compile("\\*\\* (?>.*?printk messages dropped \\*\\* )(?=\\[)");

    /** A line of /dev/kmsg, {@code 4,1234,14732730,-;text}, to which netconsole adds the release in front. */
    private static final Pattern KMSG_RECORD =
            Pattern.compile("(?:[0-9]\\.[^,;]{1,40}+,)?[0-9]{1,4}+,[0-9]{1,20}+,[0-9]{1,20}+,"
                    + "[^;,]{0,20}+(?:,caller=([TC][0-9]{1,9}+))?[^;]{0,60}+;");

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
        skip(QUOTE, false);
        int unindented = position;
        position = CharScanner.skipBlanks(line, position);
        int prefixes = 0;
        while (prefixes < MAX_PREFIXES && position < line.length() && skipPrefix()) {
            prefixes++;
        }
        position = prefixes == 0 ? unindented : position;
        return new LogLine(line.substring(position), stamped, caller, seconds);
    }

    /** Index behind the prefixes. */
    int position() {
        return position;
    }

    private boolean skipPrefix() {
        char character = line.charAt(position);
        return switch (character) {
            case '[' -> skipTimestamp() || skipCallerId() || skipBracket();
            case '<' -> skip(LEVEL, true);
            case '*' -> skip(DROPPED_MESSAGES, true);
            case '(', ' ', '.', '-' -> stamped && skip(TASK_OR_CPU, false);
            case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> skipRecord() || skip(DATE, false) || skipSyslog();
            default -> Character.isLetter(character) && skipSyslog();
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
        char first = position + 1 < line.length() ? line.charAt(position + 1) : ' ';
        return skip(TIME_DIFFERENCE, true)
                || (Character.isLetter(first) ? skip(CLOCK_IN_BRACKETS, true) : skip(DATE_IN_BRACKETS, false))
                || (stamped && skip(TASK_OR_CPU, false));
    }

    private boolean skipRecord() {
        Matcher matcher = KMSG_RECORD.matcher(line).region(position, line.length());
        if (!matcher.lookingAt()) {
            return false;
        }
        caller = matcher.group(1) == null ? caller : matcher.group(1);
        stamped = true;
        position = matcher.end();
        return true;
    }

    private boolean skipSyslog() {
        return (seconds < 0 && skip(SYSLOG_DATE, false))
                || (line.startsWith("kern", position) && skip(FACILITY, true))
                || (position > 0 && skip(KERNEL_TAG, true));
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

    /** Index behind {@code [ 14.732730]}, or with a comma as some languages have it; or -1. */
    private static int timestampEnd(String line, int open) {
        int whole = CharScanner.skipBlanks(line, open + 1);
        int dot = CharScanner.skipDigits(line, whole);
        if (dot == whole
                || dot - whole > 9
                || !(CharScanner.isAt(line, dot, '.') || CharScanner.isAt(line, dot, ','))) {
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
            char character = line.charAt(i);
            digits = CharScanner.isDigit(character) ? digits * 10 + (character - '0') : digits;
            unit *= fraction ? 10 : 1;
            fraction |= character == '.' || character == ',';
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
}
