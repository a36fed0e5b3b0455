// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.guest.AudioOutput;
import org.vc4lab.guest.DeviceObservations;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestException;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.QmpErrorException;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.evidence.ConsoleLog;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.Termination;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.model.WitnessEvidence;
import org.vc4lab.lab.witness.ClaimWatch;
import org.vc4lab.lab.witness.WitnessExtension;

/**
 * Runs a part of a trial again and again, each time under another schedule, from the machine as the fixed schedule left
 * it at the part's begin. It only looks for a reason to run the whole trial under that schedule, which does the same up
 * to where this one stops: whoever runs that has evidence and a verdict.
 */
public record WindowRunner(TrialRunner runner, TrialMachines machines, BootSnapshots snapshots) {
    private static final Termination STOPPED =
            new Termination(Termination.TerminationKind.DEADLINE, "stopped behind the window");

    /** What a schedule may take longer than the fixed one before it is suspected to hang. */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /** What is missing in a part may be there in the whole trial. */
    private static final Set<Verdict> SILENCE = Set.of(Verdict.CLEAN, Verdict.INFRA, Verdict.MASKED);

    /** Init's line. */
    private static final String SCENARIO_END = " vc4lab: end scenario=";

    /**
     * For the windows of one trial.
     *
     * @param runner with snapshots
     */
    public static WindowRunner of(TrialRunner runner, Trial trial, BuildArtifacts artifacts) throws IOException {
        BootSnapshots snapshots = runner.snapshots().orElseThrow();
        return new WindowRunner(runner, runner.machinesOf(trial, artifacts, ClaimWatch.NONE), snapshots);
    }

    /** How far the fixed schedule comes in a part; one that does not come so far may hang. */
    public enum WindowMark {
        /** Only as far as the window's end. */
        WINDOW_ENDS,
        STREAM_PLAYS,
        SCENARIO_ENDS
    }

    /**
     * A part of a trial.
     *
     * @param window in which schedules differ
     * @param until when the fixed schedule has come so far, and the machine stops
     */
    public record TrialPart(TimeWindow window, Duration until, WindowMark mark) {}

    /** A machine at the begin of a part. */
    public record PartStart(TrialPart part, ReadyGuest machine) {}

    /**
     * A reason to run the whole trial.
     *
     * @param reports what the kernel reported, or the witness saw: then the whole trial has it too
     */
    public record Suspicion(String reason, List<Finding> reports) {
        public Suspicion {
            reports = List.copyOf(reports);
        }

        private static Optional<Suspicion> ofMachine(String reason) {
            return Optional.of(new Suspicion(reason, List.of()));
        }
    }

    /**
     * What a schedule of a part shows.
     *
     * @param suspicion why the whole trial should run under it; empty if nothing bad was seen
     * @param order of {@link org.vc4lab.lab.model.WitnessEvidence}
     */
    public record PartResult(Optional<Suspicion> suspicion, Optional<String> order) {}

    /** Runs the trial to the begin of a part. */
    public PartStart save(TrialPart part) throws IOException, InterruptedException {
        TrialMachines fixed = fixedMachines(part);
        TrialFolder files = new TrialFolder(snapshots.createTempFolder());
        try {
            return new PartStart(
                    part,
                    snapshots.advance(
                            runner.requireBooted(fixed, files),
                            folder -> fixed.create(new TrialFolder(folder)),
                            guest -> runTo(part.window(), fixed.trial(), guest, files)));
        } finally {
            PathUtils.delete(files.path());
        }
    }

    /**
     * The same from the begin of an earlier part.
     *
     * @throws IllegalArgumentException if the fixed schedule does not lead from there to this one
     */
    public PartStart save(TrialPart part, PartStart earlier) throws IOException, InterruptedException {
        TimeWindow from = earlier.part().window();
        if (from.fromNanos() > part.window().fromNanos()
                || !from.interruptsOn().equals(part.window().interruptsOn())) {
            throw new IllegalArgumentException(part.window() + " cannot be reached from " + from);
        }
        TrialMachines fixed = fixedMachines(part);
        return new PartStart(
                part, snapshots.advance(earlier.machine(), folder -> fixed.create(new TrialFolder(folder)), guest -> {
                    guest.resumeUntil(part.window().from());
                    requireAtDeadline(guest);
                }));
    }

    private TrialMachines fixedMachines(TrialPart part) {
        return machines.withSchedule(Schedule.fixed(part.window().interruptsOn()));
    }

    private static void runTo(TimeWindow window, Trial trial, Guest guest, TrialFolder files)
            throws IOException, InterruptedException {
        guest.handIn(
                TrialMachineFactory.scenarioProperties(trial, files),
                TrialRunner.scenarioText(trial, trial.scenario().guestLimit()),
                window.from());
        requireAtDeadline(guest);
    }

    private static void requireAtDeadline(Guest guest) throws IOException, InterruptedException {
        GuestExit exit = guest.waitForExit();
        if (!(exit instanceof GuestExit.DeadlineReached)) {
            throw new IOException("the machine ended before the window: " + exit);
        }
    }

    /**
     * How long the processors execute in the window of a part under the fixed schedule; they idle for the rest of it.
     */
    public Duration measureBusyTime(PartStart start) throws IOException, InterruptedException {
        TrialFolder files = new TrialFolder(snapshots.createTempFolder());
        Machine machine = machines.create(files);
        try (Guest guest = Guest.restore(machine, start.machine(), runner.launcher())) {
            long before = guest.instructions();
            guest.resumeUntil(start.part().window().until());
            GuestExit exit = guest.waitForExit();
            if (!(exit instanceof GuestExit.DeadlineReached)) {
                throw new IOException("the machine ended in the window: " + exit);
            }
            long executed = guest.instructions() - before;
            guest.quit();
            return Duration.ofNanos(executed * machine.clockMode().instructionNanos());
        } finally {
            PathUtils.delete(files.path());
        }
    }

    /** Reads what a run left in its folder, which may be deleted then. */
    @FunctionalInterface
    public interface FolderReader {
        void read(TrialFolder files) throws IOException;
    }

    /** Runs a part under a schedule. */
    public PartResult run(Schedule schedule, PartStart start) throws IOException, InterruptedException {
        return run(schedule, start, ClaimWatch.NONE, files -> {});
    }

    /**
     * The same; the witness does more than in other runs.
     *
     * @param reader of what it left; not called if the machine ended before it could be read
     */
    public PartResult run(Schedule schedule, PartStart start, WitnessExtension extension, FolderReader reader)
            throws IOException, InterruptedException {
        TrialFolder files = new TrialFolder(snapshots.createTempFolder());
        TrialMachines scheduled = machines.withSchedule(schedule).withWitness(extension);
        Machine machine = scheduled.create(files);
        // what the hand-in set is part of the saved machine; setting it again would begin some faults anew
        try (Guest guest = Guest.restore(machine, start.machine(), runner.launcher())) {
            Optional<Suspicion> suspicion = runToMark(guest, machine, start.part());
            guest.quit();
            Evidence evidence = runner.readerOf(scheduled, files)
                    .read(STOPPED, DeviceObservations.NONE, machine.console(), machine.transcript(), Duration.ZERO);
            reader.read(files);
            return new PartResult(
                    judge(scheduled.trial(), evidence).or(() -> suspicion),
                    evidence.witness().flatMap(WitnessEvidence::order));
        } catch (GuestException | QmpErrorException failure) {
            return new PartResult(Suspicion.ofMachine(String.valueOf(failure.getMessage())), Optional.empty());
        } finally {
            PathUtils.delete(files.path());
        }
    }

    private Optional<Suspicion> runToMark(Guest guest, Machine machine, TrialPart part)
            throws IOException, InterruptedException {
        for (Duration until : List.of(part.until(), part.until().plus(PATIENCE))) {
            Optional<Suspicion> end = run(guest, until);
            if (end.isPresent() || hasReachedMark(guest, machine, machines.trial(), part)) {
                return end;
            }
        }
        return Suspicion.ofMachine("it did not get as far as the fixed schedule");
    }

    /** Runs on; returns how the machine ended if it did. */
    private static Optional<Suspicion> run(Guest guest, Duration until) throws IOException, InterruptedException {
        guest.resumeUntil(until);
        GuestExit exit = guest.waitForExit();
        return exit instanceof GuestExit.DeadlineReached
                ? Optional.empty()
                : Suspicion.ofMachine("the machine ended: " + exit);
    }

    /** The words of an earlier stream do not count. */
    static boolean hasReachedMark(Guest guest, Machine machine, Trial trial, TrialPart part)
            throws IOException, InterruptedException {
        return switch (part.mark()) {
            case WINDOW_ENDS -> true;
            case STREAM_PLAYS ->
                guest.devices().getNumber(new AudioOutput(trial.scenario().card()).fifo(), "first-word-ns")
                        >= part.window().fromNanos();
            case SCENARIO_ENDS ->
                ConsoleLog.read(machine.transcript()).lines().stream().anyMatch(line -> line.contains(SCENARIO_END));
        };
    }

    private static Optional<Suspicion> judge(Trial trial, Evidence evidence) {
        Judgement judgement = Judge.judgeStopped(trial, evidence);
        return judgement.verdict() == Verdict.CLEAN
                ? Optional.empty()
                : Optional.of(new Suspicion(
                        judgement.findings().toString(),
                        judgement.findings().stream()
                                .filter(finding -> !SILENCE.contains(finding.verdict()))
                                .toList()));
    }
}
