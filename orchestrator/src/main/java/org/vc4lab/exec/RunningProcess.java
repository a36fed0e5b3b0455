// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running command. Closing it kills the whole process tree. */
public final class RunningProcess implements AutoCloseable {
    private final Command command;
    private final OutputTail output;
    private final ProcessHandleWatchdog watchdog;
    private final CompletableFuture<Integer> status;
    private final long startedNanos = System.nanoTime();

    RunningProcess(
            Command command, OutputTail output, ProcessHandleWatchdog watchdog, CompletableFuture<Integer> status) {
        this.command = command;
        this.output = output;
        this.watchdog = watchdog;
        this.status = status;
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
        return output.lines();
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
        return new CommandResult(command, status.getNow(-1), timedOut, output.lines(), elapsed);
    }

    /** Kills the process and all its descendants, TERM then KILL, and waits for their end. */
    public void kill() {
        watchdog.killTree();
        status.copy().orTimeout(5, TimeUnit.SECONDS).exceptionally(late -> -1).join();
    }

    @Override
    public void close() {
        if (isAlive()) {
            kill();
        }
    }
}
