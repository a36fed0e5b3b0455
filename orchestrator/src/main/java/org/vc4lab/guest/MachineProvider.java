// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Builds the machines that are requested. Found with {@link ServiceLoader}. */
public interface MachineProvider {
    /** The provider on the class path. */
    static MachineProvider load() {
        return ServiceLoader.load(MachineProvider.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no MachineProvider on the class path"));
    }

    /**
     * Builds a machine, in a folder of its own.
     *
     * @throws IOException if the request is invalid or the build fails
     */
    ProvidedMachine provide(MachineRequest request, Path folder) throws IOException, InterruptedException;

    /**
     * A machine that can be booted.
     *
     * @param launcher for the requested launch mode
     * @param symbols the kernel's vmlinux
     */
    record ProvidedMachine(Machine machine, Launcher launcher, Path symbols) {}
}
