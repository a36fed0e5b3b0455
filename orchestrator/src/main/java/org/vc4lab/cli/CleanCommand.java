// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.vc4lab.build.store.Store;
import org.vc4lab.cli.exit.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Empties the store. */
@Command(
        name = "clean",
        description = "Empties the store: all that was fetched and built, and the folders of the trials.",
        mixinStandardHelpOptions = true)
final class CleanCommand implements Callable<Integer> {
    private final CliContext cliContext;

    @Spec
    private CommandSpec spec;

    CleanCommand(CliContext cliContext) {
        this.cliContext = cliContext;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path root = Store.location(cliContext.environment());
        boolean emptied = Store.clean(root);
        spec.commandLine().getOut().println((emptied ? "emptied: " : "already empty: ") + root);
        return ExitCode.GOOD;
    }
}
