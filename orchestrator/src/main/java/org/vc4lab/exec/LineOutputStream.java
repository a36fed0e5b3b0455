// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Passes each line that is written to it to a listener. The rest of a long line is dropped, so that a program or guest
 * that never ends its line fills no memory. Only a line feed ends a line.
 */
public final class LineOutputStream extends OutputStream {
    /** Bytes of a line that are kept, unless another limit is given. */
    static final int LINE_LIMIT = 1 << 16;

    /** Follows what is left of a long line. */
    static final String CUT = "... (cut: the line is longer than the limit of %d KiB)";

    private final Charset charset;
    private final int limit;
    private final Consumer<String> listener;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean cut;

    public LineOutputStream(Charset charset, Consumer<String> listener) {
        this(charset, LINE_LIMIT, listener);
    }

    /** @param limit bytes of a line that are kept */
    public LineOutputStream(Charset charset, int limit, Consumer<String> listener) {
        this.charset = charset;
        this.limit = limit;
        this.listener = listener;
    }

    /** Passes on the parts between the carriage returns of a line, too. */
    public static Consumer<String> splittingAtCarriageReturns(Consumer<String> listener) {
        return line -> {
            if (line.isEmpty()) {
                listener.accept(line);
            } else {
                line.lines().forEach(listener);
            }
        };
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        int start = offset;
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '\n') {
                append(bytes, start, i);
                endLine();
                start = i + 1;
            }
        }
        append(bytes, start, offset + length);
    }

    private void append(byte[] bytes, int start, int end) {
        int kept = Math.min(end - start, limit - line.size());
        line.write(bytes, start, kept);
        cut |= kept < end - start;
    }

    private void endLine() {
        String text = line.toString(charset);
        line.reset();
        listener.accept(cut ? text + String.format(Locale.ROOT, CUT, limit >> 10) : text);
        cut = false;
    }

    /** Passes on an incomplete line. */
    @Override
    public void flush() {
        if (line.size() > 0) {
            endLine();
        }
    }

    @Override
    public void close() {
        flush();
    }
}
