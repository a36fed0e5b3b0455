// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.io.file.PathUtils;
import org.vc4lab.exec.JsonLines;

/**
 * The events of a bisection. An event is on the disk before the bisection acts on it. Only one process at a time has a
 * journal open.
 */
public final class Journal implements AutoCloseable {
    static final String FILE_NAME = "journal.jsonl";

    private final Path folder;
    private final JsonLines<Event> lines;

    private Journal(Path folder, JsonLines<Event> lines) {
        this.folder = folder;
        this.lines = lines;
    }

    /** Opens the journal in a folder, and creates both if they do not exist. */
    public static Journal open(Path folder) throws IOException {
        Files.createDirectories(folder);
        return new Journal(folder, JsonLines.open(folder.resolve(FILE_NAME), Event.class));
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
        if (events().isEmpty()) {
            add(started);
        }
        if (!events().get(0).equals(started)) {
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
        return lines.values();
    }

    public <T extends Event> List<T> events(Class<T> type) {
        return lines.values().stream().filter(type::isInstance).map(type::cast).toList();
    }

    void add(Event event) throws IOException {
        lines.append(event);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
