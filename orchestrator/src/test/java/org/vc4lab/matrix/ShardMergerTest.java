// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixPlan.PlanIdentity;
import org.vc4lab.matrix.RunDirectory.RunManifest;

class ShardMergerTest {
    private static final String A = "5.10/arm/base/play/prompt";
    private static final String B = "5.10/arm/base/play/slow";
    private static final String C = "5.10/arm/fix/play/prompt";
    private static final String D = "5.10/arm/fix/play/slow";
    private static final Map<String, Integer> SHARDS = shards();

    @TempDir
    Path folder;

    private static Map<String, Integer> shards() {
        Map<String, Integer> shards = new LinkedHashMap<>();
        shards.put(A, 1);
        shards.put(B, 1);
        shards.put(C, 2);
        shards.put(D, 2);
        return shards;
    }

    private Path shard(String name, int number, TrialRecord... records) throws IOException {
        Path shardFolder = folder.resolve(name);
        try (RunDirectory run = RunDirectory.create(shardFolder, MatrixFixtures.manifest(number, 2, SHARDS))) {
            for (TrialRecord record : records) {
                run.add(record);
            }
        }
        return shardFolder;
    }

    private static TrialRecord clean(String id) {
        return MatrixFixtures.trial(id, Verdict.CLEAN, Verdict.CLEAN);
    }

    @Test
    void shardsTogetherAreTheWhole() throws Exception {
        MatrixDocument merged = ShardMerger.merge(
                        List.of(shard("two", 2, clean(D), clean(C)), shard("one", 1, clean(A), clean(B))))
                .document();
        assertThat(merged.results()).extracting(TrialRecord::id).containsExactlyElementsOf(SHARDS.keySet());
        assertThat(merged.notes()).isEmpty();
        assertThat(merged.hasInfraFailure()).isFalse();
    }

    @Test
    void aShardThatDiedAndAMissingShardAreReported() throws Exception {
        MatrixDocument half =
                ShardMerger.merge(List.of(shard("dead", 1, clean(A)))).document();
        assertThat(half.missing()).containsExactlyInAnyOrder(B, C, D);
        assertThat(half.hasInfraFailure()).isTrue();
        assertThat(half.notes())
                .anyMatch(note -> note.startsWith("shard 1/2 died before its end: 1 of its 2 trials are missing"))
                .anyMatch(note -> note.equals("shard 2/2 is not there: its 2 trials are missing"));
    }

    @Test
    void aShardWithoutAReadableHeaderIsReportedAndSkipped() throws Exception {
        Path broken = shard("broken", 2, clean(C));
        Files.writeString(broken.resolve("run.json"), "{\"plan\":");
        MatrixDocument merged = ShardMerger.merge(List.of(shard("one", 1, clean(A), clean(B)), broken))
                .document();
        assertThat(merged.missing()).containsExactlyInAnyOrder(C, D);
        assertThat(merged.notes()).anyMatch(note -> note.contains("left out") && note.contains("run.json is damaged"));
        assertThatThrownBy(() -> ShardMerger.merge(List.of(broken))).hasMessageContaining("nothing to merge");
    }

    /** A shard comes from another machine: what its links lead to is not of this night, and a pipe has no end. */
    @ParameterizedTest
    @ValueSource(
            strings = {"trials", "trials/5.10_arm_fix_play_prompt", "trials/t/console.log", "run.json", "records.jsonl"
            })
    void aShardWithALinkIsReportedAndSkipped(String link) throws Exception {
        Path whole = shard("one", 1, clean(A), clean(B));
        Path linked = shard("two", 2, clean(C), clean(D));
        Path target = linked.resolve(link);
        Path secret = folder.resolve("secret");
        if (Files.exists(target)) {
            Files.move(target, secret);
        }
        Files.createDirectories(target.getParent());
        Files.createSymbolicLink(target, secret);

        MatrixDocument merged = ShardMerger.merge(List.of(whole, linked)).document();
        assertThat(merged.missing()).containsExactlyInAnyOrder(C, D);
        assertThat(merged.notes()).anyMatch(note -> note.contains("left out") && note.contains(target.toString()));
    }

    @Test
    void aShardBehindALinkIsMerged() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("latest"), shard("two", 2, clean(C), clean(D)));
        MatrixDocument merged = ShardMerger.merge(List.of(shard("one", 1, clean(A), clean(B)), link))
                .document();
        assertThat(merged.missing()).isEmpty();
    }

    @Test
    void aShardThatWasRunTwiceCountsOnce() throws Exception {
        TrialRecord worse = MatrixFixtures.trial(C, Verdict.LATENCY, Verdict.CLEAN);
        MatrixDocument merged = ShardMerger.merge(List.of(
                        shard("one", 1, clean(A), clean(B)),
                        shard("two", 2, clean(C), MatrixFixtures.trial(D, Verdict.INFRA, Verdict.CLEAN)),
                        shard("again", 2, worse, clean(D))))
                .document();
        assertThat(merged.results()).hasSize(4).contains(worse, clean(D));
        assertThat(merged.notes())
                .anyMatch(note -> note.startsWith("shard 2/2 is there 2 times"))
                .anyMatch(note -> note.startsWith(C + ": CLEAN in") && note.endsWith("taken: LATENCY"));
    }

    /** The patches are those of the machine that ran the shard; an older lab did not say which. */
    @Test
    void patchesAreKnownIfNoShardDisagrees() throws Exception {
        Path old = create("old", MatrixFixtures.manifest(1, 2, SHARDS, Optional.empty()));
        Path one = create("one", MatrixFixtures.manifest(1, 2, SHARDS, hashes("7", "8")));
        Path other = create("other", MatrixFixtures.manifest(2, 2, SHARDS, hashes("7", "9")));

        assertThat(ShardMerger.merge(List.of(old)).patchsets()).isEmpty();
        assertThat(ShardMerger.merge(List.of(old, one)).patchsets())
                .isEqualTo(hashes("7", "8").orElseThrow());
        ShardMerger.MergedRun merged = ShardMerger.merge(List.of(one, other));
        assertThat(merged.patchsets()).containsExactly(Map.entry("5.10/arm/base", "7"));
        assertThat(merged.document().notes()).contains("the shards tested different patches as 5.10/arm/fix");
    }

    private static Optional<Map<String, String>> hashes(String base, String fix) {
        return Optional.of(Map.of("5.10/arm/base", base, "5.10/arm/fix", fix));
    }

    private Path create(String name, RunManifest manifest) throws IOException {
        Path shardFolder = folder.resolve(name);
        RunDirectory.create(shardFolder, manifest).close();
        return shardFolder;
    }

    @Test
    void refusesShardsOfDifferentPlans() throws Exception {
        Path other = folder.resolve("other");
        RunManifest manifest = MatrixFixtures.manifest(1, 2, SHARDS);
        RunDirectory.create(
                        other,
                        new RunManifest(
                                new PlanIdentity("nightly", "squeak", "another"),
                                manifest.shard(),
                                manifest.trials(),
                                SHARDS,
                                manifest.startedAt(),
                                false,
                                "here",
                                Optional.empty()))
                .close();
        Path first = shard("one", 1, clean(A));
        assertThatThrownBy(() -> ShardMerger.merge(List.of(first, other)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("not of one plan");
    }
}
