// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.NightlyComparison.TrialStatusChange;
import org.vc4lab.matrix.ResultHistory.HistoricalTrial;

class NightlyComparisonTest {
    private static final String ID = "5.10/arm/fix/play/prompt";

    @TempDir
    Path folder;

    private NightlyComparison addNight(int day, String inputs, Verdict verdict) throws IOException {
        return addNight(day, MatrixFixtures.trial(ID, inputs, verdict, Optional.of(Verdict.CLEAN), "why"));
    }

    private NightlyComparison addNight(int day, TrialRecord trial) throws IOException {
        MatrixDocument document = MatrixFixtures.document("2026-03-0" + day + "T02:00:00Z", List.of(trial), List.of());
        try (ResultHistory history = ResultHistory.open(folder.resolve("history.sqlite"))) {
            NightlyComparison comparison = NightlyComparison.of(document, history);
            history.add(document, comparison.isGood());
            return comparison;
        }
    }

    private static TrialStatusChange changeOf(NightlyComparison comparison) {
        return comparison.changeOf(comparison.document().results().get(0));
    }

    /** Newest first. */
    private static List<Verdict> pastVerdicts(NightlyComparison comparison) {
        return Objects.requireNonNull(comparison.pastTrials().get(ID)).stream()
                .map(HistoricalTrial::verdict)
                .toList();
    }

    @Test
    void aRegressionIsMeasuredAgainstTheLastGoodNight() throws Exception {
        assertThat(addNight(1, "a", Verdict.CLEAN).isGood()).isTrue();
        NightlyComparison second = addNight(2, "b", Verdict.BROKEN);
        assertThat(changeOf(second)).isEqualTo(TrialStatusChange.REGRESSED);
        assertThat(second.regressions()).containsExactly(ID);
        NightlyComparison third = addNight(3, "c", Verdict.BROKEN);
        assertThat(changeOf(third)).isEqualTo(TrialStatusChange.SAME);
        assertThat(third.lastNight()).contains("2026-03-02T02:00:00Z");
        assertThat(third.lastGoodNight()).contains("2026-03-01T02:00:00Z");
        assertThat(third.regressions()).as("still worse than the good one").containsExactly(ID);
        NightlyComparison fourth = addNight(4, "d", Verdict.CLEAN);
        assertThat(changeOf(fourth)).isEqualTo(TrialStatusChange.FIXED);
        assertThat(fourth.isGood()).isTrue();
        assertThat(pastVerdicts(fourth)).containsExactly(Verdict.BROKEN, Verdict.BROKEN, Verdict.CLEAN);
    }

    @Test
    void theSameInputsWithAnotherVerdictAreFlaky() throws Exception {
        addNight(1, "a", Verdict.CLEAN);
        assertThat(changeOf(addNight(2, "a", Verdict.BROKEN))).isEqualTo(TrialStatusChange.FLAKY);
    }

    @Test
    void anInfrastructureErrorIsNoRegressionAndNoGoodNight() throws Exception {
        addNight(1, "a", Verdict.CLEAN);
        NightlyComparison infra = addNight(2, "a", Verdict.INFRA);
        assertThat(infra.regressions()).isEmpty();
        assertThat(infra.isGood()).isFalse();
        assertThat(changeOf(addNight(3, "a", Verdict.CLEAN))).isEqualTo(TrialStatusChange.SAME);
    }

    @Test
    void withoutAnExpectationAWorseVerdictIsNew() throws Exception {
        addNight(1, MatrixFixtures.trial(ID, "a", Verdict.CLEAN, Optional.empty(), "why"));
        NightlyComparison second = addNight(2, MatrixFixtures.trial(ID, "b", Verdict.LATENCY, Optional.empty(), "why"));
        assertThat(changeOf(second)).isEqualTo(TrialStatusChange.REGRESSED);
        assertThat(second.regressions()).containsExactly(ID);
    }

    @Test
    void aNightThatIsAddedAgainReplacesItself() throws Exception {
        addNight(1, "a", Verdict.BROKEN);
        addNight(1, "a", Verdict.CLEAN);
        assertThat(pastVerdicts(addNight(2, "a", Verdict.CLEAN))).containsExactly(Verdict.CLEAN);
    }

    @Test
    void aFileThatIsNoHistoryIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("history.sqlite"), "years of work ".repeat(100));
        assertThatThrownBy(() -> ResultHistory.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("history");
        assertThat(file).hasContent("years of work ".repeat(100));
    }
}
