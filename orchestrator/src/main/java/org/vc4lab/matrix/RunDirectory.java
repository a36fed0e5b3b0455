// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.IOUtils;
import org.jspecify.annotations.Nullable;
import org.vc4lab.exec.AtomicFiles;
import org.vc4lab.exec.Json;
import org.vc4lab.matrix.MatrixPlan.PlanIdentity;

/**
 * The folder of a run: its manifest, a line of JSON for each finished trial, and below {@code trials/} the files that
 * reports show. A trial is finished once its line is on the disk; a truncated last line is ignored.
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

    /**
     * What a run is to do.
     *
     * @param trials ids of all trials of the plan, in its order, whichever shard runs them
     * @param shardsById number of the shard that runs a trial
     * @param startedAt ISO 8601, UTC
     * @param ignoresStore whether stored results that are older than {@code startedAt} are ignored
     */
    public record RunManifest(
            @JsonProperty("planIdentity") @JsonUnwrapped PlanIdentity plan,
            @JsonProperty("shardIdentity") @JsonUnwrapped Shard shard,
            @JsonProperty("trials") List<String> trials,
            @JsonProperty("shards") Map<String, Integer> shardsById,
            @JsonProperty("begun") String startedAt,
            @JsonProperty("fresh") boolean ignoresStore,
            @JsonProperty("host") String host) {
        public RunManifest {
            trials = List.copyOf(trials);
            shardsById = Map.copyOf(shardsById);
        }

        public static RunManifest of(
                MatrixPlan plan, Shard shard, String startedAt, boolean ignoresStore, String host) {
            Map<String, Integer> shardsById = Shard.assignShards(plan, shard.count());
            return new RunManifest(plan.identity(), shard, plan.ids(), shardsById, startedAt, ignoresStore, host);
        }

        /** Ids of the trials that a shard runs, in the plan's order. */
        List<String> trialsOf(int shardNumber) {
            return trials.stream()
                    .filter(id -> shardsById.getOrDefault(id, 0) == shardNumber)
                    .toList();
        }

        boolean describesSameRun(RunManifest other) {
            return plan.hash().equals(other.plan.hash()) && shard.equals(other.shard);
        }
    }

    static RunDirectory create(Path path, RunManifest manifest) throws IOException {
        Files.createDirectories(path);
        if (exists(path)) {
            throw new IOException(path + " already holds a run; give --resume to continue it, or another folder");
        }
        AtomicFiles.write(path.resolve(MANIFEST), Json.line(manifest));
        return resume(path, manifest);
    }

    /** Opens an interrupted run of the same plan and shard, and drops a truncated last line. */
    static RunDirectory resume(Path path, RunManifest expected) throws IOException {
        FileChannel lock = acquireLock(path);
        RunDirectory existing = read(path);
        if (!existing.manifest.describesSameRun(expected)) {
            lock.close();
            throw new IOException("the run in " + path + " is of another plan or shard");
        }
        FileChannel journal = FileChannel.open(
                path.resolve(RECORDS), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        journal.truncate(wholeLines(path.resolve(RECORDS)).length);
        journal.position(journal.size());
        return new RunDirectory(path, existing.manifest, existing.records, journal, lock);
    }

    /**
     * The newest unfinished run of a plan and shard.
     *
     * @param runs the folder of runs
     * @param isFinished whether the run in a folder came to its end
     */
    public static Optional<Path> findInterrupted(Path runs, RunManifest expected, Predicate<Path> isFinished)
            throws IOException {
        if (!Files.isDirectory(runs)) {
            return Optional.empty();
        }
        try (Stream<Path> paths = Files.list(runs)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                if (exists(path)
                        && !isFinished.test(path)
                        && read(path).manifest.describesSameRun(expected)) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    public static boolean exists(Path path) {
        return Files.exists(path.resolve(MANIFEST));
    }

    private static FileChannel acquireLock(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
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
            try {
                TrialRecord record = Json.mapper().readValue(line, TrialRecord.class);
                records.put(record.id(), record);
            } catch (JsonProcessingException broken) {
                throw new IOException(file + ":" + number + ": damaged: " + broken.getOriginalMessage(), broken);
            }
        }
        return new RunDirectory(path, manifest, records, null, null);
    }

    private static byte[] wholeLines(Path file) throws IOException {
        byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(bytes, end);
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

    public TrialFiles filesOf(String id) {
        return new TrialFiles(path.resolve(TRIALS).resolve(TrialFiles.nameOf(id)));
    }

    /** The record is on the disk when this returns. */
    synchronized void add(TrialRecord record) throws IOException {
        if (journal == null) {
            throw new IllegalStateException("opened for reading: " + path);
        }
        append(journal, ByteBuffer.wrap(Json.line(record).getBytes(StandardCharsets.UTF_8)), path);
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
        IOUtils.close(journal, lock);
    }
}
