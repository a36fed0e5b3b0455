// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A started emulator. Closing kills it, whatever its state. */
interface EmulatorProcess extends AutoCloseable {
    /** The exit status, once it has exited. */
    Optional<Integer> status();

    /** The last lines of its output. */
    List<String> output();

    @Override
    void close();

    static EmulatorProcess of(Supplier<Optional<Integer>> status, Supplier<List<String>> output, Runnable kill) {
        return new EmulatorProcess() {
            @Override
            public Optional<Integer> status() {
                return status.get();
            }

            @Override
            public List<String> output() {
                return output.get();
            }

            @Override
            public void close() {
                kill.run();
            }
        };
    }
}
