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
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** A running command. Closing it kills the whole process tree. */
public final class RunningProcess implements AutoCloseable {
    /** Between TERM and KILL, and from KILL to the end. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final Command command;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private int keptCharacters;
    private final CompletableFuture<ProcessHandle> handle = new CompletableFuture<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final AtomicReference<@Nullable String> exceeded = new AtomicReference<>();
    private final long startedNanos = System.nanoTime();
    private volatile long lastLineNanos = startedNanos;

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
        lastLineNanos = System.nanoTime();
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

    /** Waits for the end. The tree is killed if one of the command's limits is exceeded. */
    public CommandResult await() throws InterruptedException {
        try {
            Duration left = untilLimit();
            while (!left.isNegative() && !endsWithin(left)) {
                left = untilLimit();
            }
            if (isAlive()) {
                kill(describeLimit());
            }
        } catch (InterruptedException interrupted) {
            kill();
            throw interrupted;
        }
        return new CommandResult(
                command, status.getNow(-1), Optional.ofNullable(exceeded.get()), output(), since(startedNanos));
    }

    private Duration untilLimit() {
        Duration untilTimeout = command.timeout().minus(since(startedNanos));
        Duration untilSilence = command.silenceLimit().minus(since(lastLineNanos));
        return untilTimeout.compareTo(untilSilence) < 0 ? untilTimeout : untilSilence;
    }

    private String describeLimit() {
        return since(startedNanos).compareTo(command.timeout()) >= 0
                ? "ran past " + command.timeout().toSeconds() + " s"
                : "printed nothing for " + command.silenceLimit().toSeconds() + " s, the limit,";
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }

    /** Waits for the end, at most so long. */
    public boolean endsWithin(Duration limit) throws InterruptedException {
        try {
            status.get(limit.toMillis() + 1, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException late) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Kills it because of a limit, which its result then reports.
     *
     * @param limit what it exceeded, such as "ran past 5 s"
     */
    public void kill(String limit) {
        exceeded.compareAndSet(null, limit);
        kill();
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

    static boolean awaitEnd(List<ProcessHandle> tree) {
        try {
            Awaitility.await("end of process tree")
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .atMost(GRACE)
                    .until(() -> tree.stream().noneMatch(ProcessIdentity::isRunning));
            return true;
        } catch (ConditionTimeoutException late) {
            return false;
        }
    }
}
