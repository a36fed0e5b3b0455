// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.environment.EnvironmentUtils;

/**
 * Runs commands on this host. They do not outlive the JVM: a shutdown hook kills whole process trees, and the kernel's
 * parent-death signal (setpriv(1), {@code --pdeathsig}) works if the JVM itself is killed.
 */
public final class ProcessRunner {
    private static final List<String> DIE_WITH_PARENT = List.of("setpriv", "--pdeathsig", "KILL", "--");
    /** The signal reaches one process only: a shell that leads the group and kills it. */
    private static final List<String> DIE_AS_GROUP = List.of(
            "setpriv",
            "--pdeathsig",
            "TERM",
            "--",
            "setsid",
            "sh",
            "-c",
            "trap 'kill -KILL 0' TERM; \"$@\" & wait $!",
            "group");

    /** Variables that are dropped: the lab may run inside a git hook. */
    private static final String GIT_VARIABLES = "GIT_";

    private final ProcessTreeShutdownHook shutdownHook;

    public ProcessRunner() {
        this.shutdownHook = ProcessTreeShutdownHook.register();
    }

    /** Runs the command to its end. A status other than 0 is a result, not an exception. */
    public CommandResult run(Command command) throws IOException, InterruptedException {
        try (RunningProcess running = start(command)) {
            return running.await();
        }
    }

    /** Starts the command and returns at once. */
    public RunningProcess start(Command command) throws IOException {
        command.workingDirectory().filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new IllegalArgumentException("no folder to run in: " + folder);
        });
        OutputTail output = new OutputTail(command.outputListener());
        ProcessHandleWatchdog watchdog = new ProcessHandleWatchdog();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        DefaultExecutor executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(
                        new PumpStreamHandler(output.newStream(), output.newStream(), openInput(command.stdin())))
                .setWorkingDirectory(
                        command.workingDirectory().map(Path::toFile).orElse(null))
                .get();
        executor.setWatchdog(watchdog);
        executor.setProcessDestroyer(shutdownHook);
        executor.execute(toCommandLine(command), mergeEnvironment(command), new Completion(status, output));
        return new RunningProcess(command, output, watchdog, status);
    }

    private static InputStream openInput(Optional<Path> file) throws IOException {
        return file.isPresent() ? Files.newInputStream(file.get()) : new ByteArrayInputStream(new byte[0]);
    }

    private static CommandLine toCommandLine(Command command) {
        List<String> launcher = command.ownProcessGroup() ? DIE_AS_GROUP : DIE_WITH_PARENT;
        List<String> argv =
                Stream.concat(launcher.stream(), command.argv().stream()).toList();
        CommandLine line = new CommandLine(argv.get(0));
        argv.stream().skip(1).forEach(argument -> line.addArgument(argument, false));
        return line;
    }

    private static Map<String, String> mergeEnvironment(Command command) throws IOException {
        Map<String, String> variables = new HashMap<>(EnvironmentUtils.getProcEnvironment());
        variables.keySet().removeIf(name -> name.startsWith(GIT_VARIABLES));
        variables.putAll(command.environment());
        return variables;
    }

    /**
     * Turns Commons Exec's callbacks into an exit status; a program that cannot be started has status 127, as in a
     * shell.
     */
    private record Completion(CompletableFuture<Integer> status, OutputTail output) implements ExecuteResultHandler {
        @Override
        public void onProcessComplete(int exitValue) {
            status.complete(exitValue);
        }

        @Override
        public void onProcessFailed(ExecuteException failure) {
            boolean notStarted = failure.getCause() instanceof IOException || failure.getExitValue() == -559038737;
            if (notStarted) {
                output.add(String.valueOf(failure.getMessage()));
            }
            status.complete(notStarted ? 127 : failure.getExitValue());
        }
    }
}
