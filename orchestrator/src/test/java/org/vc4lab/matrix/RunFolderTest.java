// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.lab.Verdict;

class RunFolderTest {
    private static final String ONE = "5.10/arm/base/play/prompt";
    private static final String TWO = "5.10/arm/fix/play/prompt";
    private static final RunHeader HEADER = TestNights.header(1, 1, Map.of(ONE, 1, TWO, 1));

    @TempDir
    Path folder;

    @Test
    void aResumedRunSkipsFinishedTrials() throws Exception {
        TrialRecord record = TestNights.trial(ONE, Verdict.REPRODUCED, Verdict.REPRODUCED);
        try (RunFolder run = RunFolder.create(folder, HEADER)) {
            run.add(record);
        }
        try (RunFolder run = RunFolder.resume(folder)) {
            assertThat(run.header()).isEqualTo(HEADER);
            assertThat(run.records()).containsExactly(Map.entry(ONE, record));
        }
    }

    @Test
    void trialsWithInfrastructureErrorsRunAgain() throws Exception {
        TrialRecord good = TestNights.trial(TWO, Verdict.CLEAN, Verdict.CLEAN);
        try (RunFolder run = RunFolder.create(folder, HEADER)) {
            run.add(TestNights.trial(ONE, Verdict.CLEAN, Verdict.CLEAN));
            run.add(TestNights.trial(TWO, Verdict.INFRA, Verdict.CLEAN));
        }
        try (RunFolder run = RunFolder.resume(folder)) {
            assertThat(run.made()).containsExactly(ONE);
            run.add(good);
            assertThat(run.made()).containsExactlyInAnyOrder(ONE, TWO);
        }
        assertThat(RunFolder.read(folder).records()).hasSize(2).containsEntry(TWO, good);
    }

    @Test
    void aTruncatedLineIsIgnored() throws Exception {
        try (RunFolder run = RunFolder.create(folder, HEADER)) {
            run.add(TestNights.trial(ONE, Verdict.CLEAN, Verdict.CLEAN));
        }
        Files.writeString(folder.resolve("records.jsonl"), "{\"id\":\"" + TWO, StandardOpenOption.APPEND);

        assertThat(RunFolder.read(folder).records()).containsOnlyKeys(ONE);
        try (RunFolder run = RunFolder.resume(folder)) {
            run.add(TestNights.trial(TWO, Verdict.CLEAN, Verdict.CLEAN));
        }
        assertThat(RunFolder.read(folder).records()).containsOnlyKeys(ONE, TWO);
    }

    @Test
    void damageIsReportedWithItsLine() throws Exception {
        RunFolder.create(folder, HEADER).close();
        Files.writeString(folder.resolve("records.jsonl"), "{\"id\": 7}\nnonsense\n");
        assertThatThrownBy(() -> RunFolder.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("records.jsonl:1: damaged");
    }

    @Test
    void twoRunsCannotShareAFolder() throws Exception {
        try (RunFolder run = RunFolder.create(folder, HEADER)) {
            assertThat(run.records()).isEmpty();
            assertThatThrownBy(() -> RunFolder.resume(folder)).hasMessageContaining("another process is at work");
            assertThatThrownBy(() -> RunFolder.create(folder, HEADER)).hasMessageContaining("--resume");
        }
    }
}
