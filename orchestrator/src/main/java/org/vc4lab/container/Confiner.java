// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;

/** Runs untrusted programs: in a sandbox of this host, or in a container. */
public sealed interface Confiner permits Sandbox, DockerImage {
    /** Starts a program and returns at once. Its working directory is the confinement's. */
    ConfinedProcess start(Confinement confinement, Command command) throws IOException;

    /** Runs a program to its end. Its result names the program, not what confines it. */
    default CommandResult run(Confinement confinement, Command command) throws IOException, InterruptedException {
        try (ConfinedProcess process = start(confinement, command)) {
            return process.await().of(command);
        }
    }
}
