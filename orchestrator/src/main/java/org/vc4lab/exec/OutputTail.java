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
 * Merges the lines of a program's output and error streams, passes each to a listener, one at a time, and keeps the
 * last ones.
 */
final class OutputTail {
    private final Consumer<String> listener;
    private final Deque<String> lastLines = new ArrayDeque<>();

    OutputTail(Consumer<String> listener) {
        this.listener = listener;
    }

    /** A stream whose lines are added here. Each pump needs its own, because a stream buffers incomplete lines. */
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
