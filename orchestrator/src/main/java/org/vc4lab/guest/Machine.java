// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A machine to boot.
 *
 * @param properties set before the first instruction runs, or before the state of a saved machine is loaded
 * @param changes of properties while it runs
 * @param guestLimit the deadline on the guest's own clock, from power on
 * @param wallLimit the deadline on the host's clock
 * @param folder the emulator's working directory, and the only one it writes to; absolute
 * @param display the value of QEMU's option {@code -display}
 * @param witness what watches the kernel
 * @param stopsWhenReady whether it stops when init is ready for its scenario, see {@link Guest#awaitReady}
 * @param memory the file that is its RAM; empty for RAM of its own
 * @param schedule which of its processors runs when; only with a deterministic clock
 */
public record Machine(
        BootFiles boot,
        ClockMode clockMode,
        List<DeviceProperty> properties,
        List<ScheduledChange> changes,
        Duration guestLimit,
        Duration wallLimit,
        Path folder,
        String display,
        Optional<WitnessFiles> witness,
        boolean stopsWhenReady,
        Optional<MemoryFile> memory,
        Schedule schedule) {
    public static final String NO_DISPLAY = "none";
    /** The name of the file of {@link #transcript}. */
    public static final String TRANSCRIPT = "transcript.log";
    /** A guest that prints more is stopped. */
    public static final int CONSOLE_LIMIT_MIB = 64;

    public Machine {
        properties = List.copyOf(properties);
        changes = List.copyOf(changes);
        if (clockMode == ClockMode.FREE_RUNNING && !schedule.isFixed()) {
            throw new IllegalArgumentException("the host decides which processor of a free-running machine runs");
        }
    }

    /**
     * The emulator and what it boots.
     *
     * @param qemu the emulator's binary
     * @param kernel the argument of {@code -kernel}
     * @param initrd the initial ramdisk; not read after {@link Guest#start} has returned
     * @param commandLine the kernel's
     */
    public record BootFiles(Path qemu, Path kernel, Path deviceTree, Path initrd, String commandLine) {}

    /**
     * The files of the emulator's witness.
     *
     * @param plugin of QEMU
     * @param configuration in the machine's folder, as is the log that it writes
     * @param calls empty if no calls are traced
     */
    public record WitnessFiles(Path plugin, Path configuration, Path log, Optional<CallFiles> calls) {
        /** Those of a witness that traces no calls. */
        public WitnessFiles(Path plugin, Path configuration, Path log) {
            this(plugin, configuration, log, Optional.empty());
        }
    }

    /**
     * The files of the witness about calls of functions.
     *
     * @param configuration in the machine's folder, as is the log
     */
    public record CallFiles(Path configuration, Path log) {}

    /**
     * A file that is a machine's RAM.
     *
     * @param writable whether the guest changes the file; otherwise each page that it writes to is copied
     */
    public record MemoryFile(Path path, boolean writable) {}

    /** A machine with RAM of its own that boots and runs to its end, without display and witness. */
    public Machine(
            BootFiles boot,
            ClockMode clockMode,
            List<DeviceProperty> properties,
            List<ScheduledChange> changes,
            Duration guestLimit,
            Duration wallLimit,
            Path folder) {
        this(
                boot,
                clockMode,
                properties,
                changes,
                guestLimit,
                wallLimit,
                folder,
                NO_DISPLAY,
                Optional.empty(),
                false,
                Optional.empty(),
                Schedule.FIXED);
    }

    /** The same, but nothing happens to it while it runs. */
    public Machine withoutChanges() {
        return with(boot, List.of(), display, witness, stopsWhenReady, memory, schedule);
    }

    /** The same with a picture. */
    public Machine withDisplay(String newDisplay) {
        return with(boot, changes, newDisplay, witness, stopsWhenReady, memory, schedule);
    }

    /** The same with a witness. */
    public Machine withWitness(WitnessFiles files) {
        return with(boot, changes, display, Optional.of(files), stopsWhenReady, memory, schedule);
    }

    /** The same, but it stops when init is ready for its scenario. */
    public Machine stoppingWhenReady() {
        return with(boot, changes, display, witness, true, memory, schedule);
    }

    /** The same with a file as its RAM. */
    public Machine withMemory(MemoryFile file) {
        return with(boot, changes, display, witness, stopsWhenReady, Optional.of(file), schedule);
    }

    /** The same, but its processors run in another order. */
    public Machine withSchedule(Schedule newSchedule) {
        return with(boot, changes, display, witness, stopsWhenReady, memory, newSchedule);
    }

    private Machine with(
            BootFiles newBoot,
            List<ScheduledChange> newChanges,
            String newDisplay,
            Optional<WitnessFiles> newWitness,
            boolean newStopsWhenReady,
            Optional<MemoryFile> newMemory,
            Schedule newSchedule) {
        return new Machine(
                newBoot,
                clockMode,
                properties,
                newChanges,
                guestLimit,
                wallLimit,
                folder,
                newDisplay,
                newWitness,
                newStopsWhenReady,
                newMemory,
                newSchedule);
    }

    /** The same with its programs, and what they read, at other paths. */
    Machine with(Path qemu, Path kernel, Path deviceTree, Path plugin, Path memoryFile) {
        BootFiles files = new BootFiles(qemu, kernel, deviceTree, boot.initrd(), boot.commandLine());
        Optional<WitnessFiles> innerWitness =
                witness.map(outer -> new WitnessFiles(plugin, outer.configuration(), outer.log(), outer.calls()));
        Optional<MemoryFile> innerMemory = memory.map(
                outer -> outer.path().startsWith(folder) ? outer : new MemoryFile(memoryFile, outer.writable()));
        return with(files, changes, display, innerWitness, stopsWhenReady, innerMemory, schedule);
    }

    /** The path that QEMU uses: relative to the folder, which may be mounted elsewhere for it. */
    Path pathForQemu(Path file) {
        return file.startsWith(folder) ? folder.relativize(file) : file;
    }

    /** The log of the serial console. */
    public Path console() {
        return folder.resolve("console.log");
    }

    /** What the lab's programs in the guest wrote to the device {@code virtual-transcript}, each line with its time. */
    public Path transcript() {
        return folder.resolve(TRANSCRIPT);
    }
}
