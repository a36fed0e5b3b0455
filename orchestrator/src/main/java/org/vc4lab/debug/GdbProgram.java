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
 * confined as compilers are, reads no file of commands but the lab's and the script, and loads none from beside what it
 * debugs.
 *
 * @param environment where it runs
 */
public record GdbProgram(BuildEnvironment environment) {
    /** The Debian package, which has a program of the same name. */
    public static final String PACKAGE = "gdb-multiarch";

    /** One stream for both, or errors would come before or after what they belong to. */
    private static final List<String> ERRORS_IN_ORDER = List.of("sh", "-c", "exec \"$0\" \"$@\" 2>&1");

    /** The kernel itself has no sources, once it is built. */
    private static final String NO_SOURCE_LINES = "set print frame-info location";

    /** gdb finds no end of an interrupt's stack: the kernel's entry code does not describe its frame. */
    private static final int MOST_FRAMES = 100;

    private static final Duration LIMIT = Duration.ofMinutes(30);

    /**
     * The command that connects.
     *
     * @param target of gdb's command {@code target remote}
     */
    static Command command(String target, GdbFiles files, List<String> more) throws IOException {
        List<String> argv = new ArrayList<>(List.of(PACKAGE, "-nx", "-q"));
        argv.addAll(List.of("-iex", "set auto-load off", "-iex", "set debuginfod enabled off"));
        argv.addAll(List.of("-iex", "set backtrace limit " + MOST_FRAMES));
        argv.addAll(files.earlyArguments());
        argv.addAll(List.of("-ex", "target remote " + target));
        argv.addAll(files.arguments());
        argv.addAll(more);
        argv.add(files.symbols().toString());
        return Command.of(argv);
    }

    /**
     * Runs a script without a terminal. Whoever serves it may take as long as it runs.
     *
     * @param socket in a folder of its own
     * @return its exit status
     */
    public int runScript(Path script, Path socket, GdbFiles files, Consumer<String> onOutputLine)
            throws IOException, InterruptedException {
        List<String> batch = new ArrayList<>(List.of("-batch", "-iex", "set width 0", "-x", script.toString()));
        batch.addAll(List.of("-iex", "set remotetimeout " + LIMIT.toSeconds())); // the trial is on the way
        if (files.twin().isEmpty()) {
            batch.addAll(List.of("-iex", NO_SOURCE_LINES));
        }
        Command gdb = command(socket.toString(), files, batch);
        List<String> inOrder =
                Stream.concat(ERRORS_IN_ORDER.stream(), gdb.argv().stream()).toList();
        CommandResult result = environment.run(
                gdb.argv(inOrder).timeout(LIMIT).onOutputLine(onOutputLine),
                Stream.concat(files.inputs().stream(), Stream.of(script)).toList(),
                List.of(socket.resolveSibling("")));
        if (result.timedOut() || result.status() >= 125) {
            throw new IOException(result.describe());
        }
        return result.status();
    }
}
