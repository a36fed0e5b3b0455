// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;

/**
 * The program gdb. A foreign kernel's vmlinux is as untrusted as the kernel, and a script may run any program: gdb is
 * confined as compilers are, reads no file of commands but the script, and loads none from beside what it debugs.
 *
 * @param environment where it runs
 */
public record GdbProgram(BuildEnvironment environment) {
    /** The Debian package, which has a program of the same name. */
    public static final String PACKAGE = "gdb-multiarch";

    /** One stream for both, or errors would come before or after what they belong to. */
    private static final List<String> ERRORS_IN_ORDER = List.of("sh", "-c", "exec \"$0\" \"$@\" 2>&1");

    /** A script sees no sources: no folder has those of a kernel once it is built. */
    private static final String NO_SOURCE_LINES = "set print frame-info location";

    private static final Duration LIMIT = Duration.ofMinutes(30);

    /**
     * The command that connects.
     *
     * @param target of gdb's command {@code target remote}
     */
    static Command command(String target, Path vmlinux, List<String> more) {
        List<String> argv = new ArrayList<>(List.of(PACKAGE, "-nx", "-q"));
        argv.addAll(List.of("-iex", "set auto-load off", "-iex", "set debuginfod enabled off"));
        argv.addAll(List.of("-ex", "target remote " + target));
        argv.addAll(more);
        argv.add(vmlinux.toString());
        return Command.of(argv);
    }

    /**
     * Runs a script without a terminal.
     *
     * @param socket in a folder of its own
     * @return its exit status
     */
    int runScript(Path script, Path socket, Path vmlinux, Consumer<String> onOutputLine)
            throws IOException, InterruptedException {
        List<String> batch = List.of("-batch", "-iex", NO_SOURCE_LINES, "-iex", "set width 0", "-x", script.toString());
        Command gdb = command(socket.toString(), vmlinux, batch);
        List<String> inOrder =
                Stream.concat(ERRORS_IN_ORDER.stream(), gdb.argv().stream()).toList();
        CommandResult result = environment.run(
                gdb.argv(inOrder).timeout(LIMIT).onOutputLine(onOutputLine),
                List.of(vmlinux, script),
                List.of(socket.resolveSibling("")));
        if (result.timedOut() || result.status() >= 125) {
            throw new IOException(result.describe());
        }
        return result.status();
    }
}
