// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.vc4lab.build.Cpio;
import org.vc4lab.build.Emulator;
import org.vc4lab.build.Initrd;
import org.vc4lab.build.Kernel;
import org.vc4lab.build.Rootfs;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestEnd;
import org.vc4lab.guest.GuestException;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.LocalLauncher;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.QmpErrorException;
import org.vc4lab.guest.RunProfile;
import org.vc4lab.guest.TriggerState;

/** Runs trials: boots, waits for the end, gathers the evidence, has it judged. */
public final class TrialRunner {
    /** A guest that runs by the host's clock has less done in a second where the host is busy. */
    private static final int PATIENCE_WITH_BUSY_HOST = 6;
    /** Of the guest's time: what init needs behind the scenario to measure and to provoke the canary. */
    private static final Duration AFTER_SCENARIO = Duration.ofSeconds(4);

    private final Launcher launcher;
    private final RunProfile runProfile;
    private final LongSupplier nanoClock;

    /** @param nanoClock the host's clock, such as {@link System#nanoTime} */
    public TrialRunner(ProcessRunner processes, RunProfile runProfile, LongSupplier nanoClock) {
        this(new LocalLauncher(processes), runProfile, nanoClock);
    }

    /** @param nanoClock the host's clock, such as {@link System#nanoTime} */
    public TrialRunner(Launcher launcher, RunProfile runProfile, LongSupplier nanoClock) {
        this.launcher = launcher;
        this.runProfile = runProfile;
        this.nanoClock = nanoClock;
    }

    /**
     * Runs one. What goes wrong on our side is the verdict INFRA.
     *
     * @throws IOException where the folder cannot be written or read; it names the folder
     */
    public TrialResult run(Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs, Path folder)
            throws IOException, InterruptedException {
        try {
            return runIn(folder, trial, emulator, kernel, rootfs);
        } catch (IOException failed) {
            throw new IOException(
                    "the trial's files cannot be kept in " + folder + ": " + failed.getMessage()
                            + "; make room there, or name another folder with --runs",
                    failed);
        }
    }

    private TrialResult runIn(Path folder, Trial trial, Emulator emulator, Kernel kernel, Rootfs rootfs)
            throws IOException, InterruptedException {
        long started = nanoClock.getAsLong();
        List<Canary> checks = Canary.named(kernel.checks());
        Path place = Files.createDirectories(folder.toAbsolutePath());
        TrialFolder files = new TrialFolder(place);
        Machine machine = machine(trial, emulator, kernel, files);
        Outcome outcome;
        files.initrd().toFile().deleteOnExit(); // Ctrl-C runs no "finally"
        try {
            Initrd.write(files.initrd(), rootfs, kernel.canary(), scenario(trial.scenario(), machine.guestLimit()));
            outcome = boot(trial, machine, files);
        } finally {
            Files.deleteIfExists(files.initrd());
        }
        EvidenceReader reader = new EvidenceReader(trial, runProfile, checks, files, rootfs.tone());
        Evidence evidence = reader.read(
                outcome.ending(),
                outcome.observed(),
                machine.console(),
                Duration.ofNanos(nanoClock.getAsLong() - started));
        Judgement judgement = Judge.judge(trial, evidence);
        EvidenceFile.write(files.evidence(), evidence, judgement);
        return new TrialResult(trial, evidence, judgement, place);
    }

    private record Outcome(Ending ending, Observations observed) {
        static Outcome lost(String why) {
            return new Outcome(new Ending(Ending.Kind.LOST, why), Observations.NONE);
        }
    }

    private Machine machine(Trial trial, Emulator emulator, Kernel kernel, TrialFolder files) {
        Duration limit = runProfile == RunProfile.FREE_RUNNING
                ? trial.scenario().guestLimit().multipliedBy(PATIENCE_WITH_BUSY_HOST)
                : trial.scenario().guestLimit();
        RunProfile clock = trial.ofCase().fastProcessors() ? runProfile.faster() : runProfile;
        return TrialMachine.of(trial, emulator, kernel, clock, limit, files);
    }

    /** A scenario that does not end is ended by init, so that only a kernel that hangs meets the deadline. */
    static Cpio scenario(Scenario scenario, Duration guestLimit) {
        long until = Math.max(1, guestLimit.minus(AFTER_SCENARIO).toSeconds());
        return new Cpio()
                .folder("scenario")
                .file("scenario/name", 0644, (scenario.name() + "\n").getBytes(StandardCharsets.UTF_8))
                .file("scenario/until", 0644, (until + "\n").getBytes(StandardCharsets.UTF_8))
                .file("scenario/run", 0755, scenario.script().getBytes(StandardCharsets.UTF_8));
    }

    private Outcome boot(Trial trial, Machine machine, TrialFolder files) throws IOException, InterruptedException {
        try (Guest guest = Guest.start(machine, launcher)) {
            Files.deleteIfExists(files.initrd());
            GuestEnd end = guest.waitForEnd();
            if (!end.canBeAsked()) {
                return Outcome.lost(described(end));
            }
            Observations seen = observed(trial, guest);
            takePicture(trial, guest, files);
            guest.quit();
            return new Outcome(ending(end, machine), seen);
        } catch (GuestException | QmpErrorException ours) {
            return Outcome.lost(String.valueOf(ours.getMessage()));
        }
    }

    private static Observations observed(Trial trial, Guest guest) throws IOException, InterruptedException {
        List<SeenChange> changes = new ArrayList<>();
        for (TriggerState state : guest.triggers()) {
            String what = trial.changes().get(changes.size()).described();
            changes.add(new SeenChange(what, state.firedNanos(), state.error()));
        }
        return new Observations(
                new DeviceReader(guest.devices()).read(trial.scenario().cards()), changes);
    }

    /** A head that is off has no picture. */
    private static void takePicture(Trial trial, Guest guest, TrialFolder files)
            throws IOException, InterruptedException {
        Path beside = files.picture().resolveSibling(files.picture().getFileName() + ".new");
        try {
            guest.screenshot(Board.DISPLAY_ENGINE, trial.scenario().card(), beside);
            Files.move(beside, files.picture(), StandardCopyOption.ATOMIC_MOVE);
        } catch (QmpErrorException off) {
            Files.deleteIfExists(beside);
        }
    }

    private static Ending ending(GuestEnd end, Machine machine) {
        return end instanceof GuestEnd.Shutdown shutdown
                ? new Ending(Ending.Kind.SHUTDOWN, shutdown.reason())
                : new Ending(
                        Ending.Kind.DEADLINE,
                        "no end within " + machine.guestLimit().toSeconds() + " s of the guest's time");
    }

    private static String described(GuestEnd end) {
        if (end instanceof GuestEnd.QemuDied died) {
            return "QEMU ended with status " + died.status() + "; its last lines:" + System.lineSeparator()
                    + String.join(System.lineSeparator(), died.lastLines());
        }
        if (end instanceof GuestEnd.WallDeadline late) {
            return "QEMU was stuck: no end within " + late.limit().toSeconds() + " s of this machine's time";
        }
        return end instanceof GuestEnd.EndedFromOutside outside
                ? "somebody ended QEMU from outside: " + outside.reason()
                : end.toString();
    }
}
