// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.matrix.RunDirectory.RunManifest;

/** Merges the runs of a plan's shards, finished or not. */
public final class ShardMerger {
    private final List<RunDirectory> shards = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, RunDirectory> directoriesById = new LinkedHashMap<>();
    private final Map<String, TrialRecord> records = new LinkedHashMap<>();

    private ShardMerger() {}

    /**
     * What the shards show together.
     *
     * @param files of the trial with an id
     * @param patchsets of each kernel that is the same in all shards
     */
    public record MergedRun(
            MatrixDocument document, Function<String, TrialFiles> files, Map<String, String> patchsets) {}

    /**
     * Merges the shards of one plan.
     *
     * @param folders folders of runs; notes name those that cannot be read
     * @throws PlanException if they are not of one plan
     * @throws IOException if none of them can be read
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
            requirePlainFiles(folder);
            shard = RunDirectory.read(folder);
        } catch (IOException unreadable) {
            notes.add("left out, it cannot be read: " + unreadable.getMessage());
            return;
        }
        for (RunDirectory other : shards) {
            if (!other.manifest().plan().equals(shard.manifest().plan())) {
                throw new PlanException("not of one plan: " + other.path() + " and " + folder);
            }
        }
        shards.add(shard);
        shard.records().values().forEach(record -> add(record, shard));
    }

    /** A shard comes from elsewhere: a link would lead a file of this machine into the site, and a pipe has no end. */
    private static void requirePlainFiles(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return; // the reader of the run says so
        }
        try (Stream<Path> paths = Files.walk(folder.toRealPath())) {
            Optional<Path> special = paths.filter(path -> !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                            && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .findFirst();
            if (special.isPresent()) {
                throw new IOException("neither a file nor a folder: " + special.get());
            }
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }

    private void add(TrialRecord record, RunDirectory folder) {
        TrialRecord earlier = records.getOrDefault(record.id(), record);
        TrialRecord preferred = prefer(earlier, record);
        if (earlier.verdict() != record.verdict()) {
            notes.add(record.id() + ": " + earlier.verdict() + " in "
                    + directoriesById.getOrDefault(record.id(), folder).path() + ", " + record.verdict() + " in "
                    + folder.path() + "; taken: " + preferred.verdict());
        }
        records.put(record.id(), preferred);
        if (!preferred.equals(earlier) || !directoriesById.containsKey(record.id())) {
            directoriesById.put(record.id(), folder);
        }
    }

    /** A verdict on the kernel wins over INFRA, then the worse verdict, then the earlier record. */
    private static TrialRecord prefer(TrialRecord earlier, TrialRecord later) {
        if (earlier.isInfra() != later.isInfra()) {
            return earlier.isInfra() ? later : earlier;
        }
        return later.verdict().compareTo(earlier.verdict()) > 0 ? later : earlier;
    }

    private MergedRun toMergedRun() {
        RunManifest manifest = shards.get(0).manifest();
        noteDuplicateShards();
        for (int number = 0; number <= manifest.shard().count(); number++) { // 0: in no shard
            noteMissingTrials(manifest, new Shard(number, manifest.shard().count()));
        }
        String startedAt = shards.stream()
                .map(run -> run.manifest().startedAt())
                .min(String::compareTo)
                .orElse("");
        Map<String, String> patchsets = mergePatchsets();
        return new MergedRun(
                MatrixDocument.of(manifest, manifest.trials(), startedAt, records, notes), this::filesOf, patchsets);
    }

    private Map<String, String> mergePatchsets() {
        Map<String, Set<String>> hashes = new TreeMap<>();
        for (RunDirectory shard : shards) {
            shard.manifest().patchsets().orElse(Map.of()).forEach((kernel, hash) -> hashes.computeIfAbsent(
                            kernel, unused -> new LinkedHashSet<>())
                    .add(hash));
        }
        Map<String, String> patchsets = new TreeMap<>();
        hashes.forEach((kernel, hashesOfShards) -> {
            if (hashesOfShards.size() == 1) {
                patchsets.put(kernel, hashesOfShards.iterator().next());
            } else {
                notes.add("the shards tested different patches as " + kernel);
            }
        });
        return patchsets;
    }

    private TrialFiles filesOf(String id) {
        return Objects.requireNonNull(directoriesById.get(id)).filesOf(id);
    }

    private void noteDuplicateShards() {
        Map<String, List<Path>> paths = shards.stream()
                .collect(Collectors.groupingBy(
                        run -> run.manifest().shard().describe(),
                        TreeMap::new,
                        Collectors.mapping(RunDirectory::path, Collectors.toList())));
        paths.forEach((name, copies) -> {
            if (copies.size() > 1) {
                notes.add(name + " is there " + copies.size() + " times: " + copies + "; each trial counts once");
            }
        });
    }

    private void noteMissingTrials(RunManifest manifest, Shard shard) {
        List<String> planned = manifest.trialsOf(shard.number());
        long missing = planned.stream().filter(id -> !records.containsKey(id)).count();
        if (missing == 0) {
            return;
        }
        notes.add(shards.stream()
                .filter(run -> run.manifest().shard().equals(shard))
                .findFirst()
                .map(run -> "shard " + shard + " died before its end: " + missing + " of its " + planned.size()
                        + " trials are missing (continue it in " + run.path() + " with --resume)")
                .orElse("shard " + shard + " is not there: its " + missing + " trials are missing"));
    }
}
