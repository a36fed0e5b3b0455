// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
import org.vc4lab.exec.JsonLines;
import org.vc4lab.matrix.MatrixPlan.PlanIdentity;

/**
 * The folder of a run: its manifest, a line of JSON for each finished trial, and below {@code trials/} the files that
 * reports show. A trial is finished once its line is on the disk.
 */
public final class RunDirectory implements AutoCloseable {
    private static final String MANIFEST = "run.json";
    private static final String RECORDS = "records.jsonl";
    private static final String TRIALS = "trials";

    private final Path path;
    private final RunManifest manifest;
    private final Map<String, TrialRecord> records = new LinkedHashMap<>();
    private final @Nullable JsonLines<TrialRecord> journal;

    private RunDirectory(
            Path path, RunManifest manifest, List<TrialRecord> lines, @Nullable JsonLines<TrialRecord> journal) {
        this.path = path;
        this.manifest = manifest;
        this.journal = journal;
        lines.forEach(record -> records.put(record.id(), record));
    }

    /**
     * What a run is to do.
     *
     * @param trials ids of all trials of the plan, in its order, whichever shard runs them
     * @param shardsById number of the shard that runs a trial
     * @param startedAt ISO 8601, UTC
     * @param ignoresStore whether stored results that are older than {@code startedAt} are ignored
     * @param patchsets a hash of the patches of each kernel, by {@link PlannedTrial#kernelName}; empty in runs of
     *     before
     */
    public record RunManifest(
            @JsonProperty("planIdentity") @JsonUnwrapped PlanIdentity plan,
            @JsonProperty("shardIdentity") @JsonUnwrapped Shard shard,
            @JsonProperty("trials") List<String> trials,
            @JsonProperty("shards") Map<String, Integer> shardsById,
            @JsonProperty("begun") String startedAt,
            @JsonProperty("fresh") boolean ignoresStore,
            @JsonProperty("host") String host,
            @JsonProperty("patchsets") Optional<Map<String, String>> patchsets) {
        public RunManifest {
            trials = List.copyOf(trials);
            shardsById = Map.copyOf(shardsById);
            patchsets = patchsets.map(Map::copyOf);
        }

        public static RunManifest of(
                MatrixPlan plan,
                Shard shard,
                String startedAt,
                boolean ignoresStore,
                String host,
                Map<String, String> patchsets) {
            Map<String, Integer> shardsById = Shard.assignShards(plan, shard.count());
            return new RunManifest(
                    plan.identity(),
                    shard,
                    plan.ids(),
                    shardsById,
                    startedAt,
                    ignoresStore,
                    host,
                    Optional.of(patchsets));
        }

        /** Ids of the trials that a shard runs, in the plan's order. */
        List<String> trialsOf(int shardNumber) {
            return trials.stream()
                    .filter(id -> shardsById.getOrDefault(id, 0) == shardNumber)
                    .toList();
        }

        /** Results of a patch that was changed since are not mixed with those of the new one. */
        boolean describesSameRun(RunManifest other) {
            boolean hasSamePatches =
                    patchsets.isEmpty() || other.patchsets.isEmpty() || patchsets.equals(other.patchsets);
            return plan.hash().equals(other.plan.hash()) && shard.equals(other.shard) && hasSamePatches;
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

    /** Opens an interrupted run of the same plan and shard. */
    static RunDirectory resume(Path path, RunManifest expected) throws IOException {
        RunManifest manifest = readManifest(path);
        if (!manifest.describesSameRun(expected)) {
            throw new IOException("the run in " + path + " is of another plan or shard, or of other patches");
        }
        JsonLines<TrialRecord> journal = JsonLines.open(path.resolve(RECORDS), TrialRecord.class);
        return new RunDirectory(path, manifest, journal.values(), journal);
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
                if (exists(path) && !isFinished.test(path) && readManifest(path).describesSameRun(expected)) {
                    return Optional.of(path);
                }
            }
        }
        return Optional.empty();
    }

    public static boolean exists(Path path) {
        return Files.exists(path.resolve(MANIFEST));
    }

    /** Reads a run, even while another process writes to it. */
    public static RunDirectory read(Path path) throws IOException {
        RunManifest manifest = readManifest(path);
        return new RunDirectory(path, manifest, JsonLines.read(path.resolve(RECORDS), TrialRecord.class), null);
    }

    private static RunManifest readManifest(Path path) throws IOException {
        try {
            return Json.read(path.resolve(MANIFEST), RunManifest.class);
        } catch (NoSuchFileException missing) {
            throw new IOException(path + " is no run: it has no " + MANIFEST, missing);
        }
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
        journal.append(record);
        records.put(record.id(), record);
    }

    @Override
    public void close() throws IOException {
        IOUtils.close(journal);
    }
}
