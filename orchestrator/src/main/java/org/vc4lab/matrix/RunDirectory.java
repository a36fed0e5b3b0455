// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.Json;
import org.vc4lab.lab.model.Verdict;

/**
 * The folder of a run: what it set out to do, a line of JSON for each trial that is done, and below {@code trials/}
 * what the reports show of each. A line is on the disk before its trial counts as done; one that is cut off does not
 * count.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String MANIFEST = "run.json";
    private static final String RECORDS = "records.jsonl";
    private static final String TRIALS = "trials";
    private static final String LOCK = "lock";

    private final Path path;
    private final RunManifest manifest;
    private final Map<String, TrialRecord> records;
    private final @Nullable FileChannel journal;
    private final @Nullable FileChannel lock;

    private RunDirectory(
            Path path,
            RunManifest manifest,
            Map<String, TrialRecord> records,
            @Nullable FileChannel journal,
            @Nullable FileChannel lock) {
        this.path = path;
        this.manifest = manifest;
        this.records = records;
        this.journal = journal;
        this.lock = lock;
    }

    /** A new run. */
    static RunDirectory create(Path path, RunManifest manifest) throws IOException {
        Files.createDirectories(path);
        if (Files.exists(path.resolve(MANIFEST))) {
            throw new IOException(
                    "a run is already in " + path + "; give --resume to go on with it, or another folder");
        }
        Path temporary = path.resolve(MANIFEST + ".new");
        Files.writeString(temporary, Json.line(manifest));
        Files.move(temporary, path.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
        return resume(path);
    }

    /** An interrupted run, to go on with it. What was cut off in the middle of a line is cut away. */
    static RunDirectory resume(Path path) throws IOException {
        FileChannel lock = acquireLock(path);
        RunDirectory existing = read(path);
        FileChannel journal = FileChannel.open(
                path.resolve(RECORDS), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        journal.truncate(wholeLinesLength(path.resolve(RECORDS)));
        journal.position(journal.size());
        return new RunDirectory(path, existing.manifest, existing.records, journal, lock);
    }

    private static FileChannel acquireLock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock fileLock = channel.tryLock();
            if (fileLock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException thisProcess) {
            // told below
        }
        channel.close();
        throw new IOException("another process is at work in " + path);
    }

    /**
     * A run as it is on the disk, whoever works in it.
     *
     * @throws IOException where it is none, or its header is not whole; it says so
     */
    public static RunDirectory read(Path path) throws IOException {
        RunManifest manifest;
        try {
            manifest = Json.mapper().readValue(Files.readString(path.resolve(MANIFEST)), RunManifest.class);
        } catch (NoSuchFileException missing) {
            throw new IOException("no run in " + path + ": it has no " + MANIFEST, missing);
        } catch (JsonProcessingException broken) {
            throw new IOException(path.resolve(MANIFEST) + " is damaged: " + broken.getOriginalMessage(), broken);
        }
        Map<String, TrialRecord> records = new LinkedHashMap<>();
        Path file = path.resolve(RECORDS);
        if (Files.exists(file)) {
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, 0, (int) wholeLinesLength(file), StandardCharsets.UTF_8);
            int number = 0;
            for (String line : text.lines().toList()) {
                number++;
                TrialRecord record = parseRecord(file, number, line);
                records.put(record.id(), record);
            }
        }
        return new RunDirectory(path, manifest, records, null, null);
    }

    private static TrialRecord parseRecord(Path file, int number, String line) throws IOException {
        try {
            return Json.mapper().readValue(line, TrialRecord.class);
        } catch (JsonProcessingException broken) {
            throw new IOException(file + ":" + number + ": damaged: " + broken.getOriginalMessage(), broken);
        }
    }

    /** The bytes up to the last end of a line. */
    private static long wholeLinesLength(Path file) throws IOException {
        if (!Files.exists(file)) {
            return 0;
        }
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    public Path path() {
        return path;
    }

    public RunManifest manifest() {
        return manifest;
    }

    /** What is noted, by id; the last where a trial was tried again. */
    public synchronized Map<String, TrialRecord> records() {
        return new LinkedHashMap<>(records);
    }

    /**
     * The trials that need not be made any more: all but those that our own fault, or an interruption, stood in front
     * of.
     */
    Set<String> completedTrials() {
        return records().values().stream()
                .filter(record -> record.verdict() != Verdict.INFRA)
                .map(TrialRecord::id)
                .collect(Collectors.toSet());
    }

    /** Where the files of a trial are, that reports show. */
    public Path trialDirectory(String id) {
        return trialDirectory(path, id);
    }

    static Path trialDirectory(Path folder, String id) {
        return folder.resolve(TRIALS).resolve(TrialFileNames.of(id));
    }

    /** A trial is done; its line is on the disk when this returns. */
    synchronized void add(TrialRecord record) throws IOException {
        FileChannel out = Optional.ofNullable(journal)
                .orElseThrow(() -> new IllegalStateException("opened for reading: " + path));
        ByteBuffer line = StandardCharsets.UTF_8.encode(Json.line(record));
        append(out, line, path);
        records.put(record.id(), record);
    }

    static void append(FileChannel out, ByteBuffer line, Path path) throws IOException {
        try {
            while (line.hasRemaining()) {
                out.write(line);
            }
            out.force(false);
        } catch (IOException full) {
            throw new IOException(
                    "cannot note what is done in " + path + ": " + full.getMessage()
                            + "; make room there and go on with --resume",
                    full);
        }
    }

    @Override
    public void close() throws IOException {
        if (journal != null) {
            journal.close();
        }
        if (lock != null) {
            lock.close();
        }
    }
}
