// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Locks between processes, and between the threads of this one.
 *
 * <p>The system's file locks belong to a process and not to a thread, and closing any channel on a file drops all locks
 * that the process has on it. So each thread first takes a permit of the JVM, of which there is one per file. A thread
 * that holds a lock must not take it again.
 */
public final class FileLocks {
    private static final System.Logger LOG = System.getLogger(FileLocks.class.getName());
    private static final ConcurrentMap<Path, Semaphore> OF_THIS_JVM = new ConcurrentHashMap<>();
    private static final long POLL_MILLIS = 50;
    private static final int LONGEST_PID = 20;

    private FileLocks() {}

    /** A lock that is held until it is closed. */
    public interface Held extends AutoCloseable {
        @Override
        void close() throws IOException;
    }

    /** Waits for the lock, and reports once which process holds it. */
    public static Held acquire(Path file, Consumer<String> onWait) throws IOException, InterruptedException {
        Semaphore semaphore = semaphoreOf(file);
        semaphore.acquire();
        try {
            Optional<Held> held = tryFileLock(file, semaphore);
            if (held.isEmpty()) {
                onWait.accept(describeHolder(file));
            }
            while (held.isEmpty()) {
                Thread.sleep(POLL_MILLIS);
                held = tryFileLock(file, semaphore);
            }
            return held.get();
        } catch (IOException | InterruptedException | RuntimeException failed) {
            semaphore.release();
            throw failed;
        }
    }

    /** Takes the lock if no process and no other thread of this process holds it. */
    public static Optional<Held> tryAcquire(Path file) throws IOException {
        Semaphore semaphore = semaphoreOf(file);
        if (!semaphore.tryAcquire()) {
            return Optional.empty();
        }
        Optional<Held> held = Optional.empty();
        try {
            held = tryFileLock(file, semaphore);
            return held;
        } finally {
            if (held.isEmpty()) {
                semaphore.release();
            }
        }
    }

    private static Semaphore semaphoreOf(Path file) {
        return OF_THIS_JVM.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new Semaphore(1));
    }

    private static Optional<Held> tryFileLock(Path file, Semaphore semaphore) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                channel.close();
                return Optional.empty();
            }
            writePid(channel);
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
        return Optional.of(() -> {
            try {
                channel.close();
            } finally {
                semaphore.release();
            }
        });
    }

    /** The pid is only for messages: without it, on a full disk, the lock is held all the same. */
    private static void writePid(FileChannel channel) throws IOException {
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        try {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
        } catch (IOException full) {
            if (!channel.isOpen()) { // this thread was interrupted, and the lock is lost
                throw full;
            }
            LOG.log(Level.DEBUG, "cannot write the pid into a lock", full);
        }
    }

    /** Who holds the lock, for messages. */
    public static String describeHolder(Path file) throws IOException {
        String pid = Files.readString(file, StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() || pid.length() > LONGEST_PID ? "another process" : "process " + pid;
    }
}
