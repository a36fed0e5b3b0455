// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.Json;

/**
 * The events of a bisection, one per line, as JSON. A line is on disk before the bisection acts on it. An incomplete
 * last line, which a kill may leave, is dropped. Only one process at a time has a journal open.
 */
public final class Journal implements AutoCloseable {
    static final String FILE_NAME = "journal.jsonl";

    private final Path folder;
    private final FileChannel channel;
    private final List<Event> events;

    private Journal(Path folder, FileChannel channel, List<Event> events) {
        this.folder = folder;
        this.channel = channel;
        this.events = events;
    }

    /** Opens the journal in a folder, and creates both if they do not exist. */
    public static Journal open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE_NAME);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new IOException("another process runs this bisection; wait for it, or end it: " + folder);
            }
            byte[] bytes = Files.readAllBytes(file);
            int length = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf('\n') + 1;
            channel.truncate(length).position(length);
            return new Journal(folder, channel, parse(new String(bytes, 0, length, StandardCharsets.UTF_8), file));
        } catch (IOException | RuntimeException failure) {
            channel.close();
            throw failure;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            return null;
        }
    }

    private static List<Event> parse(String text, Path file) throws IOException {
        List<Event> events = new ArrayList<>();
        for (String line : text.lines().toList()) {
            try {
                events.add(Json.mapper().readValue(line, Event.class));
            } catch (JsonProcessingException broken) {
                throw new IOException(
                        "line " + (events.size() + 1) + " of " + file
                                + " is not an event of a bisection; delete the folder to start again",
                        broken);
            }
        }
        return events;
    }

    /** The folder of the journal and of its tests. */
    public Path folder() {
        return folder;
    }

    /** The parent of the tests' folders. */
    Path runsFolder() {
        return folder.resolve("runs");
    }

    /**
     * Starts a bisection, or resumes the same one.
     *
     * @param imported outcomes from a git bisect log; those that the journal does not have yet are added
     */
    public void startOrResume(Event.Started started, List<Event.Imported> imported) throws IOException {
        if (events.isEmpty()) {
            add(started);
        }
        if (!events.get(0).equals(started)) {
            throw new IOException(
                    "another bisection is in this folder: " + folder + "; choose another, or give --fresh");
        }
        int importedCount = events(Event.Imported.class).size();
        for (Event.Imported event : imported.subList(importedCount, imported.size())) {
            add(event);
        }
    }

    /** Deletes a folder, unless it has no journal or another process has it open. */
    public static void delete(Path folder) throws IOException {
        if (Files.exists(folder.resolve(FILE_NAME))) {
            Journal.open(folder).close(); // fails if another process has it open
            PathUtils.delete(folder);
        }
    }

    public List<Event> events() {
        return List.copyOf(events);
    }

    public <T extends Event> List<T> events(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    void add(Event event) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(Json.line(event).getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
            channel.write(line);
        }
        channel.force(false);
        events.add(event);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
