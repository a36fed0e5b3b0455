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
 * Carries a search out: builds and runs what it wants, and meanwhile what it will probably want next. All that is
 * learnt goes into the journal first, so that a bisection which is killed at any moment goes on where it was.
 */
public final class Bisection {
    /** Enough that the builder has something to do while others run. */
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
     * @param parallelism how many runs at a time
     * @param listener hears all that is learnt, also what the journal knew already
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

    /** Goes on from what the journal knows, to the answer. */
    public BisectionResult run() throws IOException, InterruptedException {
        for (Event event : journal.events()) {
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

    /** What is still built or run is of no use any more; none of it may go on behind our back. */
    private static void shutDown(ExecutorService buildExecutor, ExecutorService testExecutor)
            throws InterruptedException {
        buildExecutor.shutdownNow();
        testExecutor.shutdownNow();
        buildExecutor.awaitTermination(SHUTDOWN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        testExecutor.awaitTermination(SHUTDOWN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
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
            runningByImage.merge(image, 1, Integer::sum);
            testCount++;
            int number = testCount;
            testQueue.submit(() -> journalingTester.test(revision, number));
        }
    }

    private void handleResult(Event event) throws IOException, InterruptedException {
        journal.add(event);
        apply(event);
        if (event instanceof Event.KernelBuilt) {
            building = Optional.empty();
            findNoOpCommits();
        } else if (event instanceof Event.Tested tested) {
            runningByImage.merge(imageDigest(tested.revision()).orElseThrow(), -1, Integer::sum);
        }
        rankByCallTrace();
    }

    /** Once the older end is built, and once only. */
    private void findNoOpCommits() throws IOException, InterruptedException {
        boolean alreadyFound = journal.events().stream().anyMatch(Event.NoOp.class::isInstance);
        if (!alreadyFound && imageDigest(new Revision.AtCommit(Revision.START)).isPresent()) {
            Event noOp = new Event.NoOp(revisionTester.noOpCommits());
            journal.add(noOp);
            apply(noOp);
        }
    }

    /**
     * Once, when it is known which suspects count, or will not be because others have told of the older end; of where
     * the report showed for the first time with a call trace.
     */
    private void rankByCallTrace() throws IOException, InterruptedException {
        List<Event> events = journal.events();
        Revision start = new Revision.AtCommit(Revision.START);
        boolean noOpsSettled = events.stream()
                .anyMatch(event -> event instanceof Event.NoOp
                        || (event instanceof Event.Imported imported
                                && imported.revision().equals(start)));
        if (!noOpsSettled || events.stream().anyMatch(Event.TraceRanked.class::isInstance)) {
            return;
        }
        for (Event event : events) {
            if (event instanceof Event.Tested tested
                    && tested.revision() instanceof Revision.AtCommit commit
                    && !tested.outcome().functions().isEmpty()) {
                Event traceRanked = new Event.TraceRanked(
                        revisionTester.commitsTouching(commit, tested.outcome().functions()));
                journal.add(traceRanked);
                apply(traceRanked);
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
        } else if (event instanceof Event.Tested tested) {
            testCount = Math.max(testCount, Integer.parseInt(tested.folder().split("-", 2)[0]));
            apply(tested.revision(), tested.outcome());
        } else if (event instanceof Event.Imported imported) {
            apply(imported.revision(), imported.outcome());
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

    /** Deletes what runs left that were killed. */
    private void deleteUnfinishedRuns() throws IOException {
        Path runs = journal.runsFolder();
        Set<Path> finished = journal.events().stream()
                .filter(Event.Tested.class::isInstance)
                .map(event -> runs.resolve(((Event.Tested) event).folder()))
                .collect(Collectors.toSet());
        if (!Files.isDirectory(runs)) {
            return;
        }
        List<Path> folders;
        try (Stream<Path> entries = Files.list(runs)) {
            folders = entries.toList();
        }
        for (Path folder : folders) {
            if (!finished.contains(folder)) {
                PathUtils.delete(folder);
            }
        }
    }
}
