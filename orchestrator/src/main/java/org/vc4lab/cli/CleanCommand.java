// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.vc4lab.build.store.Store;
import org.vc4lab.cli.exit.ExitCode;
import picocli.CommandLine.Command;

/** Empties the store. */
@Command(
        name = "clean",
        description = "Empties the store: everything that was fetched and built, and the folders of the trials.")
final class CleanCommand extends LabCommand {
    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = context().store();
        boolean emptied = Store.clean(root);
        out().println((emptied ? "emptied: " : "already empty: ") + root);
        return ExitCode.GOOD;
    }
}
