// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.vc4lab.build.Progress;
import org.vc4lab.build.Workshop;
import org.vc4lab.lab.Ground;
import org.vc4lab.lab.TrialRunner;

/** Runs a shard of a plan, or goes on with one. */
public final class Matrix {
    private final Workshop workshop;
    private final Ground ground;
    private final TrialRunner runner;
    private final Progress progress;
    private final int sideBySide;
    private final LongSupplier nanoClock;

    /** @param nanoClock the host's clock, such as {@link System#nanoTime} */
    public Matrix(
            Workshop workshop,
            Ground ground,
            TrialRunner runner,
            Progress progress,
            int sideBySide,
            LongSupplier nanoClock) {
        this.workshop = workshop;
        this.ground = ground;
        this.runner = runner;
        this.progress = progress;
        this.sideBySide = sideBySide;
        this.nanoClock = nanoClock;
    }

    /**
     * The newest run of the same that did not come to its end.
     *
     * @param runs the folder of runs
     * @param isOver whether a run's folder is that of one that did
     */
    public static Optional<Path> interrupted(
            Path runs, MatrixPlan plan, Shard shard, java.util.function.Predicate<Path> isOver) throws IOException {
        RunHeader wanted = RunHeader.of(plan, shard, "", false, "");
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(runs)) {
            List<Path> newestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : newestFirst) {
                if (Files.exists(path.resolve("run.json"))
                        && !isOver.test(path)
                        && RunFolder.read(path).header().sameAs(wanted)) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    /**
     * What to run, and where it is noted.
     *
     * @param plan the whole of it
     * @param fresh whether what was made before this run does not count
     * @param resume whether the folder holds a run to go on with
     */
    public record Order(
            MatrixPlan plan, Shard shard, boolean fresh, boolean resume, Path folder, Instant now, String host) {}

    /** Makes what is missing; what the whole shard came to is in the folder then. */
    public RunFolder run(Order order) throws IOException, InterruptedException {
        try (RunFolder folder = open(order)) {
            Set<String> done = folder.made();
            List<Slot> todo = order.shard().part(order.plan()).slots().stream()
                    .filter(slot -> !done.contains(slot.id()))
                    .toList();
            if (!done.isEmpty()) {
                progress.note(done.size() + " trials were done before the interruption, " + todo.size() + " are left");
            }
            Optional<Instant> notBefore = folder.header().fresh()
                    ? Optional.of(Instant.parse(folder.header().begun()))
                    : Optional.empty();
            Booth booth = new Booth(workshop.store(), runner, LabCode.hash(), notBefore);
            Estimate estimate = new Estimate(todo, nanoClock);
            TrialDesk desk = new TrialDesk(folder, booth, progress, estimate, order.host());
            new MatrixRun(workshop, ground, desk, progress, sideBySide).run(todo);
            return RunFolder.read(order.folder());
        }
    }

    private static RunFolder open(Order order) throws IOException {
        RunHeader header =
                RunHeader.of(order.plan(), order.shard(), order.now().toString(), order.fresh(), order.host());
        if (!order.resume()) {
            return RunFolder.create(order.folder(), header);
        }
        RunFolder before = RunFolder.resume(order.folder());
        if (!before.header().sameAs(header)) {
            before.close();
            throw new IOException("the run in " + order.folder() + " is of another plan or shard");
        }
        return before;
    }
}
