// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.vc4lab.exec.RunningProcess;

/** Kills a program whose writable folder has grown past its limit. The folder is measured again and again. */
final class FolderSizeLimit {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    /** Measuring takes at most this part of a processor. */
    private static final int PART_OF_TIME = 100;

    /** Also an empty file takes up space. */
    private static final long BYTES_PER_FILE = 4096;

    private FolderSizeLimit() {}

    static void watch(RunningProcess process, Confinement confinement) {
        if (!confinement.writableMounts().isEmpty()) {
            Thread thread = new Thread(() -> watchUntilEnd(process, confinement), "size of written folders");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static void watchUntilEnd(RunningProcess process, Confinement confinement) {
        int limitMib = confinement.limits().folderMib();
        Duration pause = PERIOD;
        try {
            while (!process.endsWithin(pause)) {
                long started = System.nanoTime();
                for (Path folder : confinement.writableMounts().keySet()) {
                    if (sizeOf(folder) >> 20 >= limitMib) {
                        process.kill("wrote more than " + limitMib + " MiB into " + folder + ", the limit,");
                    }
                }
                Duration measuring =
                        Duration.ofNanos(System.nanoTime() - started).multipliedBy(PART_OF_TIME);
                pause = measuring.compareTo(PERIOD) > 0 ? measuring : PERIOD;
            }
        } catch (InterruptedException | IOException unexpected) {
            process.kill("wrote into a folder that cannot be measured, " + unexpected + ",");
        }
    }

    static long sizeOf(Path folder) throws IOException {
        AtomicLong bytes = new AtomicLong();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.addAndGet(attributes.size() + BYTES_PER_FILE);
                return FileVisitResult.CONTINUE;
            }

            /** The program deletes files meanwhile. It may also have made a folder unreadable, to hide its size. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                bytes.addAndGet(BYTES_PER_FILE);
                return FileVisitResult.CONTINUE;
            }
        });
        return bytes.get();
    }
}
