// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.time.Duration;
import java.util.List;

/** How a machine ended, or why it stopped. */
public sealed interface GuestExit {
    /** Whether the machine is only stopped, and its devices are readable. */
    default boolean isQueryable() {
        return this instanceof Shutdown || this instanceof DeadlineReached || this instanceof ConsoleFull;
    }

    /**
     * The guest powered off or reset its machine.
     *
     * @param reason QEMU's word, such as {@code guest-reset}
     */
    record Shutdown(String reason) implements GuestExit {}

    /** Init waits for its scenario. */
    record Ready() implements GuestExit {}

    /** The guest's own clock reached the machine's deadline. */
    record DeadlineReached() implements GuestExit {}

    /** The guest printed more than its console's log may hold, and was stopped. */
    record ConsoleFull(int limitMib) implements GuestExit {}

    /**
     * QEMU was ended from outside.
     *
     * @param reason QEMU's word, such as {@code host-signal}
     */
    record ExternalShutdown(String reason) implements GuestExit {}

    /** QEMU exited. */
    record QemuExited(int status, List<String> lastLines) implements GuestExit {
        public QemuExited {
            lastLines = List.copyOf(lastLines);
        }
    }

    /** The limit on the host's clock passed before the guest's own deadline. */
    record WallClockTimeout(Duration limit) implements GuestExit {}
}
