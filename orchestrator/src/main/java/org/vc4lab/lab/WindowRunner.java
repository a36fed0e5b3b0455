// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestException;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.evidence.ConsoleLog;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.Termination;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.lab.witness.ClaimWatch;

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

    /** Init's line. */
    private static final String SCENARIO_END = " vc4lab: end scenario=";

    /**
     * For the windows of one trial.
     *
     * @param runner with snapshots
     */
    public static WindowRunner of(TrialRunner runner, Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs)
            throws IOException {
        BootSnapshots snapshots = runner.snapshots().orElseThrow();
        return new WindowRunner(runner, runner.machinesOf(trial, emulator, kernel, rootfs, ClaimWatch.NONE), snapshots);
    }

    /** How far the fixed schedule comes in a part; one that does not come so far may hang. */
    public enum WindowMark {
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

    /**
     * A machine at the begin of a part.
     *
     * @param wordsPlayed until then
     */
    public record PartStart(TrialPart part, ReadyGuest machine, long wordsPlayed) {}

    /** Runs the trial to the begin of a part. */
    public PartStart save(TrialPart part) throws IOException, InterruptedException {
        TrialFolder scratch = new TrialFolder(snapshots.createTempFolder());
        ReadyGuest booted = runner.bootedGuest(machines.create(scratch), machines)
                .orElseThrow(() -> new IOException("no booted machine to go on from; --verbose says why"));
        AtomicLong wordsPlayed = new AtomicLong();
        ReadyGuest machine = snapshots.advance(booted, folder -> machines.create(new TrialFolder(folder)), guest -> {
            Trial trial = machines.trial();
            guest.handIn(
                    TrialMachineFactory.scenarioProperties(trial, scratch),
                    TrialRunner.scenarioText(trial.scenario(), trial.scenario().guestLimit()),
                    part.window().from());
            GuestExit exit = guest.waitForExit();
            if (!(exit instanceof GuestExit.DeadlineReached)) {
                throw new IOException("the machine ended before the window: " + exit);
            }
            wordsPlayed.set(wordsPlayed(guest));
        });
        return new PartStart(part, machine, wordsPlayed.get());
    }

    /** Why the whole trial should run under this schedule; empty if nothing bad was seen. */
    public Optional<String> findSuspicion(Schedule schedule, PartStart start) throws IOException, InterruptedException {
        TrialFolder files = new TrialFolder(snapshots.createTempFolder());
        TrialMachines scheduled = machines.withSchedule(schedule);
        Machine machine = scheduled.create(files);
        try (Guest guest = Guest.restore(machine, start.machine(), runner.launcher())) {
            Duration until = start.part().until();
            Optional<String> suspicion = run(guest, until);
            if (suspicion.isEmpty() && !hasReachedMark(guest, machine, start)) {
                suspicion = run(guest, until.plus(PATIENCE));
                if (suspicion.isEmpty() && !hasReachedMark(guest, machine, start)) {
                    suspicion = Optional.of("it did not get as far as the fixed schedule");
                }
            }
            guest.quit();
            return suspicion.isPresent() ? suspicion : judge(scheduled, files, machine);
        } catch (GuestException | Guest.QmpErrorException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        } finally {
            PathUtils.delete(files.path());
        }
    }

    /** Runs on; returns how the machine ended if it did. */
    private static Optional<String> run(Guest guest, Duration until) throws IOException, InterruptedException {
        guest.resumeUntil(until);
        GuestExit exit = guest.waitForExit();
        return exit instanceof GuestExit.DeadlineReached ? Optional.empty() : Optional.of("the machine ended: " + exit);
    }

    private boolean hasReachedMark(Guest guest, Machine machine, PartStart start)
            throws IOException, InterruptedException {
        return switch (start.part().mark()) {
            case STREAM_PLAYS -> wordsPlayed(guest) > start.wordsPlayed();
            case SCENARIO_ENDS ->
                ConsoleLog.read(machine.transcript()).lines().stream().anyMatch(line -> line.contains(SCENARIO_END));
        };
    }

    private Optional<String> judge(TrialMachines scheduled, TrialFolder files, Machine machine)
            throws IOException, InterruptedException {
        Evidence evidence = runner.readerOf(scheduled, files)
                .read(STOPPED, Guest.DeviceObservations.NONE, machine.console(), machine.transcript(), Duration.ZERO);
        Judgement judgement = Judge.judgeStopped(scheduled.trial(), evidence);
        return judgement.verdict() == Verdict.CLEAN
                ? Optional.empty()
                : Optional.of(judgement.findings().toString());
    }

    private long wordsPlayed(Guest guest) throws IOException, InterruptedException {
        return guest.devices().getNumber("mai" + machines.trial().scenario().card(), "words-played");
    }
}
