// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import java.io.IOException;
import java.nio.file.Path;
import org.vc4lab.guest.MachineProvider;
import org.vc4lab.guest.MachineRequest;
import org.vc4lab.lab.LabMachineProvider;

/** Provides the machines of the lab in the folder that the system property {@code vc4lab.home} names. */
public final class LocalMachineProvider implements MachineProvider {
    private static final String HOME = "vc4lab.home";

    @Override
    public ProvidedMachine provide(MachineRequest request, Path folder) throws IOException, InterruptedException {
        String home = System.getProperty(HOME, "");
        if (home.isEmpty()) {
            throw new IOException("the system property " + HOME + " is not set to the folder of vc4lab's sources");
        }
        return new LabMachineProvider(Path.of(home).toAbsolutePath().normalize(), System.getenv())
                .provide(request, folder);
    }
}
