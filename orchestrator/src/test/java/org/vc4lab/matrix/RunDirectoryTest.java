// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.exec.SmallDisk;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.RunDirectory.RunManifest;

class RunDirectoryTest {
    private static final String FIRST_ID = "5.10/arm/base/play/prompt";
    private static final String SECOND_ID = "5.10/arm/fix/play/prompt";
    private static final RunManifest MANIFEST = MatrixFixtures.manifest(1, 1, Map.of(FIRST_ID, 1, SECOND_ID, 1));

    @TempDir
    Path folder;

    @Test
    void aResumedRunSkipsFinishedTrials() throws Exception {
        TrialRecord record = MatrixFixtures.trial(FIRST_ID, Verdict.REPRODUCED, Verdict.REPRODUCED);
        try (RunDirectory run = RunDirectory.create(folder, MANIFEST)) {
            run.add(record);
        }
        try (RunDirectory run = RunDirectory.resume(folder, MANIFEST)) {
            assertThat(run.manifest()).isEqualTo(MANIFEST);
            assertThat(run.records()).containsExactly(Map.entry(FIRST_ID, record));
        }
    }

    @Test
    void resultsOfOtherPatchesAreNotResumed() throws Exception {
        Map<String, Integer> shards = Map.of(FIRST_ID, 1, SECOND_ID, 1);
        RunManifest changed = MatrixFixtures.manifest(1, 1, shards, Optional.of(Map.of("5.10/arm/base", "4567")));
        RunManifest old = MatrixFixtures.manifest(1, 1, shards, Optional.empty());
        RunDirectory.create(folder.resolve("run"), MANIFEST).close();
        RunDirectory.create(folder.resolve("old"), old).close();

        assertThat(RunDirectory.findInterrupted(folder, MANIFEST, run -> run.endsWith("old")))
                .contains(folder.resolve("run"));
        assertThat(RunDirectory.findInterrupted(folder, changed, run -> run.endsWith("old")))
                .isEmpty();
        assertThatThrownBy(() -> RunDirectory.resume(folder.resolve("run"), changed))
                .hasMessageContaining("of other patches");
        RunDirectory.resume(folder.resolve("old"), changed).close();
    }

    @Test
    void trialsWithInfrastructureErrorsRunAgain() throws Exception {
        TrialRecord good = MatrixFixtures.trial(SECOND_ID, Verdict.CLEAN, Verdict.CLEAN);
        try (RunDirectory run = RunDirectory.create(folder, MANIFEST)) {
            run.add(MatrixFixtures.trial(FIRST_ID, Verdict.CLEAN, Verdict.CLEAN));
            run.add(MatrixFixtures.trial(SECOND_ID, Verdict.INFRA, Verdict.CLEAN));
        }
        try (RunDirectory run = RunDirectory.resume(folder, MANIFEST)) {
            assertThat(run.completedTrials()).containsExactly(FIRST_ID);
            run.add(good);
            assertThat(run.completedTrials()).containsExactlyInAnyOrder(FIRST_ID, SECOND_ID);
        }
        assertThat(RunDirectory.read(folder).records()).hasSize(2).containsEntry(SECOND_ID, good);
    }

    @Test
    void aTruncatedLineIsIgnored() throws Exception {
        try (RunDirectory run = RunDirectory.create(folder, MANIFEST)) {
            run.add(MatrixFixtures.trial(FIRST_ID, Verdict.CLEAN, Verdict.CLEAN));
        }
        Files.writeString(folder.resolve("records.jsonl"), "{\"id\":\"" + SECOND_ID, StandardOpenOption.APPEND);

        assertThat(RunDirectory.read(folder).records()).containsOnlyKeys(FIRST_ID);
        try (RunDirectory run = RunDirectory.resume(folder, MANIFEST)) {
            run.add(MatrixFixtures.trial(SECOND_ID, Verdict.CLEAN, Verdict.CLEAN));
        }
        assertThat(RunDirectory.read(folder).records()).containsOnlyKeys(FIRST_ID, SECOND_ID);
    }

    @Test
    void damageIsReportedWithItsLine() throws Exception {
        RunDirectory.create(folder, MANIFEST).close();
        Files.writeString(folder.resolve("records.jsonl"), "{\"id\": 7}\nnonsense\n");
        assertThatThrownBy(() -> RunDirectory.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("records.jsonl:1: damaged");
    }

    @Test
    void twoRunsCannotShareAFolder() throws Exception {
        try (RunDirectory run = RunDirectory.create(folder, MANIFEST)) {
            assertThat(run.records()).isEmpty();
            assertThatThrownBy(() -> RunDirectory.resume(folder, MANIFEST))
                    .hasMessageContaining("another process is at work");
            assertThatThrownBy(() -> RunDirectory.create(folder, MANIFEST)).hasMessageContaining("--resume");
        }
    }

    @Test
    void aFullDiskLosesNoRecordAndTheRunResumes() throws Exception {
        List<String> ids = IntStream.range(0, 30)
                .mapToObj(number -> "5.10/arm/base/play/" + number)
                .toList();
        RunManifest manifest = MatrixFixtures.manifest(1, 1, ids.stream().collect(Collectors.toMap(id -> id, id -> 1)));
        List<String> lost = new ArrayList<>();
        try (SmallDisk disk = SmallDisk.orSkip(folder)) {
            disk.fillAtEachWrite(
                    path -> {
                        lost.clear();
                        try (RunDirectory run = RunDirectory.create(path, manifest)) {
                            for (String id : ids) {
                                try {
                                    run.add(MatrixFixtures.trial(id, Verdict.CLEAN, Verdict.CLEAN));
                                } catch (IOException full) {
                                    disk.makeRoom(); // and another thread goes on
                                    lost.add(id);
                                }
                            }
                        } catch (IOException full) {
                            lost.addAll(ids);
                            throw full;
                        }
                    },
                    path -> {
                        try (RunDirectory run = RunDirectory.exists(path)
                                ? RunDirectory.resume(path, manifest)
                                : RunDirectory.create(path, manifest)) {
                            assertThat(run.records()).hasSize(ids.size() - lost.size());
                            for (String id : lost) {
                                run.add(MatrixFixtures.trial(id, Verdict.CLEAN, Verdict.CLEAN));
                            }
                        }
                        assertThat(RunDirectory.read(path).records()).containsOnlyKeys(ids);
                    });
        }
    }
}
