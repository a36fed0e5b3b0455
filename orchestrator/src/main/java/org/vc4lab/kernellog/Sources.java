// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

/** Places in the source, as {@code kernel/locking/mutex.c:281}. */
final class Sources {
    private Sources() {}

    static boolean anyIn(Body body) {
        for (int i = 1; i < body.size(); i++) {
            if (!first(body.text(i)).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** The first place in the text, without its line number, or "". */
    static String first(String text) {
        for (int colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
            int start = pathStart(text, colon);
            int dot = text.lastIndexOf('.', colon);
            boolean number = colon + 1 < text.length() && Scan.isDigit(text.charAt(colon + 1));
            if (number && dot > start && Scan.word(text, dot + 1) == colon && colon > dot + 1) {
                return text.substring(start, colon);
            }
        }
        return "";
    }

    private static int pathStart(String text, int end) {
        int i = end;
        while (i > 0 && (Scan.isWord(text.charAt(i - 1)) || "-/.".indexOf(text.charAt(i - 1)) >= 0)) {
            i--;
        }
        return i;
    }
}
