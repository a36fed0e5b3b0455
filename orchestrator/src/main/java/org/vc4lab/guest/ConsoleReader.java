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

/** Hears the serial console line by line, for as long as there is one. */
final class ConsoleReader {
    private static final int KEPT = 20;

    private final Consumer<String> lines;
    private final Deque<String> last = new ArrayDeque<>();
    private volatile Optional<String> panic = Optional.empty();

    /** @param lines hears each line; a guest may print any bytes */
    ConsoleReader(Consumer<String> lines) {
        this.lines = lines;
    }

    /** @param first hears each line before anybody else does */
    void follow(InputStream console, Consumer<String> first) {
        Thread thread = new Thread(() -> read(console, first), "serial console");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(InputStream console, Consumer<String> first) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(console, StandardCharsets.ISO_8859_1))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                keep(line);
                first.accept(line);
                lines.accept(line);
            }
        } catch (IOException gone) {
            keep("(the console is gone: " + gone + ")");
        }
    }

    private void keep(String line) {
        if (line.contains("Kernel panic - not syncing")) {
            panic = Optional.of("the kernel panicked");
        }
        synchronized (last) {
            last.addLast(line);
            if (last.size() > KEPT) {
                last.removeFirst();
            }
        }
    }

    /** Why nothing can be expected of the guest any more, if so. */
    Optional<String> panic() {
        return panic;
    }

    /** The newest lines, for messages. */
    List<String> lastLines() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }
}
