// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.vc4lab.build.store.Progress;

/** Prints a line when a task starts and one when it ends, for logs. */
final class LineProgress implements Progress {
    private final PrintWriter out;
    private final Clock clock;

    LineProgress(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
    }

    @Override
    public ProgressTask start(String name, long expectedSteps) {
        out.println(name + " ...");
        Instant startTime = clock.instant();
        return new ProgressTask() {
            @Override
            public void update(long done, long total) {}

            @Override
            public void close() {
                double seconds = Duration.between(startTime, clock.instant()).toMillis() / 1000.0;
                out.printf("%s: %.1f s%n", name, seconds);
            }
        };
    }

    @Override
    public void note(String line) {
        out.println(line);
    }
}
