// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.util.List;
import java.util.Optional;

/** An emulator that was started. Closing it ends it, whatever its state. */
interface EmulatorProcess extends AutoCloseable {
    /** The exit status, once there is one. */
    Optional<Integer> status();

    /** The last lines that it wrote. */
    List<String> output();

    @Override
    void close();
}
