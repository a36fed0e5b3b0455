// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.util.List;

/** How the emulator of a machine is started: as a process of this host, or in a container. */
public sealed interface Launcher permits LocalLauncher, ContainerLauncher {
    /**
     * Starts it and returns at once. It runs in the machine's folder and writes nowhere else; whatever it is told of
     * files there is relative to that.
     */
    EmulatorProcess start(Machine machine, EmulatorArguments arguments) throws IOException;

    /** What the emulator is told, for a machine whose files stand where the emulator sees them. */
    @FunctionalInterface
    interface EmulatorArguments {
        List<String> forMachine(Machine emulatorView);
    }
}
