// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli.mcp;

import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vc4lab.build.store.Progress;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.PrintableWriter;

/**
 * Runs the command of a tool.
 *
 * @param folders that the client may name paths in
 */
public record ToolRunner(CommandRunner commands, AllowedFolders folders, Clock clock) {
    private static final int LONGEST_DOCUMENT = 1 << 20;
    private static final int LONGEST_REMARKS = 1 << 16;

    /** Runs a command of the lab within this process. */
    @FunctionalInterface
    public interface CommandRunner {
        /** Returns the exit code. Nothing that it prints controls a terminal. */
        int run(List<String> commandLine, PrintWriter out, PrintWriter err, Progress progress);
    }

    /** The result has what the command prints, first its document, then what it prints on standard error. */
    CallToolResult run(McpTool tool, Map<String, Object> arguments, Consumer<String> progressMessages) {
        List<String> commandLine;
        try {
            commandLine = tool.commandLine(arguments, folders);
        } catch (UsageException refused) {
            return result(ExitCode.USAGE, "refused: " + refused.getMessage());
        }
        BoundedWriter document = new BoundedWriter(LONGEST_DOCUMENT);
        BoundedWriter remarks = new BoundedWriter(LONGEST_REMARKS);
        PrintWriter err = new PrintWriter(remarks, true);
        CallProgress progress = new CallProgress(progressMessages, err, clock);
        int status = commands.run(commandLine, new PrintWriter(document, true), err, progress);
        String command = "ran: ./vc4lab " + String.join(" ", commandLine) + "\n";
        if (document.isExceeded()) {
            return result(
                    ExitCode.USAGE,
                    command + "its result is longer than the limit of " + (LONGEST_DOCUMENT >> 20)
                            + " Mi characters; name fewer files, candidates or scenarios");
        }
        String printed = remarks.text() + (remarks.isExceeded() ? "\n… cut, limit 64 Ki characters" : "");
        return status >= ExitCode.USAGE
                ? result(status, command + "exit code: " + status + "\n" + printed, document.text())
                : result(status, document.text(), printed);
    }

    private static CallToolResult result(int status, String... texts) {
        List<String> printable = Stream.of(texts)
                .filter(text -> !text.isBlank())
                .map(PrintableWriter::escape)
                .toList();
        return CallToolResult.builder(List.of())
                .textContent(printable)
                .isError(status >= ExitCode.USAGE)
                .meta(Map.of("exitCode", status))
                .build();
    }
}
