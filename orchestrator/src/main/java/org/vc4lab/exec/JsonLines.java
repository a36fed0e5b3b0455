// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.exec;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of JSON values, one per line, to which one process at a time appends. A line is in it whole or not at all:
 * what a kill or a full disk leaves of one, is ignored and then overwritten.
 */
public final class JsonLines<T> implements Closeable {
    private static final String LOCK = "lock";
    private static final int LIMIT_MIB = 256;

    private final Path file;
    private final List<T> values = new ArrayList<>();
    /** Unlike a FileChannel it stays open if a thread that appends is interrupted. */
    private final RandomAccessFile out;

    private final FileLocks.Held lock;
    private long end;

    private JsonLines(Path file, Class<T> type, FileLocks.Held lock) throws IOException {
        this.file = file;
        this.end = read(file, type, values);
        this.out = new RandomAccessFile(file.toFile(), "rw");
        this.lock = lock;
    }

    /** Opens or creates a file; a lock file beside it keeps other processes out. */
    public static <T> JsonLines<T> open(Path file, Class<T> type) throws IOException {
        FileLocks.Held lock = FileLocks.tryAcquire(file.resolveSibling(LOCK))
                .orElseThrow(() -> new IOException(
                        "another process is at work in " + file.getParent() + "; wait for it, or end it"));
        try {
            return new JsonLines<>(file, type, lock);
        } catch (IOException | RuntimeException failure) {
            lock.close();
            throw failure;
        }
    }

    /** The values of a file, even while another process appends to it; none if it does not exist. */
    public static <T> List<T> read(Path file, Class<T> type) throws IOException {
        List<T> values = new ArrayList<>();
        read(file, type, values);
        return values;
    }

    /** Returns the length of the whole lines. */
    private static <T> int read(Path file, Class<T> type, List<T> values) throws IOException {
        byte[] bytes = Files.exists(file) ? BoundedFiles.readBytes(file, LIMIT_MIB) : new byte[0];
        ObjectReader reader = Json.mapper().readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                try {
                    values.add(reader.readValue(bytes, begin, i - begin));
                } catch (IOException broken) {
                    String reason = String.valueOf(broken.getMessage()).split("\n", 2)[0];
                    throw new IOException(
                            file + ":" + (values.size() + 1) + ": damaged: " + reason
                                    + "; restore the line, or delete the folder to start again",
                            broken);
                }
                begin = i + 1;
            }
        }
        return begin;
    }

    public synchronized List<T> values() {
        return List.copyOf(values);
    }

    /** The value is on the disk when this returns. If it fails, a later call may succeed. */
    public synchronized void append(T value) throws IOException {
        byte[] line = Json.line(value).getBytes(StandardCharsets.UTF_8);
        try {
            out.setLength(end);
            out.seek(end);
            out.write(line);
            out.getFD().sync();
        } catch (IOException full) {
            throw new IOException(
                    "cannot append to " + file + ": " + full.getMessage()
                            + "; its earlier lines are kept: make room there and resume",
                    full);
        }
        end += line.length;
        values.add(value);
    }

    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            lock.close();
        }
    }
}
