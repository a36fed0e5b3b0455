// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a command ended.
 *
 * @param status the exit status; 128 + signal if a signal ended it
 * @param exceeded the limit because of which it was killed with its whole tree, if it was
 * @param output the last lines of its merged output, at most {@link #KEPT_LINES}
 */
public record CommandResult(
        Command command, int status, Optional<String> exceeded, List<String> output, Duration duration) {

    /** Lines of output that are kept. A listener on the command receives all lines. */
    public static final int KEPT_LINES = 4000;

    /** Characters in them that are kept. */
    static final int KEPT_CHARACTERS = 4 << 20;

    private static final int SHOWN_LINES = 15;

    public CommandResult {
        output = List.copyOf(output);
    }

    public boolean succeeded() {
        return status == 0 && exceeded.isEmpty();
    }

    /** Whether it exceeded a limit and was killed. */
    public boolean timedOut() {
        return exceeded.isPresent();
    }

    /** The same of another command, which this one ran. */
    public CommandResult of(Command inner) {
        return new CommandResult(inner, status, exceeded, output, duration);
    }

    /** The output as one text. */
    public String text() {
        return String.join("\n", output);
    }

    /** This result if the command succeeded; otherwise an error that describes it. */
    public CommandResult orThrow() throws IOException {
        if (!succeeded()) {
            throw new IOException(describe());
        }
        return this;
    }

    /** What was run, its status and its last lines. */
    public String describe() {
        String ending = exceeded.map(limit -> limit + " and was killed").orElse("exit status " + status);
        List<String> last = output.subList(Math.max(0, output.size() - SHOWN_LINES), output.size());
        return "ran: " + command + System.lineSeparator() + ending
                + (last.isEmpty()
                        ? ""
                        : "; its last lines:" + System.lineSeparator() + String.join(System.lineSeparator(), last));
    }
}
