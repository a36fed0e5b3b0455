// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.function.ObjLongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decodes a mail in quoted-printable: behind the header that announces it, or from the first line that it broke. */
public final class QuotedPrintable {
    static final String HEADER = "Content-Transfer-Encoding: ";

    /** The length of a line that was broken; shorter ones end in = by chance. */
    private static final int MIN_BROKEN = 60;

    private static final int MAX_BROKEN = 76;
    private static final int MAX_LENGTH = 1 << 12;

    private static final Pattern ENCODED_BYTES = Pattern.compile("(?:=[0-9A-F]{2})++");

    private final ObjLongConsumer<String> next;
    private boolean active;

    /** The beginning of a line that was broken, or "". */
    private String broken = "";

    private long brokenNumber;

    /**
     * A decoder of one mail.
     *
     * @param next receives decoded lines, each with the number of its first piece
     */
    public QuotedPrintable(ObjLongConsumer<String> next) {
        this.next = next;
    }

    boolean holdsLine() {
        return !broken.isEmpty();
    }

    /** Delivers the line that is held back. */
    public void flush() {
        if (holdsLine()) {
            String line = broken;
            broken = "";
            next.accept(line + "=", brokenNumber);
        }
    }

    /** Reads the next line. */
    public void add(long number, String raw) {
        String line = withoutReturns(raw);
        if (line.startsWith(HEADER)) {
            active = line.endsWith("quoted-printable");
        }
        if (holdsLine() && beginsMessage(line)) {
            flush(); // it ended in = by chance
        }
        long start = holdsLine() ? brokenNumber : number;
        if (isBroken(line)) {
            broken += line.substring(0, line.length() - 1);
            brokenNumber = start;
            return;
        }
        active |= holdsLine();
        String whole = broken + line;
        broken = "";
        next.accept(active ? decode(whole) : whole, start);
    }

    private static String withoutReturns(String raw) {
        int end = raw.length();
        while (end > 0 && raw.charAt(end - 1) == '\r') {
            end--;
        }
        return raw.substring(0, end);
    }

    private static boolean beginsMessage(String line) {
        LogLine message = LogLine.of(line);
        return message.stamped() || ReportRuleTable.match(message.text()) != null;
    }

    private boolean isBroken(String line) {
        boolean likely = active || holdsLine() || line.length() >= MIN_BROKEN;
        boolean breaks = line.endsWith("=") && !line.endsWith("=="); // which would be =3D=
        return likely && breaks && line.length() <= MAX_BROKEN && broken.length() < MAX_LENGTH;
    }

    private static String decode(String line) {
        return ENCODED_BYTES.matcher(line).replaceAll(encoded -> Matcher.quoteReplacement(bytes(encoded.group())));
    }

    private static String bytes(String encoded) {
        return new String(HexFormat.of().parseHex(encoded.replace("=", "")), StandardCharsets.UTF_8);
    }
}
