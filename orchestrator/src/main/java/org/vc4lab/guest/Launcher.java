// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.util.List;

/** Starts emulators: as processes of this host, or in containers. */
public sealed interface Launcher permits LocalLauncher, ContainerLauncher {
    /**
     * Starts the emulator and returns at once. It runs in the machine's folder and writes nowhere else; paths of files
     * in that folder are relative.
     */
    EmulatorProcess start(Machine machine, EmulatorArguments arguments) throws IOException;

    /** The arguments of the emulator, for a machine whose paths are those that the emulator sees. */
    @FunctionalInterface
    interface EmulatorArguments {
        List<String> forMachine(Machine emulatorView);
    }
}
