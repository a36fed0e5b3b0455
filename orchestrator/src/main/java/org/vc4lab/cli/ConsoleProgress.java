// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.vc4lab.build.store.Progress;
import org.vc4lab.exec.PrintableWriter;

/**
 * Draws a bar for each running task on a terminal. Elsewhere, as in logs, it prints a line when a task starts and one
 * when it ends.
 */
record ConsoleProgress(PrintWriter err, boolean isTerminal, Clock clock) implements Progress {
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final int WIDTH = 100;

    @Override
    public ProgressTask start(String name, long expectedSteps) {
        if (isTerminal) {
            return new BarTask(new ProgressBarBuilder()
                    .setTaskName(PrintableWriter.escape(name)) // the bar does not write to err
                    .setInitialMax(expectedSteps > 0 ? expectedSteps : -1)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis((int) REDRAW.toMillis())
                    .setMaxRenderedLength(WIDTH)
                    .build());
        }
        err.println(name + " ...");
        Instant startTime = clock.instant();
        return new ProgressTask() {
            @Override
            public void update(long done, long total) {}

            @Override
            public void close() {
                double seconds = Duration.between(startTime, clock.instant()).toMillis() / 1000.0;
                err.printf("%s: %.1f s%n", name, seconds);
            }
        };
    }

    @Override
    public void note(String line) {
        err.println(line);
    }

    private record BarTask(ProgressBar bar) implements ProgressTask {
        @Override
        public void update(long done, long total) {
            if (total > 0) {
                bar.maxHint(total);
            }
            bar.stepTo(done);
        }

        @Override
        public void close() {
            if (bar.getMax() > 0) {
                bar.stepTo(bar.getMax());
            }
            bar.close();
        }
    }
}
