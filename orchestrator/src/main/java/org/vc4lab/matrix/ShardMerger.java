// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts together what the shards of a plan did, whatever became of each. */
public final class ShardMerger {
    private final List<RunDirectory> shards = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, RunDirectory> directoriesById = new LinkedHashMap<>();
    private final Map<String, TrialRecord> records = new LinkedHashMap<>();

    private ShardMerger() {}

    /**
     * All that is there.
     *
     * @param folders of the trials' files, by id
     */
    public record MergedRun(MatrixDocument document, Map<String, Path> folders) {}

    /**
     * Reads folders of runs.
     *
     * @throws PlanException where they are not of one plan
     * @throws IOException where not one of them can be read
     */
    public static MergedRun merge(List<Path> folders) throws IOException, PlanException {
        ShardMerger merger = new ShardMerger();
        for (Path folder : folders) {
            merger.readShard(folder);
        }
        if (merger.shards.isEmpty()) {
            throw new IOException("nothing to merge: " + String.join("; ", merger.notes));
        }
        return merger.toMergedRun();
    }

    private void readShard(Path folder) throws PlanException {
        RunDirectory shard;
        try {
            shard = RunDirectory.read(folder);
        } catch (IOException unreadable) {
            notes.add("left out, as it cannot be read: " + unreadable.getMessage());
            return;
        }
        for (RunDirectory other : shards) {
            if (!other.manifest().identity().equals(shard.manifest().identity())) {
                throw new PlanException("not of one plan: " + other.path() + " and " + folder);
            }
        }
        shards.add(shard);
        shard.records().values().forEach(record -> add(record, shard));
    }

    private void add(TrialRecord record, RunDirectory folder) {
        TrialRecord before = records.get(record.id());
        if (before == null) {
            records.put(record.id(), record);
            directoriesById.put(record.id(), folder);
            return;
        }
        if (before.verdict() != record.verdict()) {
            notes.add(record.id() + ": " + before.verdict() + " in "
                    + directoriesById.getOrDefault(record.id(), folder).path() + ", " + record.verdict() + " in "
                    + folder.path() + "; taken: " + prefer(before, record).verdict());
        }
        if (prefer(before, record).equals(record) && !before.equals(record)) {
            records.put(record.id(), record);
            directoriesById.put(record.id(), folder);
        }
    }

    /** What tells something of the kernel before our own fault, then what is worse, then what came first. */
    private static TrialRecord prefer(TrialRecord earlier, TrialRecord later) {
        if (earlier.isInfra() != later.isInfra()) {
            return earlier.isInfra() ? later : earlier;
        }
        return later.verdict().compareTo(earlier.verdict()) > 0 ? later : earlier;
    }

    private MergedRun toMergedRun() {
        RunManifest manifest = shards.get(0).manifest();
        noteDuplicateShards();
        noteIncompleteShards(manifest);
        Map<String, Path> folders = new LinkedHashMap<>();
        directoriesById.forEach((id, folder) -> folders.put(id, folder.trialDirectory(id)));
        return new MergedRun(MatrixDocument.of(manifest, earliestStart(), records, notes), folders);
    }

    private String earliestStart() {
        return shards.stream()
                .map(shard -> shard.manifest().startedAt())
                .min(String::compareTo)
                .orElse("");
    }

    private void noteDuplicateShards() {
        Map<String, List<RunDirectory>> byName = new TreeMap<>();
        shards.forEach(shard -> byName.computeIfAbsent(shardName(shard.manifest()), name -> new ArrayList<>())
                .add(shard));
        byName.forEach((name, directories) -> {
            if (directories.size() > 1) {
                notes.add(name + " is there " + directories.size() + " times: "
                        + directories.stream()
                                .map(shard -> shard.path().toString())
                                .toList()
                        + "; each trial counts once");
            }
        });
    }

    /** One that is not there at all, and one that did not come to its end. */
    private void noteIncompleteShards(RunManifest manifest) {
        Map<Integer, List<String>> missing = new TreeMap<>();
        for (String id : manifest.trials()) {
            if (!records.containsKey(id)) {
                missing.computeIfAbsent(manifest.shardsById().getOrDefault(id, 0), number -> new ArrayList<>())
                        .add(id);
            }
        }
        missing.forEach((number, ids) -> {
            Optional<RunDirectory> incomplete = shards.stream()
                    .filter(shard -> shard.manifest().shardCount() == manifest.shardCount()
                            && shard.manifest().shard() == number)
                    .findFirst();
            String shard = "shard " + number + "/" + manifest.shardCount();
            long planned = manifest.shardsById().values().stream()
                    .filter(number::equals)
                    .count();
            notes.add(
                    incomplete.isPresent()
                            ? shard + " died before its end: " + ids.size() + " of its " + planned
                                    + " trials are missing (" + incomplete.get().path()
                                    + " can be gone on with: --resume)"
                            : shard + " is not there: its " + ids.size() + " trials are missing");
        });
    }

    private static String shardName(RunManifest manifest) {
        return manifest.shardCount() == 1
                ? "the whole plan"
                : "shard " + manifest.shard() + "/" + manifest.shardCount();
    }
}
