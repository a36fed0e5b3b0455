// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.vc4lab.build.store.Progress;
import org.vc4lab.matrix.TrialRecord.Origin;

/**
 * Counts the trials of a run and prints the interesting ones. Estimates how long the rest takes from the cost per
 * second of the trials booted so far.
 */
final class RunProgress implements AutoCloseable {
    private final Progress progress;
    private final Progress.ProgressTask task;
    private final LongSupplier nanoClock;
    private final long startNanos;
    private final int trials;
    private final long totalCost;
    private int done;
    private long doneCost;
    private long bootedCost;

    /** @param nanoClock the host's clock, such as {@link System#nanoTime} */
    RunProgress(List<PlannedTrial> plannedTrials, Progress progress, LongSupplier nanoClock) {
        this.progress = progress;
        this.nanoClock = nanoClock;
        this.startNanos = nanoClock.getAsLong();
        this.trials = plannedTrials.size();
        this.totalCost = plannedTrials.stream().mapToLong(PlannedTrial::cost).sum();
        this.task = progress.start("trials", totalCost);
    }

    void note(String line) {
        progress.note(line);
    }

    synchronized void markDone(PlannedTrial plannedTrial, TrialRecord record) {
        boolean booted = record.provenance().origin() == Origin.BOOTED;
        done++;
        doneCost += plannedTrial.cost();
        bootedCost += booted ? plannedTrial.cost() : 0;
        task.update(doneCost, 0);
        if (booted || record.isInfra() || record.isUnexpected()) {
            progress.note(String.format(
                    Locale.ROOT,
                    "[%d/%d] %s %s%s, %.1f s%s; %s",
                    done,
                    trials,
                    record.id(),
                    record.verdict(),
                    record.isUnexpected()
                            ? " (expected: " + record.outcome().expected().orElseThrow() + ")"
                            : "",
                    record.provenance().wallMillis() / 1000.0,
                    booted ? "" : " when it ran",
                    estimateRest()));
        }
    }

    /** "about 3 min left". */
    private String estimateRest() {
        if (done == trials) {
            return "nothing left";
        }
        if (bootedCost == 0) {
            return "no estimate yet";
        }
        double elapsed = nanoClock.getAsLong() - startNanos;
        long seconds = TimeUnit.NANOSECONDS.toSeconds((long) (elapsed / bootedCost * (totalCost - doneCost)));
        return "about " + (seconds < 90 ? seconds + " s left" : (seconds + 30) / 60 + " min left");
    }

    @Override
    public void close() {
        task.close();
    }
}
