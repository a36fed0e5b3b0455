// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** References to source lines, as {@code kernel/locking/mutex.c:281}. */
final class SourceReferences {
    private SourceReferences() {}

    static boolean occurIn(ReportLines reportLines) {
        for (int i = 1; i < reportLines.size(); i++) {
            if (!firstPath(reportLines.text(i)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The first path in the text, without its line number, or "". */
    static String firstPath(String text) {
        for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
            int start = pathStart(text, colon);
            int dot = text.lastIndexOf('.', colon);
            boolean number = colon + 1 < text.length() && CharScanner.isDigit(text.charAt(colon + 1));
            if (number && dot > start && CharScanner.skipWord(text, dot + 1) == colon && colon > dot + 1) {
                return text.substring(start, colon);
            }
        }
        return "";
    }

    private static int pathStart(String text, int end) {
        int i = end;
        while (i > 0 && (CharScanner.isWord(text.charAt(i - 1)) || "-/.".indexOf(text.charAt(i - 1)) >= 0)) {
            i--;
        }
        return i;
    }
}
