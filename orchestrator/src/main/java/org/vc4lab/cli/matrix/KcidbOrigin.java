// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.matrix;

import org.vc4lab.cli.exit.UsageException;
import picocli.CommandLine.Option;

/** Under which name results go to KernelCI's database. */
public final class KcidbOrigin {
    @Option(
            names = "--kcidb-origin",
            paramLabel = "NAME",
            description = "The CI system's name in the KCIDB document: a-z, 0-9 and _ (default: ${DEFAULT-VALUE}).")
    private String origin = "vc4lab";

    public String name() {
        if (!origin.matches("[a-z0-9_]+")) {
            throw new UsageException("--kcidb-origin takes a-z, 0-9 and _, not '" + origin + "'");
        }
        return origin;
    }
}
