// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.PrintWriter;
import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.vc4lab.build.store.Progress;

/** Draws a bar for each running task, on a terminal. */
final class BarProgress implements Progress {
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final int WIDTH = 100;

    private final PrintWriter terminal;

    BarProgress(PrintWriter terminal) {
        this.terminal = terminal;
    }

    @Override
    public ProgressTask start(String name, long expectedSteps) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(name)
                .setInitialMax(expectedSteps > 0 ? expectedSteps : -1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis((int) REDRAW.toMillis())
                .setMaxRenderedLength(WIDTH)
                .build();
        return new BarTask(bar);
    }

    @Override
    public void note(String line) {
        terminal.println(line);
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
