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
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/**
 * A running program that is confined. Closing it ends the program, and deletes files that are dangerous for this
 * process from the folders to which the program wrote.
 */
public final class ConfinedProcess implements AutoCloseable {
    private final Confinement confinement;
    private final RunningProcess process;
    private final Consumer<RunningProcess> end;

    private ConfinedProcess(Confinement confinement, RunningProcess process, Consumer<RunningProcess> end) {
        this.confinement = confinement;
        this.process = process;
        this.end = end;
    }

    /** @param end ends the program, whatever its state */
    static ConfinedProcess start(
            ProcessRunner runner, Confinement confinement, Command command, Consumer<RunningProcess> end)
            throws IOException {
        RunningProcess process = runner.start(command);
        FolderSizeLimit.watch(process, confinement);
        return new ConfinedProcess(confinement, process, end);
    }

    /** The program's exit status, once there is one; 125 to 127 if it could not be started. */
    public Optional<Integer> status() {
        return process.status();
    }

    /** The last lines of output so far. */
    public List<String> output() {
        return process.output();
    }

    CommandResult await() throws InterruptedException {
        return process.await();
    }

    @Override
    public void close() {
        end.accept(process);
        try {
            for (Path folder : confinement.writableMounts().keySet()) {
                deleteDangerousFiles(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
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
