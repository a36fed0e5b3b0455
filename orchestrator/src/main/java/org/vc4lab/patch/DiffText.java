// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.patch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the text of a diff shows of how it was written and sent. */
final class DiffText {
    private static final Pattern FIRST_HEADER = Pattern.compile("(?md)^(?:diff --git|---) [^ \n][^\n]*");
    private static final String SEPARATOR = "---";
    /** A separator may seem to be in a hunk of wrong length, where it would remove the line "--". */
    private static final Pattern DIFFSTAT = Pattern.compile(" [^|]++\\| ++(?:\\d|Bin).*");

    private DiffText() {}

    /**
     * The diff without the carriage returns that a mail program or an editor put before each end of line. Those of the
     * files that it changes are not in its headers.
     */
    static String withoutTransportReturns(String diff) {
        Matcher header = FIRST_HEADER.matcher(diff);
        return header.find() && header.group().endsWith("\r") ? diff.replace("\r\n", "\n") : diff;
    }

    /** A line without the carriage return at its end. */
    static String withoutReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /**
     * Whether a diff stands before the line "---" that ends the commit message. Git applies it, too.
     *
     * @param mailText the mail from its first diff or its "---" on, as git-mailinfo splits it
     */
    static boolean startsInMessage(String mailText) {
        HunkTracker tracker = new HunkTracker();
        boolean inDiff = false;
        boolean afterSeparator = false;
        for (String line : mailText.lines().toList()) {
            if (afterSeparator && DIFFSTAT.matcher(line).matches()) {
                return true;
            }
            inDiff |= FIRST_HEADER.matcher(line).lookingAt();
            boolean isInsideHunk = inDiff && tracker.isInside(line);
            afterSeparator = inDiff && line.equals(SEPARATOR);
            if (afterSeparator && !isInsideHunk) {
                return true;
            }
        }
        return false;
    }
}
