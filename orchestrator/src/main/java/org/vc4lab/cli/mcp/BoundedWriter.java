// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import java.io.Writer;

/** Keeps what is written, up to a limit. */
final class BoundedWriter extends Writer {
    private final int limit;
    private final StringBuilder kept = new StringBuilder();
    private boolean exceeded;

    /** @param limit in characters */
    BoundedWriter(int limit) {
        this.limit = limit;
    }

    @Override
    public void write(char[] text, int offset, int length) {
        synchronized (lock) {
            int room = Math.min(length, limit - kept.length());
            kept.append(text, offset, room);
            exceeded |= room < length;
        }
    }

    boolean isExceeded() {
        synchronized (lock) {
            return exceeded;
        }
    }

    String text() {
        synchronized (lock) {
            return kept.toString();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
