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
public final class Merger {
    private final List<RunFolder> shards = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, RunFolder> from = new LinkedHashMap<>();
    private final Map<String, TrialRecord> records = new LinkedHashMap<>();

    private Merger() {}

    /**
     * All that is there.
     *
     * @param folders of the trials' files, by id
     */
    public record Merged(MatrixDocument document, Map<String, Path> folders) {}

    /**
     * Reads folders of runs.
     *
     * @throws PlanException where they are not of one plan
     * @throws IOException where not one of them can be read
     */
    public static Merged merge(List<Path> folders) throws IOException, PlanException {
        Merger merger = new Merger();
        for (Path folder : folders) {
            merger.take(folder);
        }
        if (merger.shards.isEmpty()) {
            throw new IOException("nothing to merge: " + String.join("; ", merger.notes));
        }
        return merger.merged();
    }

    private void take(Path folder) throws PlanException {
        RunFolder read;
        try {
            read = RunFolder.read(folder);
        } catch (IOException unreadable) {
            notes.add("left out, as it cannot be read: " + unreadable.getMessage());
            return;
        }
        for (RunFolder other : shards) {
            if (!other.header().identity().equals(read.header().identity())) {
                throw new PlanException("not of one plan: " + other.path() + " and " + folder);
            }
        }
        shards.add(read);
        read.records().values().forEach(record -> add(record, read));
    }

    private void add(TrialRecord record, RunFolder folder) {
        TrialRecord before = records.get(record.id());
        if (before == null) {
            records.put(record.id(), record);
            from.put(record.id(), folder);
            return;
        }
        if (before.verdict() != record.verdict()) {
            notes.add(record.id() + ": " + before.verdict() + " in "
                    + from.getOrDefault(record.id(), folder).path() + ", " + record.verdict() + " in "
                    + folder.path() + "; taken: " + taken(before, record).verdict());
        }
        if (taken(before, record).equals(record) && !before.equals(record)) {
            records.put(record.id(), record);
            from.put(record.id(), folder);
        }
    }

    /** What tells something of the kernel before our own fault, then what is worse, then what came first. */
    private static TrialRecord taken(TrialRecord one, TrialRecord other) {
        if (one.isInfra() != other.isInfra()) {
            return one.isInfra() ? other : one;
        }
        return other.verdict().compareTo(one.verdict()) > 0 ? other : one;
    }

    private Merged merged() {
        RunHeader header = shards.get(0).header();
        tellTwice();
        tellDead(header);
        Map<String, Path> folders = new LinkedHashMap<>();
        from.forEach((id, folder) -> folders.put(id, folder.filesOf(id)));
        return new Merged(MatrixDocument.of(header, begun(), records, notes), folders);
    }

    private String begun() {
        return shards.stream()
                .map(shard -> shard.header().begun())
                .min(String::compareTo)
                .orElse("");
    }

    private void tellTwice() {
        Map<String, List<RunFolder>> same = new TreeMap<>();
        shards.forEach(shard -> same.computeIfAbsent(name(shard.header()), name -> new ArrayList<>())
                .add(shard));
        same.forEach((name, folders) -> {
            if (folders.size() > 1) {
                notes.add(name + " is there " + folders.size() + " times: "
                        + folders.stream().map(shard -> shard.path().toString()).toList()
                        + "; each trial counts once");
            }
        });
    }

    /** One that is not there at all, and one that did not come to its end. */
    private void tellDead(RunHeader header) {
        Map<Integer, List<String>> missing = new TreeMap<>();
        for (String id : header.trials()) {
            if (!records.containsKey(id)) {
                missing.computeIfAbsent(header.shards().getOrDefault(id, 0), number -> new ArrayList<>())
                        .add(id);
            }
        }
        missing.forEach((number, ids) -> {
            Optional<RunFolder> dead = shards.stream()
                    .filter(shard ->
                            shard.header().of() == header.of() && shard.header().shard() == number)
                    .findFirst();
            String shard = "shard " + number + "/" + header.of();
            long all = header.shards().values().stream().filter(number::equals).count();
            notes.add(
                    dead.isPresent()
                            ? shard + " died before its end: " + ids.size() + " of its " + all + " trials are missing ("
                                    + dead.get().path() + " can be gone on with: --resume)"
                            : shard + " is not there: its " + ids.size() + " trials are missing");
        });
    }

    private static String name(RunHeader header) {
        return header.of() == 1 ? "the whole plan" : "shard " + header.shard() + "/" + header.of();
    }
}
