// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.vc4lab.exec.JsonLines;

/** Runs with at most one held processor, each of which runs once. Called from several threads. */
final class TracedRuns {
    private final JsonLines<PlaceRun> journal;
    private final RunTracer tracer;
    private final Map<RunKey, FutureTask<TracedRun>> runs = new ConcurrentHashMap<>();

    /** Takes a journal, which has those of before and gets those that are traced. */
    TracedRuns(JsonLines<PlaceRun> journal, RunTracer tracer) {
        this.journal = journal;
        this.tracer = tracer;
        journal.values()
                .forEach(run -> runs.put(
                        new RunKey(new Group(run.round(), run.window(), run.first()), run.held()),
                        completed(new TracedRun(run, Optional.empty(), true))));
    }

    /** Runs whose places are the same unless a processor is held: a window, and which processor is the first. */
    record Group(long round, int window, int first) {}

    /** @param held the number of a place, or {@link PlaceRun#NONE} */
    record RunKey(Group group, int held) {}

    /**
     * What a run showed.
     *
     * @param result empty if only the journal has the run
     * @param read whether its places could be read; otherwise the journal does not get it
     */
    record TracedRun(PlaceRun run, Optional<ScheduleResult> result, boolean read) {}

    @FunctionalInterface
    interface RunTracer {
        TracedRun trace(RunKey key) throws IOException, InterruptedException;
    }

    private static FutureTask<TracedRun> completed(TracedRun run) {
        FutureTask<TracedRun> task = new FutureTask<>(() -> run);
        task.run();
        return task;
    }

    boolean isKnown(RunKey key) {
        FutureTask<TracedRun> task = runs.get(key);
        return task != null && task.isDone();
    }

    /**
     * Runs it unless it did.
     *
     * @throws IOException after an infrastructure error; the next call tries again
     */
    TracedRun run(RunKey key) throws IOException, InterruptedException {
        FutureTask<TracedRun> own = new FutureTask<>(() -> trace(key));
        FutureTask<TracedRun> other = runs.putIfAbsent(key, own);
        FutureTask<TracedRun> task = other == null ? own : other;
        task.run(); // does nothing if it was run
        try {
            return task.get();
        } catch (ExecutionException failed) {
            runs.remove(key, task);
            Throwable cause = failed.getCause();
            if (cause instanceof InterruptedException) {
                InterruptedException interrupted = new InterruptedException("the run was interrupted");
                interrupted.initCause(cause);
                throw interrupted;
            }
            if (cause instanceof IOException) {
                throw new IOException(cause.getMessage(), cause);
            }
            throw new IllegalStateException(cause);
        }
    }

    private TracedRun trace(RunKey key) throws IOException, InterruptedException {
        TracedRun traced = tracer.trace(key);
        if (traced.read()) {
            journal.append(traced.run());
        }
        return traced;
    }
}
