// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.lab.Verdict;

class NightTest {
    private static final String ID = "5.10/arm/fix/play/prompt";

    @TempDir
    Path folder;

    private Night night(int day, String inputs, Verdict verdict) throws IOException {
        return night(day, TestNights.trial(ID, inputs, verdict, Optional.of(Verdict.CLEAN), "why"));
    }

    private Night night(int day, TrialRecord trial) throws IOException {
        MatrixDocument document = TestNights.document("2026-03-0" + day + "T02:00:00Z", List.of(trial), List.of());
        try (History history = History.open(folder.resolve("history.sqlite"))) {
            Night night = Night.of(document, history);
            history.add(document, night.isGood());
            return night;
        }
    }

    @Test
    void aRegressionIsMeasuredAgainstTheLastGoodNight() throws Exception {
        assertThat(night(1, "a", Verdict.CLEAN).isGood()).isTrue();
        Night second = night(2, "b", Verdict.BROKEN);
        assertThat(second.change(ID)).isEqualTo(Change.NEW);
        assertThat(second.regressions()).containsExactly(ID);
        Night third = night(3, "c", Verdict.BROKEN);
        assertThat(third.change(ID)).isEqualTo(Change.SAME);
        assertThat(third.lastNight()).contains("2026-03-02T02:00:00Z");
        assertThat(third.lastGood()).contains("2026-03-01T02:00:00Z");
        assertThat(third.regressions()).as("still worse than the good one").containsExactly(ID);
        Night fourth = night(4, "d", Verdict.CLEAN);
        assertThat(fourth.change(ID)).isEqualTo(Change.FIXED);
        assertThat(fourth.isGood()).isTrue();
        assertThat(fourth.verdicts(ID)).containsExactly(Verdict.BROKEN, Verdict.BROKEN, Verdict.CLEAN);
    }

    @Test
    void theSameInputsWithAnotherVerdictAreFlaky() throws Exception {
        night(1, "a", Verdict.CLEAN);
        assertThat(night(2, "a", Verdict.BROKEN).change(ID)).isEqualTo(Change.FLAKY);
    }

    @Test
    void anInfrastructureErrorIsNoRegressionAndNoGoodNight() throws Exception {
        night(1, "a", Verdict.CLEAN);
        Night infra = night(2, "a", Verdict.INFRA);
        assertThat(infra.regressions()).isEmpty();
        assertThat(infra.isGood()).isFalse();
        assertThat(night(3, "a", Verdict.CLEAN).change(ID)).isEqualTo(Change.SAME);
    }

    @Test
    void withoutAnExpectationAWorseVerdictIsNew() throws Exception {
        night(1, TestNights.trial(ID, "a", Verdict.CLEAN, Optional.empty(), "why"));
        Night second = night(2, TestNights.trial(ID, "b", Verdict.LATENCY, Optional.empty(), "why"));
        assertThat(second.change(ID)).isEqualTo(Change.NEW);
        assertThat(second.regressions()).containsExactly(ID);
    }

    @Test
    void aNightThatIsAddedAgainReplacesItself() throws Exception {
        night(1, "a", Verdict.BROKEN);
        night(1, "a", Verdict.CLEAN);
        assertThat(night(2, "a", Verdict.CLEAN).verdicts(ID)).containsExactly(Verdict.CLEAN);
    }

    @Test
    void aFileThatIsNoHistoryIsLeftAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("history.sqlite"), "years of work ".repeat(100));
        assertThatThrownBy(() -> History.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("history");
        assertThat(file).hasContent("years of work ".repeat(100));
    }
}
