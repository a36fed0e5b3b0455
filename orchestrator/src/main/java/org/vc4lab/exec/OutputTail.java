// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.exec.LogOutputStream;

/** Splits output into lines, tells each to a listener and keeps the last of them. */
final class OutputTail extends LogOutputStream {
    private final Consumer<String> listener;
    private final Deque<String> kept = new ArrayDeque<>();

    OutputTail(Consumer<String> listener) {
        super(0, StandardCharsets.UTF_8);
        this.listener = listener;
    }

    @Override
    protected void processLine(String line, int level) {
        listener.accept(line);
        synchronized (kept) {
            kept.addLast(line);
            if (kept.size() > Outcome.KEPT_LINES) {
                kept.removeFirst();
            }
        }
    }

    List<String> lines() {
        synchronized (kept) {
            return List.copyOf(kept);
        }
    }
}
