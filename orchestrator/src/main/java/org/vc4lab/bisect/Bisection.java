// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.WorkerPools;

/**
 * Carries a search out: builds and tests what it asks for, and meanwhile what it will probably ask for next. Each event
 * goes into the journal first, so that a bisection that was killed at any moment resumes.
 */
public final class Bisection {
    private static final System.Logger LOG = System.getLogger(Bisection.class.getName());

    /** Keeps the builder busy while tests run. */
    private static final int BUILDS_AHEAD = 2;

    private final SearchSpace searchSpace;
    private final Search search;
    private final JournalingTester tester;
    private final Journal journal;
    private final int parallelism;
    private final Consumer<Event> listener;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final CompletionService<Event> tasks = new ExecutorCompletionService<>(executor);
    private final Map<Revision, BuildOutcome> builds = new HashMap<>();
    /** An entry for each running test. */
    private final List<String> runningImages = new ArrayList<>();

    private boolean building;
    private int testCount;

    /**
     * @param parallelism how many tests run at a time
     * @param listener gets each event, also those already in the journal
     */
    public Bisection(
            SearchSpace searchSpace,
            Search search,
            JournalingTester tester,
            int parallelism,
            Consumer<Event> listener) {
        this.searchSpace = searchSpace;
        this.search = search;
        this.tester = tester;
        this.journal = tester.journal();
        this.parallelism = parallelism;
        this.listener = listener;
    }

    /** Runs to the result, from where the journal ends. */
    public BisectionResult run() throws IOException, InterruptedException {
        List<Event> earlierEvents = journal.events();
        LOG.log(System.Logger.Level.DEBUG, "the journal has {0} events", earlierEvents.size());
        for (Event event : earlierEvents) {
            apply(event);
            if (event instanceof Event.Finished finished) {
                return finished.result();
            }
        }
        deleteUnfinishedRuns();
        findNoOpCommits();
        rankByCallTrace();
        try {
            while (search.next() instanceof Revision) {
                startTasks(search.speculate(parallelism + BUILDS_AHEAD));
                handleResult(unwrap(tasks.take()));
            }
        } finally {
            WorkerPools.end(executor); // speculative tasks may still run
        }
        BisectionResult result = (BisectionResult) search.next();
        append(new Event.Finished(result));
        return result;
    }

    private static Event unwrap(Future<Event> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failure) {
            Throwable cause = failure.getCause();
            if (cause instanceof IOException ioException) {
                throw ioException;
            }
            if (cause instanceof InterruptedException) {
                throw new InterruptedException(cause.getMessage());
            }
            throw new IllegalStateException(cause);
        }
    }

    private void startTasks(List<Revision> revisions) {
        List<String> unmatchedRuns = new ArrayList<>(runningImages);
        for (Revision revision : revisions) {
            Optional<String> image = imageDigest(revision);
            if (image.isPresent() && !unmatchedRuns.remove(image.get())) {
                startTest(revision, image.get());
            } else if (!building && !builds.containsKey(revision)) {
                LOG.log(System.Logger.Level.DEBUG, "build {0}", revision);
                building = true;
                tasks.submit(() -> tester.build(revision));
            }
        }
    }

    private Optional<String> imageDigest(Revision revision) {
        return builds.get(revision) instanceof BuildOutcome.Image image
                ? Optional.of(image.digest())
                : Optional.empty();
    }

    private void startTest(Revision revision, String image) {
        if (runningImages.size() < parallelism) {
            LOG.log(System.Logger.Level.DEBUG, "test {0}, image {1}", revision, image);
            runningImages.add(image);
            testCount++;
            int number = testCount;
            tasks.submit(() -> tester.test(revision, number));
        }
    }

    private void handleResult(Event event) throws IOException, InterruptedException {
        append(event);
        if (event instanceof Event.KernelBuilt) {
            building = false;
            findNoOpCommits();
        } else if (event instanceof Event.Tested tested) {
            runningImages.remove(imageDigest(tested.revision()).orElseThrow());
        }
        rankByCallTrace();
    }

    private void append(Event event) throws IOException {
        journal.add(event);
        apply(event);
    }

    /** Runs once, as soon as the older end is built. */
    private void findNoOpCommits() throws IOException, InterruptedException {
        Revision start = Revision.AtCommit.OLDER_END;
        if (journal.events(Event.NoOp.class).isEmpty() && imageDigest(start).isPresent()) {
            append(new Event.NoOp(
                    searchSpace.noOpCommits(tester.revisionTester().inputs(start))));
        }
    }

    /**
     * Runs once, with the first call trace of the report. It waits until the no-op commits are known, which never
     * happens if the outcome of the older end was imported.
     */
    private void rankByCallTrace() throws IOException, InterruptedException {
        boolean noOpsSettled = !journal.events(Event.NoOp.class).isEmpty()
                || journal.events(Event.Imported.class).stream()
                        .anyMatch(imported -> imported.revision().equals(Revision.AtCommit.OLDER_END));
        if (!noOpsSettled || !journal.events(Event.TraceRanked.class).isEmpty()) {
            return;
        }
        for (Event.Tested tested : journal.events(Event.Tested.class)) {
            List<String> functions = tested.outcome().functions();
            if (tested.revision() instanceof Revision.AtCommit commit && !functions.isEmpty()) {
                Set<String> inputs = tester.revisionTester().inputs(commit);
                append(new Event.TraceRanked(searchSpace.commitsTouching(commit, functions, inputs)));
                return;
            }
        }
    }

    private void apply(Event event) {
        if (event instanceof Event.KernelBuilt built) {
            builds.put(built.revision(), built.outcome());
            if (built.outcome() instanceof BuildOutcome.Image image) {
                search.recordBuild(built.revision(), image.digest());
            } else if (built.outcome() instanceof BuildOutcome.Unbuildable unbuildable) {
                search.markUntestable(built.revision(), unbuildable.reason());
                search.markDoubtful(unbuildable.likelyUnbuildable());
            }
        } else if (event instanceof Event.Observed observed) {
            if (observed instanceof Event.Tested tested) {
                testCount = Math.max(testCount, Integer.parseInt(tested.folder().split("-", 2)[0]));
            }
            switch (observed.outcome().status()) {
                case REPRODUCED -> search.recordTest(observed.revision(), true);
                case NOT_REPRODUCED -> search.recordTest(observed.revision(), false);
                default ->
                    search.markUntestable(
                            observed.revision(), observed.outcome().detail());
            }
        } else if (event instanceof Event.NoOp noOp) {
            noOp.changes().forEach(search::markNoOp);
        } else if (event instanceof Event.TraceRanked traceRanked) {
            search.rankByTrace(traceRanked.changesByFunction());
        }
        listener.accept(event);
    }

    private void deleteUnfinishedRuns() throws IOException {
        Path runs = journal.runsFolder();
        if (!Files.isDirectory(runs)) {
            return;
        }
        List<Path> finished = journal.events(Event.Tested.class).stream()
                .map(tested -> runs.resolve(tested.folder()))
                .toList();
        try (Stream<Path> folders = Files.list(runs)) {
            for (Path folder : folders.filter(path -> !finished.contains(path)).toList()) {
                PathUtils.delete(folder);
            }
        }
    }
}
