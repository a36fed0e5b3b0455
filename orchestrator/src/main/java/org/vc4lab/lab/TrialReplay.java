// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.build.kernel.KernelDebugInfo;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.exec.BoundedFiles;
import org.vc4lab.guest.DebuggedGuest;
import org.vc4lab.guest.Guest;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.ReadyGuest;
import org.vc4lab.lab.evidence.WitnessLog;
import org.vc4lab.lab.evidence.WitnessLog.WitnessedSleep;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.witness.ClaimWatch;
import org.vc4lab.lab.witness.WatchedKernel;
import org.vc4lab.lab.witness.Witness;
import org.vc4lab.lab.witness.WitnessExtension;

/** Runs a trial again, as often as one likes, with a debugger attached: each run executes the same instructions. */
public record TrialReplay(TrialMachines machines, BootSnapshots snapshots, TrialRunner runner) {
    /**
     * For one trial.
     *
     * @param runner with snapshots
     */
    public static TrialReplay of(TrialRunner runner, Trial trial, BuildArtifacts artifacts) throws IOException {
        return of(runner, trial, artifacts, ClaimWatch.NONE);
    }

    /** The same; the witness does more than in the trial. */
    public static TrialReplay of(TrialRunner runner, Trial trial, BuildArtifacts artifacts, WitnessExtension extension)
            throws IOException {
        BootSnapshots snapshots = runner.snapshots().orElseThrow();
        return new TrialReplay(runner.machinesOf(trial, artifacts, extension), snapshots, runner);
    }

    /** All that the machine depends on in which the scenario begins, and how its witness is configured. */
    public CacheKey bootKey() throws IOException {
        Path folder = snapshots.createTempFolder();
        try {
            return machines.bootKey(machines.create(new TrialFolder(folder)));
        } finally {
            PathUtils.delete(folder);
        }
    }

    /** The machine in which the scenario begins; it is booted now if no trial has done so before. */
    public ReadyGuest booted() throws IOException, InterruptedException {
        Path folder = snapshots.createTempFolder();
        try {
            return runner.requireBooted(machines, new TrialFolder(folder));
        } finally {
            PathUtils.delete(folder);
        }
    }

    /**
     * Runs it until a time of the guest's clock, and ends it there; what it left by then is in the folder.
     *
     * @throws IOException if its scenario begins later
     */
    public void runUntil(Duration until, TrialFolder files) throws IOException, InterruptedException {
        ReadyGuest booted = booted();
        try (Guest guest = Guest.restore(machines.create(files), booted, runner.launcher())) {
            if (guest.nanos() >= until.toNanos()) {
                throw new IOException(until.toNanos() + " ns of the guest's clock come before the scenario");
            }
            prepare(guest, booted);
            guest.resumeUntil(until);
            guest.awaitStop();
        }
    }

    /** A machine with a debugger's stub from a saved one, which is {@link #booted} or a later one; it is stopped. */
    public DebuggedGuest restore(ReadyGuest saved) throws IOException, InterruptedException {
        return restore(saved, machine -> machine);
    }

    /** The same with a copy of the RAM, so that {@link #save} can save it. */
    public DebuggedGuest restoreToSave(ReadyGuest saved) throws IOException, InterruptedException {
        return restore(saved, machine -> snapshots.withOwnRam(machine, saved));
    }

    /** Changes a machine that is not there yet. */
    @FunctionalInterface
    private interface MachineChange {
        Machine apply(Machine machine) throws IOException, InterruptedException;
    }

    private DebuggedGuest restore(ReadyGuest saved, MachineChange change) throws IOException, InterruptedException {
        Path folder = snapshots.createTempFolder();
        try {
            return restore(saved, change.apply(machines.create(new TrialFolder(folder))));
        } catch (IOException | InterruptedException | RuntimeException failed) {
            PathUtils.delete(folder);
            throw failed;
        }
    }

    private DebuggedGuest restore(ReadyGuest saved, Machine machine) throws IOException, InterruptedException {
        DebuggedGuest debugged = DebuggedGuest.restore(machine, saved, runner.launcher());
        try {
            prepare(debugged.guest(), saved);
            return debugged;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            debugged.close();
            throw failed;
        }
    }

    private void prepare(Guest guest, ReadyGuest saved) throws IOException, InterruptedException {
        if (!saved.hasBegun()) {
            Trial trial = machines.trial();
            guest.prepare(
                    trial.scenarioSettings(),
                    TrialRunner.scenarioText(trial, trial.scenario().guestLimit()));
        }
    }

    /** A saved machine at a later time of the guest's clock. */
    public ReadyGuest advance(ReadyGuest saved, Duration until) throws IOException, InterruptedException {
        return snapshots.advance(saved, folder -> machines.create(new TrialFolder(folder)), guest -> {
            prepare(guest, saved);
            guest.resumeUntil(until);
            String reason = guest.awaitStop();
            if (!reason.equals(Guest.DEADLINE_REACHED)) {
                throw new IOException("the trial ends before " + until.toNanos() + " ns: " + reason);
            }
        });
    }

    /** Saves a machine of {@link #restoreToSave} where it is stopped; it can go on there. */
    public ReadyGuest save(DebuggedGuest debugged) throws IOException, InterruptedException {
        return snapshots.save(debugged.guest());
    }

    /** Writes a saved machine into an entry of the store. */
    public void write(ReadyGuest saved, Path entry) throws IOException, InterruptedException {
        snapshots.write(saved, entry);
    }

    /** Reads what {@link #write} has written. */
    public ReadyGuest read(Path entry) throws IOException, InterruptedException {
        return snapshots.read(entry);
    }

    /** Deletes what {@link #advance} or {@link #save} saved, or {@link #read} has read. */
    public void delete(ReadyGuest advanced) throws IOException {
        BootSnapshots.delete(advanced);
    }

    /** Of the guest's clock, for each instruction. */
    public long instructionNanos() {
        return machines.clockMode().instructionNanos();
    }

    /**
     * The first sleep in atomic context or report that the witness of a trial has seen.
     *
     * @param files of a machine that is stopped, or has ended
     * @param fromNanos earlier ones do not count
     */
    public Optional<WitnessedMoment> firstProblem(TrialFolder files, long fromNanos) throws IOException {
        return WitnessedMoment.readFrom(fromNanos, files.witnessLog()).stream().findFirst();
    }

    /** The first sleep in atomic context that has this name in the case. */
    public Optional<WitnessedMoment> firstProblem(TrialFolder files, long fromNanos, String name)
            throws IOException, InterruptedException {
        List<WitnessedMoment> moments = WitnessedMoment.readFrom(fromNanos, files.witnessLog());
        Optional<WatchedKernel> kernel = machines.witness().flatMap(Witness::kernel);
        if (moments.isEmpty() || kernel.isEmpty()) {
            return Optional.empty();
        }
        KernelDebugInfo debugInfo =
                new KernelDebugInfo(machines.artifacts().kernel().symbols(), runner.tools());
        Set<Long> times = new WitnessLog(kernel.get(), machines.trial().ofCase().reports(), debugInfo::inlinedFunctions)
                .readRun(files.witnessLog()).sleeps().stream()
                        .filter(witnessed -> witnessed.sleep().name().equals(Optional.of(name)))
                        .map(WitnessedSleep::atNanos)
                        .collect(Collectors.toSet());
        return moments.stream()
                .filter(moment -> times.contains(moment.atNanos()))
                .findFirst();
    }

    /** What a machine that is stopped has printed so far, since its boot. */
    public static String consoleOf(Machine machine) throws IOException {
        return BoundedFiles.readPlainString(machine.console(), StandardCharsets.UTF_8);
    }

    /** The addresses of a kernel's functions of this name. */
    public List<Long> addressesOf(String function) throws IOException {
        return machines.witness().flatMap(Witness::kernel).stream()
                .flatMap(kernel -> kernel.symbols().addressesOf(function).stream())
                .toList();
    }
}
