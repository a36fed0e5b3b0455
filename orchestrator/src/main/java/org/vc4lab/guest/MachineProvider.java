// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** Makes the machines that are asked for, from whatever has to be built first. Found with {@link ServiceLoader}. */
public interface MachineProvider {
    /** Whoever offers machines. */
    static MachineProvider load() {
        return ServiceLoader.load(MachineProvider.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("nobody offers machines"));
    }

    /**
     * Makes one, in a folder of its own.
     *
     * @throws IOException where there can be no such machine; it says why
     */
    ProvidedMachine provide(MachineRequest request, Path folder) throws IOException, InterruptedException;

    /**
     * A machine that can be booted.
     *
     * @param launcher that fits the order
     * @param symbols the kernel's vmlinux
     */
    record ProvidedMachine(Machine machine, Launcher launcher, Path symbols) {}
}
