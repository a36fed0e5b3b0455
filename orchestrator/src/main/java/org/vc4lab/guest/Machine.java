// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A machine to boot.
 *
 * @param properties set before the first instruction runs
 * @param changes of properties while it runs
 * @param guestLimit the deadline on the guest's own clock, from power on
 * @param wallLimit the deadline on the host's clock
 * @param folder the emulator's working directory, and the only one it writes to; absolute
 * @param attachment how an interactive user is connected
 */
public record Machine(
        BootFiles boot,
        ClockMode clockMode,
        List<DeviceProperty> properties,
        List<ScheduledChange> changes,
        Duration guestLimit,
        Duration wallLimit,
        Path folder,
        ConsoleAttachment attachment) {
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

    /** The same with an interactive user. */
    public Machine with(ConsoleAttachment otherAttachment) {
        return with(boot, otherAttachment);
    }

    /** The same with its programs, and what they read, at other paths. */
    Machine with(Path qemu, Path kernel, Path deviceTree) {
        return with(new BootFiles(qemu, kernel, deviceTree, boot.initrd(), boot.commandLine()), attachment);
    }

    private Machine with(BootFiles otherBoot, ConsoleAttachment otherAttachment) {
        return new Machine(otherBoot, clockMode, properties, changes, guestLimit, wallLimit, folder, otherAttachment);
    }

    /** The path that QEMU uses: relative to the folder, which may be mounted elsewhere for it. */
    Path pathForQemu(Path file) {
        return file.startsWith(folder) ? folder.relativize(file) : file;
    }

    /** The log of the serial console. */
    public Path console() {
        return folder.resolve("console.log");
    }
}
