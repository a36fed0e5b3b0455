// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A machine to boot.
 *
 * @param properties set before the first instruction runs
 * @param changes of properties while it runs
 * @param guestLimit the deadline on the guest's own clock, from power on
 * @param wallLimit the deadline on the host's clock
 * @param folder the emulator's working directory, and the only one it writes to; absolute
 * @param display the value of QEMU's option {@code -display}
 * @param witness what watches the kernel
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
        Optional<WitnessFiles> witness) {
    public static final String NO_DISPLAY = "none";
    /** A guest that prints more is stopped. */
    public static final int CONSOLE_LIMIT_MIB = 64;

    public Machine {
        properties = List.copyOf(properties);
        changes = List.copyOf(changes);
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
     */
    public record WitnessFiles(Path plugin, Path configuration, Path log) {}

    /** The same with a picture. */
    public Machine withDisplay(String newDisplay) {
        return new Machine(boot, clockMode, properties, changes, guestLimit, wallLimit, folder, newDisplay, witness);
    }

    /** The same with a witness. */
    public Machine withWitness(WitnessFiles files) {
        return new Machine(
                boot, clockMode, properties, changes, guestLimit, wallLimit, folder, display, Optional.of(files));
    }

    /** The same with its programs, and what they read, at other paths. */
    Machine with(Path qemu, Path kernel, Path deviceTree, Path plugin) {
        BootFiles files = new BootFiles(qemu, kernel, deviceTree, boot.initrd(), boot.commandLine());
        Optional<WitnessFiles> innerWitness =
                witness.map(outer -> new WitnessFiles(plugin, outer.configuration(), outer.log()));
        return new Machine(files, clockMode, properties, changes, guestLimit, wallLimit, folder, display, innerWitness);
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
        return folder.resolve("transcript.log");
    }
}
