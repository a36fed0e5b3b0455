// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A running command. Closing it kills the whole process tree. */
public final class RunningProcess implements AutoCloseable {
    /** Between TERM and KILL, and from KILL to the end. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Command command;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private int keptCharacters;
    private final CompletableFuture<ProcessHandle> handle = new CompletableFuture<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final long startedNanos = System.nanoTime();

    RunningProcess(Command command) {
        this.command = command;
    }

    void started(Process process) {
        handle.complete(process.toHandle());
    }

    void ended(int exitStatus) {
        status.complete(exitStatus);
    }

    /** A stream whose lines are added here. Each pump needs its own, because a stream buffers incomplete lines. */
    OutputStream newStream() {
        return new LineOutputStream(StandardCharsets.UTF_8, LineOutputStream.splittingAtCarriageReturns(this::addLine));
    }

    /**
     * Passes a line of the program's output or error stream to the listener, one at a time, and keeps the last ones.
     */
    void addLine(String line) {
        synchronized (lastLines) {
            command.outputListener().accept(line);
            lastLines.addLast(line);
            keptCharacters += line.length();
            while (lastLines.size() > CommandResult.KEPT_LINES || keptCharacters > CommandResult.KEPT_CHARACTERS) {
                keptCharacters -= lastLines.removeFirst().length();
            }
        }
    }

    public boolean isAlive() {
        return !status.isDone();
    }

    /** The exit status, once there is one. */
    public Optional<Integer> status() {
        return status.isDone() ? Optional.of(status.getNow(-1)) : Optional.empty();
    }

    /** The last lines of output so far. */
    public List<String> output() {
        synchronized (lastLines) {
            return List.copyOf(lastLines);
        }
    }

    /** Waits for the end. The tree is killed if the command's timeout expires. */
    public CommandResult await() throws InterruptedException {
        boolean timedOut = false;
        try {
            status.get(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            timedOut = true;
            kill();
        } catch (InterruptedException interrupted) {
            kill();
            throw interrupted;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        Duration elapsed = Duration.ofNanos(System.nanoTime() - startedNanos);
        return new CommandResult(command, status.getNow(-1), timedOut, output(), elapsed);
    }

    /** Kills the process and all its descendants, TERM then KILL, and waits for their end. */
    public void kill() {
        CompletableFuture.anyOf(handle, status).join(); // another thread starts it
        if (handle.isDone()) {
            killTree(handle.join());
        }
        status.copy().orTimeout(5, TimeUnit.SECONDS).exceptionally(late -> -1).join();
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }

    static void killTree(ProcessHandle root) {
        List<ProcessHandle> tree = tree(root);
        tree.forEach(ProcessHandle::destroy);
        if (!awaitEnd(tree)) {
            Stream.concat(tree.stream(), tree(root).stream()).forEach(ProcessHandle::destroyForcibly);
            awaitEnd(tree);
        }
    }

    private static List<ProcessHandle> tree(ProcessHandle root) {
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    private static boolean awaitEnd(List<ProcessHandle> tree) {
        try {
            Awaitility.await("end of process tree")
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(GRACE)
                    .until(() -> tree.stream().noneMatch(ProcessHandle::isAlive));
            return true;
        } catch (ConditionTimeoutException late) {
            return false;
        }
    }
}
