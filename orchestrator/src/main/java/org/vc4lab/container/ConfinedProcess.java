// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private static final Set<PosixFilePermission> ACCESS = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

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
     * of the host, and opening a FIFO would block forever. Folders that the program closed to its user are opened.
     */
    static void deleteDangerousFiles(Path folder) throws IOException {
        Path real = folder.toRealPath();
        Set<Path> denied = new HashSet<>();
        Files.walkFileTree(real, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) throws IOException {
                makeAccessible(visited);
                return FileVisitResult.CONTINUE;
            }

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
                if (!(failed instanceof AccessDeniedException)) {
                    throw failed;
                }
                if (denied.add(file) && makeAccessible(file)) {
                    Files.walkFileTree(file, this);
                }
                return FileVisitResult.CONTINUE; // what this process cannot open is no danger for it
            }
        });
    }

    /** Gives the owner all rights to a folder; false if that is not possible. */
    private static boolean makeAccessible(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
            if (permissions.addAll(ACCESS)) {
                Files.setPosixFilePermissions(folder, permissions);
            }
            return true;
        } catch (FileSystemException notOurs) {
            return false;
        }
    }

    private static boolean pointsInto(Path folder, Path link) {
        try {
            return link.toRealPath().startsWith(folder);
        } catch (IOException nowhere) {
            return false;
        }
    }
}
