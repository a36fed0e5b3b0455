// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceObservations;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.GuestException;
import org.vc4lab.guest.GuestExit;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.QmpErrorException;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.guest.Schedule;
import org.vc4lab.lab.CandidateResult.TrialResult;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.evidence.EvidenceReader;
import org.vc4lab.lab.judge.Judge;
import org.vc4lab.lab.model.CanaryCheck;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Evidence.Termination;
import org.vc4lab.lab.model.Judgement;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.witness.ClaimWatch;
import org.vc4lab.lab.witness.WatchedKernel;
import org.vc4lab.lab.witness.Witness;
import org.vc4lab.lab.witness.WitnessExtension;

/**
 * Runs trials: boots, waits for the end, collects the evidence, judges it.
 *
 * @param tools where programs run that read what foreign makefiles built
 * @param nanoClock the host's clock, such as {@link System#nanoTime}
 * @param watchList kernel-configs/witness.yaml
 * @param snapshots booted machines to go on from; empty to boot for each trial
 */
public record TrialRunner(
        Launcher launcher,
        BuildEnvironment tools,
        ClockMode clockMode,
        LongSupplier nanoClock,
        Path watchList,
        Optional<BootSnapshots> snapshots) {
    private static final System.Logger LOG = System.getLogger(TrialRunner.class.getName());

    /** Guest time that init needs after the scenario for its metrics and the canary. */
    private static final Duration AFTER_SCENARIO = Duration.ofSeconds(4);

    /**
     * Runs a trial. An infrastructure error is the verdict INFRA.
     *
     * @throws IOException if the folder cannot be written or read
     */
    public TrialResult run(Trial trial, BuildArtifacts artifacts, Path folder)
            throws IOException, InterruptedException {
        return run(trial, artifacts, folder, ClaimWatch.NONE);
    }

    /** The same; the witness does more than in other trials. */
    public TrialResult run(Trial trial, BuildArtifacts artifacts, Path folder, WitnessExtension extension)
            throws IOException, InterruptedException {
        try {
            return runIn(folder, trial, artifacts, extension);
        } catch (IOException failed) {
            throw new IOException(
                    "the trial's files cannot be kept in " + folder + ": " + failed.getMessage()
                            + "; make room there, or name another folder with --runs",
                    failed);
        }
    }

    private TrialResult runIn(Path folder, Trial trial, BuildArtifacts artifacts, WitnessExtension extension)
            throws IOException, InterruptedException {
        long started = nanoClock.getAsLong();
        Path absoluteFolder = Files.createDirectories(folder.toAbsolutePath());
        TrialFolder files = new TrialFolder(absoluteFolder);
        TrialMachines machines = machinesOf(trial, artifacts, extension);
        Machine machine = machines.create(files);
        BootOutcome outcome = runMachine(machine, machines, files);
        Evidence evidence = readerOf(machines, files)
                .read(
                        outcome.termination(),
                        outcome.observations(),
                        machine.console(),
                        machine.transcript(),
                        Duration.ofNanos(nanoClock.getAsLong() - started));
        Judgement judgement = Judge.judge(trial, evidence);
        LOG.log(Level.DEBUG, "{0}: {1}, {2}", folder, judgement.verdict(), judgement.findings());
        EvidenceFile.write(files.evidence(), evidence, judgement);
        return new TrialResult(trial, evidence, judgement, absoluteFolder);
    }

    TrialMachines machinesOf(Trial trial, BuildArtifacts artifacts, WitnessExtension extension) throws IOException {
        Optional<Witness> witness = clockMode == ClockMode.DETERMINISTIC
                ? witnessOf(trial.ofCase(), artifacts.emulator(), artifacts.kernel())
                        .map(extension::extend)
                : Optional.empty(); // its times are those of one processor at a time
        return new TrialMachines(trial, artifacts, witness, trial.ofCase().clockFor(clockMode));
    }

    /** Reads what a machine left in the trial's folder. */
    EvidenceReader readerOf(TrialMachines machines, TrialFolder files) throws IOException {
        Kernel kernel = machines.artifacts().kernel();
        KernelDebugInfo debugInfo = new KernelDebugInfo(kernel.symbols(), tools);
        return new EvidenceReader(
                machines.trial(),
                clockMode,
                CanaryCheck.ofNames(kernel.checks()),
                kernel.notes(),
                files,
                machines.artifacts().rootfs().tone(),
                debugInfo::inlinedFunctions,
                machines.witness());
    }

    /** What watches a kernel of the case. */
    public Optional<Witness> witnessOf(Case ofCase, Emulator emulator, Kernel kernel) throws IOException {
        return Witness.of(emulator, kernel, watchList, ofCase.reports().chainFunctions());
    }

    /**
     * A kernel of the case as the witness watches it.
     *
     * @param noWitness the message if the emulator has no witness
     * @throws IOException if it has none, or one that cannot watch this kernel
     */
    public WatchedKernel requireWatchedKernel(Case ofCase, Emulator emulator, Kernel kernel, String noWitness)
            throws IOException {
        Witness witness = witnessOf(ofCase, emulator, kernel).orElseThrow(() -> new IOException(noWitness));
        return witness.kernel()
                .orElseThrow(() -> new IOException("the witness cannot watch this kernel: " + witness.problem()));
    }

    private record BootOutcome(Termination termination, DeviceObservations observations) {
        static BootOutcome lost(String reason) {
            return new BootOutcome(new Termination(Termination.TerminationKind.LOST, reason), DeviceObservations.NONE);
        }
    }

    /**
     * Goes on from a machine that has booted the same before, or boots. The schedule is that of the scenario: each
     * boots with the fixed one, and a kernel that does not get ready shows why without any other.
     */
    private BootOutcome runMachine(Machine machine, TrialMachines machines, TrialFolder files)
            throws IOException, InterruptedException {
        Optional<ReadyGuest> ready = readyGuest(machine, machines);
        try {
            if (ready.isPresent()) {
                try (Guest guest = Guest.restore(machine, ready.get(), launcher)) {
                    return runScenario(machines.trial(), guest, machine, files);
                }
            }
            return boot(machine.withSchedule(Schedule.FIXED), machines, files);
        } catch (GuestException | QmpErrorException failure) {
            return BootOutcome.lost(String.valueOf(failure.getMessage()));
        }
    }

    /** A machine with properties of its own before the boot has a boot of its own, kept only for many schedules. */
    private Optional<ReadyGuest> readyGuest(Machine machine, TrialMachines machines)
            throws IOException, InterruptedException {
        return clockMode == ClockMode.FREE_RUNNING
                        || (!machine.properties().isEmpty()
                                && machine.schedule().isFixed())
                ? Optional.empty()
                : bootedGuest(machine, machines);
    }

    /** The machine when it is ready for its scenario; empty without snapshots, or if it does not get there. */
    Optional<ReadyGuest> bootedGuest(Machine machine, TrialMachines machines) throws IOException, InterruptedException {
        if (snapshots.isEmpty()) {
            return Optional.empty();
        }
        return snapshots.get().getOrBoot(machines.bootKey(machine), machines.bootIsShareable(), folder -> {
            TrialFolder files = new TrialFolder(folder);
            machines.writeInitrd(files);
            return machines.create(files).withoutChanges().withSchedule(Schedule.FIXED);
        });
    }

    /**
     * The machine when it is ready for its scenario.
     *
     * @param files of a machine that is only described
     * @throws IOException if it does not get there
     */
    ReadyGuest requireBooted(TrialMachines machines, TrialFolder files) throws IOException, InterruptedException {
        Machine booting = machines.create(files);
        Optional<ReadyGuest> booted = bootedGuest(booting, machines);
        if (booted.isEmpty()) {
            throw new IOException("no booted machine to go on from: " + whyNotBooted(booting, machines));
        }
        return booted.get();
    }

    /** Why {@link #bootedGuest} was empty. */
    String whyNotBooted(Machine machine, TrialMachines machines) throws IOException {
        return snapshots.isEmpty() ? "there are no snapshots" : snapshots.get().problemOf(machines.bootKey(machine));
    }

    private BootOutcome boot(Machine machine, TrialMachines machines, TrialFolder files)
            throws IOException, InterruptedException {
        try {
            machines.writeInitrd(files);
            try (Guest guest = Guest.start(machine.stoppingWhenReady(), launcher)) {
                Files.deleteIfExists(files.initrd());
                Optional<GuestExit> early = guest.awaitReady();
                if (early.isPresent()) {
                    return observe(machines.trial(), early.get(), guest, machine, files);
                }
                return machines.trial().schedule().isFixed()
                        ? runScenario(machines.trial(), guest, machine, files)
                        : BootOutcome.lost("a schedule goes on from a booted machine, and that could not be kept: "
                                + whyNotBooted(machine, machines));
            }
        } finally {
            Files.deleteIfExists(files.initrd());
        }
    }

    private static BootOutcome runScenario(Trial trial, Guest guest, Machine machine, TrialFolder files)
            throws IOException, InterruptedException {
        guest.handIn(TrialMachineFactory.scenarioProperties(trial, files), scenarioText(trial, machine.guestLimit()));
        return observe(trial, guest.waitForExit(), guest, machine, files);
    }

    static String scenarioText(Trial trial, Duration guestLimit) {
        return trial.scenario()
                .text(deadlineSeconds(guestLimit), trial.schedule().guestCommands());
    }

    /** Init ends a scenario that takes too long, so only a kernel that hangs reaches the deadline. */
    private static long deadlineSeconds(Duration guestLimit) {
        return Math.max(1, guestLimit.minus(AFTER_SCENARIO).toSeconds());
    }

    private static BootOutcome observe(Trial trial, GuestExit exit, Guest guest, Machine machine, TrialFolder files)
            throws IOException, InterruptedException {
        if (!exit.isQueryable()) {
            return BootOutcome.lost(describe(exit));
        }
        DeviceObservations observations =
                guest.observe(trial.scenario().cards(), trial.scenario().counters());
        takeScreenshot(trial, guest, files);
        guest.quit();
        return new BootOutcome(toTermination(exit, machine), observations);
    }

    private static void takeScreenshot(Trial trial, Guest guest, TrialFolder files)
            throws IOException, InterruptedException {
        try {
            AtomicFiles.<InterruptedException>write(
                    files.screenshot(),
                    temporary -> guest.screenshot(trial.scenario().card(), temporary));
        } catch (QmpErrorException noPicture) {
            // an output that is off has no picture
        }
    }

    private static Termination toTermination(GuestExit exit, Machine machine) {
        return exit instanceof GuestExit.Shutdown shutdown
                ? new Termination(Termination.TerminationKind.SHUTDOWN, shutdown.reason())
                : new Termination(
                        Termination.TerminationKind.DEADLINE,
                        "no end within " + machine.guestLimit().toSeconds() + " s of the guest's time");
    }

    private static String describe(GuestExit exit) {
        if (exit instanceof GuestExit.QemuExited exited) {
            return "QEMU ended with status " + exited.status() + "; its last lines:" + System.lineSeparator()
                    + String.join(System.lineSeparator(), exited.lastLines());
        }
        if (exit instanceof GuestExit.WallClockTimeout timeout) {
            return "QEMU was stuck: it did not end within " + timeout.limit().toSeconds() + " s of this machine's time";
        }
        return exit instanceof GuestExit.ExternalShutdown shutdown
                ? "QEMU was ended from outside: " + shutdown.reason()
                : exit.toString();
    }
}
