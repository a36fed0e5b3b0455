// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.junit;

import java.io.IOException;
import java.nio.file.Path;
import org.vc4lab.guest.MachineOrder;
import org.vc4lab.guest.MachineSource;
import org.vc4lab.lab.LabMachines;

/** The machines of the lab whose folder the system property {@code vc4lab.home} names. */
public final class HereMachines implements MachineSource {
    private static final String HOME = "vc4lab.home";

    @Override
    public Made make(MachineOrder order, Path folder) throws IOException, InterruptedException {
        String home = System.getProperty(HOME, "");
        if (home.isEmpty()) {
            throw new IOException("the system property " + HOME + " does not say where vc4lab's sources are");
        }
        return new LabMachines(Path.of(home).toAbsolutePath().normalize(), System.getenv()).make(order, folder);
    }
}
