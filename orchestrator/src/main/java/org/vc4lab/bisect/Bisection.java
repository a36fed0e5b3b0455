// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * Carries a search out: builds and tests what it asks for, and meanwhile what it will probably ask for next. Each event
 * goes into the journal first, so that a bisection that was killed at any moment resumes.
 */
public final class Bisection {
    private static final System.Logger LOG = System.getLogger(Bisection.class.getName());

    /** Keeps the builder busy while tests run. */
    private static final int BUILDS_AHEAD = 2;

    private static final int MAX_QUEUE_LENGTH = 1024;
    private static final long SHUTDOWN_TIMEOUT_SECONDS = 60;

    private final Search search;
    private final RevisionTester revisionTester;
    private final Journal journal;
    private final int parallelism;
    private final Consumer<Event> listener;
    private final JournalingTester journalingTester;

    private final BlockingQueue<Future<Event>> finishedTasks = new ArrayBlockingQueue<>(MAX_QUEUE_LENGTH);
    private final Map<Revision, BuildOutcome> builds = new HashMap<>();
    private final Map<String, Integer> runningByImage = new HashMap<>();
    private Optional<Revision> building = Optional.empty();
    private int testCount;

    /**
     * @param parallelism how many tests run at a time
     * @param listener gets each event, also those already in the journal
     */
    public Bisection(
            Search search,
            RevisionTester revisionTester,
            Journal journal,
            int parallelism,
            Consumer<Event> listener,
            LongSupplier nanoClock) {
        this.search = search;
        this.revisionTester = revisionTester;
        this.journal = journal;
        this.parallelism = parallelism;
        this.listener = listener;
        this.journalingTester = new JournalingTester(revisionTester, journal.runsFolder(), nanoClock);
    }

    /** Runs to the result, from where the journal ends. */
    public BisectionResult run() throws IOException, InterruptedException {
        List<Event> earlierEvents = journal.events();
        LOG.log(System.Logger.Level.DEBUG, "the journal has {0} events", earlierEvents.size());
        for (Event event : earlierEvents) {
            if (event instanceof Event.Finished finished) {
                return finished.result();
            }
            apply(event);
        }
        deleteUnfinishedRuns();
        findNoOpCommits();
        rankByCallTrace();
        ExecutorService buildExecutor = Executors.newSingleThreadExecutor();
        ExecutorService testExecutor = Executors.newFixedThreadPool(parallelism);
        try {
            runUntilDone(
                    new ExecutorCompletionService<>(buildExecutor, finishedTasks),
                    new ExecutorCompletionService<>(testExecutor, finishedTasks));
        } finally {
            shutDown(buildExecutor, testExecutor);
        }
        BisectionResult result = ((NextAction.Done) search.next()).result();
        journal.add(new Event.Finished(result));
        return result;
    }

    /** Speculative tasks may still run; nothing may go on in the background. */
    private static void shutDown(ExecutorService... executors) throws InterruptedException {
        for (ExecutorService executor : executors) {
            executor.shutdownNow();
        }
        for (ExecutorService executor : executors) {
            executor.awaitTermination(SHUTDOWN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void runUntilDone(CompletionService<Event> buildQueue, CompletionService<Event> testQueue)
            throws IOException, InterruptedException {
        while (search.next() instanceof NextAction.Test) {
            startTasks(search.speculate(parallelism + BUILDS_AHEAD), buildQueue, testQueue);
            handleResult(unwrap(finishedTasks.take()));
        }
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

    private void startTasks(
            List<Revision> revisions, CompletionService<Event> buildQueue, CompletionService<Event> testQueue) {
        Map<String, Integer> unmatchedRuns = new HashMap<>(runningByImage);
        for (Revision revision : revisions) {
            Optional<String> image = imageDigest(revision);
            if (image.isPresent() && unmatchedRuns.merge(image.get(), -1, Integer::sum) < 0) {
                startTest(revision, image.get(), testQueue);
            } else if (building.isEmpty() && !builds.containsKey(revision)) {
                LOG.log(System.Logger.Level.DEBUG, "build {0}", revision);
                building = Optional.of(revision);
                buildQueue.submit(() -> journalingTester.build(revision));
            }
        }
    }

    private Optional<String> imageDigest(Revision revision) {
        return builds.get(revision) instanceof BuildOutcome.Image image
                ? Optional.of(image.digest())
                : Optional.empty();
    }

    private void startTest(Revision revision, String image, CompletionService<Event> testQueue) {
        int runningCount =
                runningByImage.values().stream().mapToInt(Integer::intValue).sum();
        if (runningCount < parallelism) {
            LOG.log(System.Logger.Level.DEBUG, "test {0}, image {1}", revision, image);
            runningByImage.merge(image, 1, Integer::sum);
            testCount++;
            int number = testCount;
            testQueue.submit(() -> journalingTester.test(revision, number));
        }
    }

    private void handleResult(Event event) throws IOException, InterruptedException {
        append(event);
        if (event instanceof Event.KernelBuilt) {
            building = Optional.empty();
            findNoOpCommits();
        } else if (event instanceof Event.Tested tested) {
            runningByImage.merge(imageDigest(tested.revision()).orElseThrow(), -1, Integer::sum);
        }
        rankByCallTrace();
    }

    private void append(Event event) throws IOException {
        journal.add(event);
        apply(event);
    }

    /** Runs once, as soon as the older end is built. */
    private void findNoOpCommits() throws IOException, InterruptedException {
        if (journal.events(Event.NoOp.class).isEmpty()
                && imageDigest(Revision.AtCommit.OLDER_END).isPresent()) {
            append(new Event.NoOp(revisionTester.noOpCommits()));
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
                append(new Event.TraceRanked(revisionTester.commitsTouching(commit, functions)));
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
            apply(observed.revision(), observed.outcome());
        } else if (event instanceof Event.NoOp noOp) {
            noOp.changes().forEach(search::markNoOp);
        } else if (event instanceof Event.TraceRanked traceRanked) {
            search.rankByTrace(traceRanked.changesByFunction());
        }
        listener.accept(event);
    }

    private void apply(Revision revision, TestOutcome outcome) {
        switch (outcome.status()) {
            case REPRODUCED -> search.recordTest(revision, true);
            case NOT_REPRODUCED -> search.recordTest(revision, false);
            default -> search.markUntestable(revision, outcome.detail());
        }
    }

    /** Deletes the folders of tests that were killed. */
    private void deleteUnfinishedRuns() throws IOException {
        Path runs = journal.runsFolder();
        if (!Files.isDirectory(runs)) {
            return;
        }
        Set<Path> finished = journal.events(Event.Tested.class).stream()
                .map(tested -> runs.resolve(tested.folder()))
                .collect(Collectors.toSet());
        List<Path> unfinished;
        try (Stream<Path> entries = Files.list(runs)) {
            unfinished = entries.filter(folder -> !finished.contains(folder)).toList();
        }
        for (Path folder : unfinished) {
            PathUtils.delete(folder);
        }
    }
}
