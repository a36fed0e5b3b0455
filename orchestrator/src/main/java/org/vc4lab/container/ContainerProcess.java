// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/**
 * A program that runs in its own container. Closing it removes the container, and deletes files that are dangerous for
 * this process from the folders to which the program wrote.
 */
public final class ContainerProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** Docker may still create the container this long after its client died. */
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

    /** The program's exit status, once there is one; 125 to 127 if it could not be started. */
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
                deleteDangerousFiles(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void removeContainer() {
        if (client.status().isPresent() && client.status().get() < 128) {
            return; // it has exited, and docker has removed it
        }
        boolean interrupted = Thread.interrupted(); // the container is removed nevertheless
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

    /**
     * Deletes pipes, sockets, devices, and links that lead out of the folder: a link may lead this process to any file
     * of the host, and opening a FIFO would block forever.
     */
    static void deleteDangerousFiles(Path folder) throws IOException {
        Path real = folder.toRealPath();
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isOther() || (attributes.isSymbolicLink() && !pointsInto(real, file))) {
                    Files.delete(file);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failed) throws IOException {
                if (failed instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE; // its owner has deleted it in the meantime
                }
                throw failed;
            }
        });
    }

    private static boolean pointsInto(Path folder, Path link) {
        try {
            return link.toRealPath().startsWith(folder);
        } catch (IOException nowhere) {
            return false;
        }
    }
}
