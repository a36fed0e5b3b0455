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
 * @param folder where the console's log goes
 * @param seat where a person sits at it
 */
public record Machine(
        Path qemu,
        Path kernel,
        Path deviceTree,
        Path initrd,
        String commandLine,
        RunProfile profile,
        List<DeviceProperty> properties,
        List<DeviceTrigger> triggers,
        Duration guestLimit,
        Duration wallLimit,
        Path folder,
        Seat seat) {
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
            RunProfile profile,
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
                profile,
                properties,
                triggers,
                guestLimit,
                wallLimit,
                folder,
                Seat.NOBODY);
    }

    /** With somebody at it. */
    public Machine with(Seat other) {
        return new Machine(
                qemu,
                kernel,
                deviceTree,
                initrd,
                commandLine,
                profile,
                properties,
                triggers,
                guestLimit,
                wallLimit,
                folder,
                other);
    }

    /** All that the guest wrote to its serial console. */
    public Path console() {
        return folder.resolve("console.log");
    }
}
