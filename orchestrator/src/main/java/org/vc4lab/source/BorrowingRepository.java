// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.source;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/**
 * A repository of the lab that sees the objects of a user's tree beside its own (git's "alternates").
 *
 * @param lender the user's tree
 * @param folder of the lab's repository
 */
public record BorrowingRepository(ReadOnlyGitRepository lender, Path folder, ProcessRunner runner) {
    public Command command(String... arguments) {
        return lender.commandIn(folder, arguments);
    }

    /** Runs git; a status other than 0 is an error. */
    public CommandResult run(String... arguments) throws IOException, InterruptedException {
        return runner.run(command(arguments)).orThrow();
    }

    /** All lines of the output, however many; a {@link CommandResult} keeps only the last. */
    public List<String> lines(String... arguments) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        runner.run(command(arguments).onOutputLine(lines::add)).orThrow();
        return lines;
    }
}
