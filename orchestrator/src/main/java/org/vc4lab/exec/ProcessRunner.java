// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.ExecuteException;
import org.apache.commons.exec.ExecuteResultHandler;
import org.apache.commons.exec.ProcessDestroyer;
import org.apache.commons.exec.PumpStreamHandler;
import org.apache.commons.exec.environment.EnvironmentUtils;

/**
 * Runs commands on this host. They do not outlive the JVM: a shutdown hook kills whole process trees, and the kernel's
 * parent-death signal (setpriv(1), {@code --pdeathsig}) works if the JVM itself is killed.
 */
public final class ProcessRunner {
    /** Of a parent that died before a child asked for the signal, there is none: the child then does not begin. */
    private static final List<String> IF_PARENT_LIVES = List.of(
            "sh",
            "-c",
            "test \"$PPID\" = \"$0\" && exec \"$@\"",
            Long.toString(ProcessHandle.current().pid()));

    private static final List<String> KILL_WITH_PARENT = List.of("setpriv", "--pdeathsig", "KILL", "--");
    /** The signal reaches one process only: a shell that leads the group and kills it. */
    private static final String GROUP_LEADER = "trap 'kill -KILL 0' TERM; \"$@\" & wait $!";

    private static final List<String> TERMINATE_WITH_PARENT = List.of("setpriv", "--pdeathsig", "TERM", "--");
    private static final List<String> LEAD_GROUP = List.of("setsid", "sh", "-c", GROUP_LEADER, "group");

    /**
     * The variables of this process that programs inherit. Others may be secrets (a CI's tokens), change what compilers
     * make (KCPPFLAGS) or belong to a git hook (GIT_DIR).
     */
    private static final Pattern INHERITED = Pattern.compile("PATH|HOME|USER|LOGNAME|SHELL|TERM|TMPDIR|TZ"
            + "|LANG|LANGUAGE|LC_[A-Z]+|JAVA_HOME|SSL_CERT_(FILE|DIR)"
            + "|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|XDG_(RUNTIME_DIR|(CACHE|CONFIG|DATA|STATE)_HOME)"
            + "|DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|TLS_VERIFY|API_VERSION)"
            + "|(?i:(https?|ftp|all|no)_proxy)");

    private final Set<Process> processes = ConcurrentHashMap.newKeySet();

    /** Kills the trees of all running processes when the JVM shuts down, also on Ctrl-C. */
    public ProcessRunner() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll, "end of child processes"));
    }

    private void killAll() {
        processes.parallelStream().map(Process::toHandle).forEach(RunningProcess::killTree);
    }

    /** Runs the command to its end. A status other than 0 is a result, not an exception. */
    public CommandResult run(Command command) throws IOException, InterruptedException {
        try (RunningProcess process = start(command)) {
            return process.await();
        }
    }

    /** Starts the command and returns at once. */
    public RunningProcess start(Command command) throws IOException {
        command.workingDirectory().filter(folder -> !Files.isDirectory(folder)).ifPresent(folder -> {
            throw new IllegalArgumentException("no folder to run in: " + folder);
        });
        RunningProcess running = new RunningProcess(command);
        DefaultExecutor executor = DefaultExecutor.builder()
                .setExecuteStreamHandler(
                        new PumpStreamHandler(running.newStream(), running.newStream(), openInput(command.stdin())))
                .setWorkingDirectory(
                        command.workingDirectory().map(Path::toFile).orElse(null))
                .get();
        Callbacks callbacks = new Callbacks(processes, running);
        executor.setProcessDestroyer(callbacks);
        executor.execute(toCommandLine(command), mergeEnvironment(command), callbacks);
        return running;
    }

    private static InputStream openInput(Optional<Path> file) throws IOException {
        return file.isPresent() ? Files.newInputStream(file.get()) : new ByteArrayInputStream(new byte[0]);
    }

    private static CommandLine toCommandLine(Command command) {
        List<String> argv = new ArrayList<>(command.ownProcessGroup() ? TERMINATE_WITH_PARENT : KILL_WITH_PARENT);
        argv.addAll(IF_PARENT_LIVES);
        argv.addAll(command.ownProcessGroup() ? LEAD_GROUP : List.of());
        argv.addAll(command.argv());
        return new CommandLine(argv.get(0)).addArguments(argv.stream().skip(1).toArray(String[]::new), false);
    }

    private static Map<String, String> mergeEnvironment(Command command) throws IOException {
        Map<String, String> variables = new HashMap<>(EnvironmentUtils.getProcEnvironment());
        variables.keySet().removeIf(name -> !INHERITED.matcher(name).matches());
        variables.putAll(command.environment());
        return variables;
    }

    /** Passes Commons Exec's events to the running process, and registers it for the shutdown hook. */
    private record Callbacks(Set<Process> processes, RunningProcess running)
            implements ProcessDestroyer, ExecuteResultHandler {
        @Override
        public boolean add(Process process) {
            running.started(process);
            return processes.add(process);
        }

        @Override
        public boolean remove(Process process) {
            return processes.remove(process);
        }

        @Override
        public int size() {
            return processes.size();
        }

        @Override
        public void onProcessComplete(int exitValue) {
            running.ended(exitValue);
        }

        /** A program that cannot be started has status 127, as in a shell. */
        @Override
        public void onProcessFailed(ExecuteException failure) {
            boolean notStarted = failure.getCause() instanceof IOException || failure.getExitValue() == -559038737;
            if (notStarted) {
                running.addLine(String.valueOf(failure.getMessage()));
            }
            running.ended(notStarted ? 127 : failure.getExitValue());
        }
    }
}
