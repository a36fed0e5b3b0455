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
 * What a bisection has learnt, a line of JSON for each thing, in the order in which it was learnt. A line is on the
 * disk before anything is done with what it says; half a line at the end, which a kill may leave, counts as none. One
 * process at a time has it open.
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

    /** Opens the journal of a folder, which is made if there is none. */
    public static Journal open(Path folder) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE_NAME);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                throw new IOException("another process is at this bisection; wait for it, or end it: " + folder);
            }
            List<Event> events = read(file);
            channel.truncate(byteLength(events));
            channel.position(channel.size());
            return new Journal(folder, channel, events);
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

    private static List<Event> read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        List<Event> events = new ArrayList<>();
        for (int begin = 0; begin < text.length(); ) {
            int end = text.indexOf('\n', begin);
            if (end < 0) {
                break;
            }
            try {
                events.add(Json.mapper().readValue(text.substring(begin, end), Event.class));
            } catch (JsonProcessingException broken) {
                throw new IOException(
                        "line " + (events.size() + 1) + " of " + file
                                + " is none of ours; delete the folder to begin anew",
                        broken);
            }
            begin = end + 1;
        }
        return events;
    }

    private static long byteLength(List<Event> events) throws IOException {
        long length = 0;
        for (Event event : events) {
            length += toBytes(event).length;
        }
        return length;
    }

    private static byte[] toBytes(Event event) throws JsonProcessingException {
        return Json.line(event).getBytes(StandardCharsets.UTF_8);
    }

    /** Where it is, and where what belongs to it goes. */
    public Path folder() {
        return folder;
    }

    /** Where the folders of runs are. */
    Path runsFolder() {
        return folder.resolve("runs");
    }

    /**
     * Begins, or goes on.
     *
     * @param imported what others said before
     */
    public void startOrResume(Event.Started started, List<Event.Imported> imported) throws IOException {
        if (events.isEmpty()) {
            add(started);
        }
        if (!events.get(0).equals(started)) {
            throw new IOException(
                    "another bisection is in this folder: " + folder + "; choose another, or give --fresh");
        }
        long importedCount =
                events.stream().filter(Event.Imported.class::isInstance).count();
        for (Event.Imported event : imported.subList((int) importedCount, imported.size())) {
            add(event);
        }
    }

    /** Deletes a folder with a journal in it; one that is there without a journal is no business of ours. */
    public static void delete(Path folder) throws IOException {
        if (Files.exists(folder.resolve(FILE_NAME))) {
            Journal.open(folder).close(); // nobody is at it
            PathUtils.delete(folder);
        }
    }

    /** All that was learnt so far. */
    public List<Event> events() {
        return List.copyOf(events);
    }

    void add(Event event) throws IOException {
        ByteBuffer line = ByteBuffer.wrap(toBytes(event));
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
