// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A machine to boot.
 *
 * @param qemu the emulator's binary
 * @param kernel what {@code -kernel} gets
 * @param initrd the initial ramdisk; read before {@link Guest#start} returns, and not afterwards
 * @param properties set before the first instruction runs
 * @param triggers properties that are set while it runs
 * @param guestLimit the deadline on the guest's own clock, from power on
 * @param wallLimit how long it may take on the host's clock
 * @param folder where the emulator runs, and all that it writes goes; absolute
 * @param attachment where a person sits at it
 */
public record Machine(
        Path qemu,
        Path kernel,
        Path deviceTree,
        Path initrd,
        String commandLine,
        ClockMode clockMode,
        List<DeviceProperty> properties,
        List<DeviceTrigger> triggers,
        Duration guestLimit,
        Duration wallLimit,
        Path folder,
        ConsoleAttachment attachment) {
    public Machine {
        properties = List.copyOf(properties);
        triggers = List.copyOf(triggers);
    }

    /** A machine that runs by itself. */
    public Machine(
            Path qemu,
            Path kernel,
            Path deviceTree,
            Path initrd,
            String commandLine,
            ClockMode clockMode,
            List<DeviceProperty> properties,
            List<DeviceTrigger> triggers,
            Duration guestLimit,
            Duration wallLimit,
            Path folder) {
        this(
                qemu,
                kernel,
                deviceTree,
                initrd,
                commandLine,
                clockMode,
                properties,
                triggers,
                guestLimit,
                wallLimit,
                folder,
                ConsoleAttachment.NONE);
    }

    /** With somebody at it. */
    public Machine with(ConsoleAttachment otherAttachment) {
        return new Machine(
                qemu,
                kernel,
                deviceTree,
                initrd,
                commandLine,
                clockMode,
                properties,
                triggers,
                guestLimit,
                wallLimit,
                folder,
                otherAttachment);
    }

    /** The same with its programs and what they read at other places. */
    Machine with(Path otherQemu, Path otherKernel, Path otherDeviceTree) {
        return new Machine(
                otherQemu,
                otherKernel,
                otherDeviceTree,
                initrd,
                commandLine,
                clockMode,
                properties,
                triggers,
                guestLimit,
                wallLimit,
                folder,
                attachment);
    }

    /** What the emulator is told of a file: it runs in the folder, which may stand elsewhere for it. */
    Path pathForQemu(Path file) {
        return file.startsWith(folder) ? folder.relativize(file) : file;
    }

    /** All that the guest wrote to its serial console. */
    public Path console() {
        return folder.resolve("console.log");
    }
}
