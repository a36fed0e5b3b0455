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
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;

/**
 * The folder of a run: its manifest, a line of JSON for each finished trial, and below {@code trials/} the files that
 * reports show. A trial is finished once its line is on the disk; a truncated last line is ignored.
 */
public final class RunDirectory implements AutoCloseable {
    static final String MANIFEST = "run.json";
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

    static RunDirectory create(Path path, RunManifest manifest) throws IOException {
        Files.createDirectories(path);
        if (Files.exists(path.resolve(MANIFEST))) {
            throw new IOException(path + " already holds a run; give --resume to continue it, or another folder");
        }
        AtomicFiles.write(path.resolve(MANIFEST), Json.line(manifest));
        return resume(path);
    }

    /** Opens an interrupted run and drops a truncated last line. */
    static RunDirectory resume(Path path) throws IOException {
        FileChannel lock = acquireLock(path);
        RunDirectory existing = read(path);
        FileChannel journal = FileChannel.open(
                path.resolve(RECORDS), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        journal.truncate(wholeLines(path.resolve(RECORDS)).length);
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
            // reported below
        }
        channel.close();
        throw new IOException("another process is at work in " + path);
    }

    /** Reads a run, even while another process writes to it. */
    public static RunDirectory read(Path path) throws IOException {
        RunManifest manifest;
        try {
            manifest = Json.mapper().readValue(Files.readString(path.resolve(MANIFEST)), RunManifest.class);
        } catch (NoSuchFileException missing) {
            throw new IOException(path + " is no run: it has no " + MANIFEST, missing);
        } catch (JsonProcessingException broken) {
            throw new IOException(path.resolve(MANIFEST) + " is damaged: " + broken.getOriginalMessage(), broken);
        }
        Map<String, TrialRecord> records = new LinkedHashMap<>();
        Path file = path.resolve(RECORDS);
        int number = 0;
        for (String line :
                new String(wholeLines(file), StandardCharsets.UTF_8).lines().toList()) {
            number++;
            TrialRecord record = parseRecord(file, number, line);
            records.put(record.id(), record);
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

    private static byte[] wholeLines(Path file) throws IOException {
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    private static byte[] toLine(Object value) throws IOException {
        return Json.line(value).getBytes(StandardCharsets.UTF_8);
    }

    public Path path() {
        return path;
    }

    public RunManifest manifest() {
        return manifest;
    }

    /** Records by id; of a trial that ran again, the last. */
    public synchronized Map<String, TrialRecord> records() {
        return new LinkedHashMap<>(records);
    }

    /** Ids of trials whose recorded verdict is not INFRA. */
    Set<String> completedTrials() {
        return records().values().stream()
                .filter(record -> !record.isInfra())
                .map(TrialRecord::id)
                .collect(Collectors.toSet());
    }

    /** Holds the files of a trial that reports show. */
    public Path trialDirectory(String id) {
        return path.resolve(TRIALS).resolve(TrialFileNames.of(id));
    }

    /** The record is on the disk when this returns. */
    synchronized void add(TrialRecord record) throws IOException {
        FileChannel out = Optional.ofNullable(journal)
                .orElseThrow(() -> new IllegalStateException("opened for reading: " + path));
        append(out, ByteBuffer.wrap(toLine(record)), path);
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
                    "cannot record a result in " + path + ": " + full.getMessage()
                            + "; make room there and continue with --resume",
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
