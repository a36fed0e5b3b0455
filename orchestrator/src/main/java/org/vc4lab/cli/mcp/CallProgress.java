// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.PrintableWriter;

/** The progress of a call as messages to the client; notes are also a part of the result. */
final class CallProgress implements Progress {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int LONGEST_MESSAGE = 500;

    private final Consumer<String> messages;
    private final PrintWriter notes;
    private final Clock clock;
    private Instant nextUpdate = Instant.MIN;

    CallProgress(Consumer<String> messages, PrintWriter notes, Clock clock) {
        this.messages = messages;
        this.notes = notes;
        this.clock = clock;
    }

    @Override
    public ProgressTask start(String name, long expectedSteps) {
        send(name);
        return new ProgressTask() {
            @Override
            public void update(long done, long total) {
                sendIfDue(name + ": " + done + (total > 0 ? " of " + total : ""));
            }

            @Override
            public void close() {
                send(name + ": done");
            }
        };
    }

    @Override
    public void note(String line) {
        notes.println(line);
        send(line);
    }

    private synchronized void sendIfDue(String message) {
        if (!clock.instant().isBefore(nextUpdate)) {
            send(message);
        }
    }

    private synchronized void send(String message) {
        nextUpdate = clock.instant().plus(INTERVAL);
        String printable = PrintableWriter.escape(message);
        messages.accept(printable.substring(0, Math.min(printable.length(), LONGEST_MESSAGE)));
    }
}
