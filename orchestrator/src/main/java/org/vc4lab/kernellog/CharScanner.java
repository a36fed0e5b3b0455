// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.kernellog;

import java.util.List;

/** Forward scans over characters, for the parsers of lines. */
final class CharScanner {
    private CharScanner() {}

    static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    static boolean isHex(char character) {
        return isDigit(character) || (character >= 'a' && character <= 'f') || (character >= 'A' && character <= 'F');
    }

    static boolean isLetter(char character) {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
    }

    static boolean isWord(char character) {
        return isDigit(character) || isLetter(character) || character == '_';
    }

    static boolean isAt(String text, int position, char expected) {
        return position < text.length() && text.charAt(position) == expected;
    }

    static boolean startsWithAny(String text, List<String> beginnings) {
        for (String beginning : beginnings) {
            if (text.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    static boolean containsAny(String text, List<String> words) {
        for (String word : words) {
            if (text.contains(word)) {
                return true;
            }
        }
        return false;
    }

    static int skipDigits(String text, int from) {
        int i = from;
        while (i < text.length() && isDigit(text.charAt(i))) {
            i++;
        }
        return i;
    }

    static int skipHex(String text, int from) {
        int i = from;
        while (i < text.length() && isHex(text.charAt(i))) {
            i++;
        }
        return i;
    }

    static int skipWord(String text, int from) {
        int i = from;
        while (i < text.length() && isWord(text.charAt(i))) {
            i++;
        }
        return i;
    }

    static int skipBlanks(String text, int from) {
        int i = from;
        while (i < text.length() && (text.charAt(i) == ' ' || text.charAt(i) == '\t')) {
            i++;
        }
        return i;
    }

    /** The text between the first {@code before} and the next {@code after}, or "". */
    static String between(String text, String before, String after) {
        int start = text.indexOf(before);
        int end = start < 0 ? -1 : text.indexOf(after, start + before.length());
        return end < 0 ? "" : text.substring(start + before.length(), end);
    }
}
