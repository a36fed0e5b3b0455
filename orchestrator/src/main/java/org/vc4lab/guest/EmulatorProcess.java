// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A started emulator. Closing kills it, whatever its state. */
record EmulatorProcess(Supplier<Optional<Integer>> exitStatus, Supplier<List<String>> lastLines, Runnable kill)
        implements AutoCloseable {
    /** The exit status, once it has exited. */
    Optional<Integer> status() {
        return exitStatus.get();
    }

    /** The last lines of its output. */
    List<String> output() {
        return lastLines.get();
    }

    /** That it has exited, if so, with the last lines of its output. */
    Optional<String> exitReason() {
        return status().map(status -> "QEMU ended with status " + status + "; its last lines:" + System.lineSeparator()
                + String.join(System.lineSeparator(), output()));
    }

    @Override
    public void close() {
        kill.run();
    }
}
