// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.regex.Pattern;

/**
 * Writes text that comes from patches, builds and guests, so that it cannot control the reader's terminal. Characters
 * that could are written as JSON escapes them: a JSON document keeps its meaning.
 */
public final class PrintableWriter extends FilterWriter {
    /** Controls but tab and newline, and the characters that change the direction of the text around them. */
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]");

    public PrintableWriter(Writer out) {
        super(out);
    }

    /** The text with a visible form of each character that controls a terminal: "\\u001b" for ESC. */
    public static String escape(String text) {
        return UNPRINTABLE
                .matcher(text)
                .replaceAll(unprintable ->
                        String.format("\\\\u%04x", (int) unprintable.group().charAt(0)));
    }

    @Override
    public void write(int character) throws IOException {
        out.write(escape(String.valueOf((char) character)));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        out.write(escape(new String(text, offset, length)));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        out.write(escape(text.substring(offset, offset + length)));
    }
}
