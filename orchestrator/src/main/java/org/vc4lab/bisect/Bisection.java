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
import org.vc4lab.exec.Folders;

/**
 * Carries a search out: builds and runs what it wants, and meanwhile what it will probably want next. All that is
 * learnt goes into the journal first, so that a bisection which is killed at any moment goes on where it was.
 */
public final class Bisection {
    /** Enough that the builder has something to do while others run. */
    private static final int BUILT_AHEAD = 2;

    private static final int LONGEST_QUEUE = 1024;
    private static final long LONGEST_END_SECONDS = 60;

    private final Search search;
    private final Probe probe;
    private final Journal journal;
    private final int sideBySide;
    private final Consumer<Event> listener;
    private final Steps steps;

    private final BlockingQueue<Future<Event>> done = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private final Map<Subject, Made> made = new HashMap<>();
    private final Map<String, Integer> running = new HashMap<>();
    private Optional<Subject> building = Optional.empty();
    private int looks;

    /**
     * @param sideBySide how many runs at a time
     * @param listener hears all that is learnt, also what the journal knew already
     */
    public Bisection(
            Search search,
            Probe probe,
            Journal journal,
            int sideBySide,
            Consumer<Event> listener,
            LongSupplier nanoClock) {
        this.search = search;
        this.probe = probe;
        this.journal = journal;
        this.sideBySide = sideBySide;
        this.listener = listener;
        this.steps = new Steps(probe, journal.runs(), nanoClock);
    }

    /** Goes on from what the journal knows, to the answer. */
    public Answer run() throws IOException, InterruptedException {
        for (Event event : journal.events()) {
            if (event instanceof Event.Ended ended) {
                return ended.answer();
            }
            learn(event);
        }
        sweep();
        askForHarmless();
        askForNamed();
        ExecutorService builder = Executors.newSingleThreadExecutor();
        ExecutorService runners = Executors.newFixedThreadPool(sideBySide);
        try {
            search(new ExecutorCompletionService<>(builder, done), new ExecutorCompletionService<>(runners, done));
        } finally {
            end(builder, runners);
        }
        Answer answer = ((Plan.Over) search.next()).answer();
        journal.add(new Event.Ended(answer));
        return answer;
    }

    /** What is still built or run is of no use any more; none of it may go on behind our back. */
    private static void end(ExecutorService builder, ExecutorService runners) throws InterruptedException {
        builder.shutdownNow();
        runners.shutdownNow();
        builder.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS);
        runners.awaitTermination(LONGEST_END_SECONDS, TimeUnit.SECONDS);
    }

    private void search(CompletionService<Event> builder, CompletionService<Event> runners)
            throws IOException, InterruptedException {
        while (search.next() instanceof Plan.Run) {
            start(search.ahead(sideBySide + BUILT_AHEAD), builder, runners);
            note(result(done.take()));
        }
    }

    private static Event result(Future<Event> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof IOException ours) {
                throw ours;
            }
            if (cause instanceof InterruptedException) {
                throw new InterruptedException(cause.getMessage());
            }
            throw new IllegalStateException(cause);
        }
    }

    private void start(List<Subject> wanted, CompletionService<Event> builder, CompletionService<Event> runners) {
        Map<String, Integer> spare = new HashMap<>(running);
        for (Subject subject : wanted) {
            Optional<String> image = image(subject);
            if (image.isPresent() && spare.merge(image.get(), -1, Integer::sum) < 0) {
                look(subject, image.get(), runners);
            } else if (building.isEmpty() && !made.containsKey(subject)) {
                building = Optional.of(subject);
                builder.submit(() -> steps.build(subject));
            }
        }
    }

    private Optional<String> image(Subject subject) {
        return made.get(subject) instanceof Made.Image image ? Optional.of(image.digest()) : Optional.empty();
    }

    private void look(Subject subject, String image, CompletionService<Event> runners) {
        int busy = running.values().stream().mapToInt(Integer::intValue).sum();
        if (busy < sideBySide) {
            running.merge(image, 1, Integer::sum);
            looks++;
            int number = looks;
            runners.submit(() -> steps.look(subject, number));
        }
    }

    private void note(Event event) throws IOException, InterruptedException {
        journal.add(event);
        learn(event);
        if (event instanceof Event.Built) {
            building = Optional.empty();
            askForHarmless();
        } else if (event instanceof Event.Looked looked) {
            running.merge(image(looked.subject()).orElseThrow(), -1, Integer::sum);
        }
        askForNamed();
    }

    /** Once the older end is built, and once only. */
    private void askForHarmless() throws IOException, InterruptedException {
        boolean asked = journal.events().stream().anyMatch(Event.Alike.class::isInstance);
        if (!asked && image(new Subject.Point(Subject.START)).isPresent()) {
            Event alike = new Event.Alike(probe.harmless());
            journal.add(alike);
            learn(alike);
        }
    }

    /**
     * Once, when it is known which suspects count, or will not be because others have told of the older end; of where
     * the report showed for the first time with a call trace.
     */
    private void askForNamed() throws IOException, InterruptedException {
        List<Event> known = journal.events();
        Subject start = new Subject.Point(Subject.START);
        boolean settled = known.stream()
                .anyMatch(event -> event instanceof Event.Alike
                        || (event instanceof Event.Told told && told.subject().equals(start)));
        if (!settled || known.stream().anyMatch(Event.Named.class::isInstance)) {
            return;
        }
        for (Event event : known) {
            if (event instanceof Event.Looked looked
                    && looked.subject() instanceof Subject.Point where
                    && !looked.sight().functions().isEmpty()) {
                Event named = new Event.Named(probe.named(where, looked.sight().functions()));
                journal.add(named);
                learn(named);
                return;
            }
        }
    }

    private void learn(Event event) {
        if (event instanceof Event.Built built) {
            made.put(built.subject(), built.made());
            if (built.made() instanceof Made.Image image) {
                search.built(built.subject(), image.digest());
            } else if (built.made() instanceof Made.Nothing nothing) {
                search.untestable(built.subject(), nothing.reason());
                search.doubtful(nothing.likewise());
            }
        } else if (event instanceof Event.Looked looked) {
            looks = Math.max(looks, Integer.parseInt(looked.folder().split("-", 2)[0]));
            learn(looked.subject(), looked.sight());
        } else if (event instanceof Event.Told told) {
            learn(told.subject(), told.sight());
        } else if (event instanceof Event.Alike alike) {
            alike.suspects().forEach(search::likeItsParent);
        } else if (event instanceof Event.Named named) {
            search.named(named.suspects());
        }
        listener.accept(event);
    }

    private void learn(Subject subject, Sight sight) {
        switch (sight.kind()) {
            case SHOWN -> search.ran(subject, true);
            case ABSENT -> search.ran(subject, false);
            default -> search.untestable(subject, sight.detail());
        }
    }

    /** Deletes what runs left that were killed. */
    private void sweep() throws IOException {
        Path runs = journal.runs();
        Set<Path> finished = journal.events().stream()
                .filter(Event.Looked.class::isInstance)
                .map(event -> runs.resolve(((Event.Looked) event).folder()))
                .collect(Collectors.toSet());
        if (!Files.isDirectory(runs)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> inside = Files.list(runs)) {
            all = inside.toList();
        }
        for (Path folder : all) {
            if (!finished.contains(folder)) {
                Folders.delete(folder);
            }
        }
    }
}
