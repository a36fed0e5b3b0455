// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.exec.LogOutputStream;

/**
 * Merges the lines of a program's output and error streams, tells each to a listener, one at a time, and keeps the last
 * of them.
 */
final class OutputTail {
    private final Consumer<String> listener;
    private final Deque<String> lastLines = new ArrayDeque<>();

    OutputTail(Consumer<String> listener) {
        this.listener = listener;
    }

    /** A stream whose lines come here; each pump needs its own, since a stream holds half a line at times. */
    OutputStream newStream() {
        return new LogOutputStream(0, StandardCharsets.UTF_8) {
            @Override
            protected void processLine(String line, int level) {
                add(line);
            }
        };
    }

    synchronized void add(String line) {
        listener.accept(line);
        lastLines.addLast(line);
        if (lastLines.size() > CommandResult.KEPT_LINES) {
            lastLines.removeFirst();
        }
    }

    synchronized List<String> lines() {
        return List.copyOf(lastLines);
    }
}
