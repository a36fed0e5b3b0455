// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the serial console line by line until it is closed. */
final class ConsoleReader {
    private static final int KEPT_LINES = 20;

    private final Consumer<String> lineListener;
    private final Deque<String> recentLines = new ArrayDeque<>();
    private volatile Optional<String> panic = Optional.empty();

    /** @param lineListener gets each line; a guest may print any bytes */
    ConsoleReader(Consumer<String> lineListener) {
        this.lineListener = lineListener;
    }

    /** @param firstListener gets each line before the other listener */
    void follow(InputStream console, Consumer<String> firstListener) {
        Thread thread = new Thread(() -> read(console, firstListener), "serial console");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(InputStream console, Consumer<String> firstListener) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(console, StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                remember(line);
                firstListener.accept(line);
                lineListener.accept(line);
            }
        } catch (IOException gone) {
            remember("(the console was closed: " + gone + ")");
        }
    }

    private void remember(String line) {
        if (line.contains("Kernel panic - not syncing")) {
            panic = Optional.of("the kernel panicked");
        }
        synchronized (recentLines) {
            recentLines.addLast(line);
            if (recentLines.size() > KEPT_LINES) {
                recentLines.removeFirst();
            }
        }
    }

    /** That the kernel panicked, if it did. */
    Optional<String> panic() {
        return panic;
    }

    /** The newest lines, for error messages. */
    List<String> lastLines() {
        synchronized (recentLines) {
            return List.copyOf(recentLines);
        }
    }
}
