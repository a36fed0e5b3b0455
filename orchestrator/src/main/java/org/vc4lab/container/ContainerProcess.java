// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/**
 * A program that runs in a container of its own. Closing it ends and removes the container, and whatever would be a
 * trap for this process in the folders that it wrote to.
 */
public final class ContainerProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** So late the engine may still make a container for a client that is gone. */
    private static final Duration LATE = Duration.ofSeconds(2);

    private final String name;
    private final ContainerSpec containerSpec;
    private final RunningProcess client;
    private final ProcessRunner runner;

    ContainerProcess(String name, ContainerSpec containerSpec, RunningProcess client, ProcessRunner runner) {
        this.name = name;
        this.containerSpec = containerSpec;
        this.client = client;
        this.runner = runner;
    }

    /** The program's exit status, once there is one; 125 to 127 where it could not be started. */
    public Optional<Integer> status() {
        return client.status();
    }

    /** The last lines of output so far. */
    public List<String> output() {
        return client.output();
    }

    CommandResult await() throws InterruptedException {
        return client.await();
    }

    @Override
    public void close() {
        removeContainer();
        try {
            for (Path folder : containerSpec.writableMounts().keySet()) {
                UntrustedOutputSanitizer.sanitize(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void removeContainer() {
        if (client.status().isPresent() && client.status().get() < 128) {
            return; // it came to its own end, and docker has removed it
        }
        boolean interrupted = Thread.interrupted(); // it is removed all the same
        try {
            client.close();
            Command remove =
                    Command.of("docker", "rm", "--force", "--volumes", name).timeout(LIMIT);
            if (runner.run(remove).text().contains("No such container")) {
                Thread.sleep(LATE.toMillis());
                runner.run(remove);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
