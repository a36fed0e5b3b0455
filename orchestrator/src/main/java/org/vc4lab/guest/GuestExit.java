// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.time.Duration;
import java.util.List;

/** How a machine came to its end. */
public sealed interface GuestExit {
    /** The machine stands and its devices can still be asked. */
    default boolean isQueryable() {
        return false;
    }

    /**
     * The guest powered off or reset its machine.
     *
     * @param reason QEMU's word, such as {@code guest-reset}
     */
    record Shutdown(String reason) implements GuestExit {
        @Override
        public boolean isQueryable() {
            return true;
        }
    }

    /** The guest's own clock ran into the deadline that the machine carries. */
    record DeadlineReached() implements GuestExit {
        @Override
        public boolean isQueryable() {
            return true;
        }
    }

    /**
     * Somebody outside ended the machine.
     *
     * @param reason QEMU's word, such as {@code host-signal}
     */
    record ExternalShutdown(String reason) implements GuestExit {}

    /** The emulator ended by itself. */
    record QemuExited(int status, List<String> lastLines) implements GuestExit {
        public QemuExited {
            lastLines = List.copyOf(lastLines);
        }
    }

    /** It ran past its time on the host's clock; the guest's own deadline did not come. */
    record WallClockTimeout(Duration limit) implements GuestExit {}
}
