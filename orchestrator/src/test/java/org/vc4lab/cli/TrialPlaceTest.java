// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.cli.TrialPlace.MilestonePlace;
import org.vc4lab.cli.TrialPlace.ReportPlace;
import org.vc4lab.cli.TrialPlace.TimePlace;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.debug.Milestone.ConsoleLine;
import org.vc4lab.debug.Milestone.ConsoleText;
import org.vc4lab.debug.Milestone.InstructionCount;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.CaseReports;
import org.vc4lab.lab.model.CaseReports.ReportPattern;

class TrialPlaceTest {
    private static final CaseReports REPORTS = new CaseReports(
            List.of(
                    pattern("W1", ReportKind.ATOMIC_SLEEP, List.of()),
                    pattern("LEAK", ReportKind.LOCKDEP, List.of()),
                    pattern("LOCKED", ReportKind.ATOMIC_SLEEP, List.of("lock"))),
            List.of("W1"),
            List.of(),
            Map.of(),
            List.of());

    private static ReportPattern pattern(String name, ReportKind kind, List<String> locks) {
        return new ReportPattern(name, "", kind, "", List.of(), locks);
    }

    @Test
    void eachKindHasItsForm() {
        assertThat(TrialPlace.parse("report")).isEqualTo(new ReportPlace(Optional.empty()));
        assertThat(TrialPlace.parse("W1")).isEqualTo(new ReportPlace(Optional.of("W1")));
        assertThat(TrialPlace.parse("line:120")).isEqualTo(new MilestonePlace(new ConsoleLine(120)));
        assertThat(TrialPlace.parse("line:at 3: x")).isEqualTo(new MilestonePlace(new ConsoleText("at 3: x")));
        assertThat(TrialPlace.parse("instruction:7")).isEqualTo(new MilestonePlace(new InstructionCount(7)));
        assertThat(TrialPlace.parse("7ns")).isEqualTo(new TimePlace(7));
        assertThat(TrialPlace.parse("7us")).isEqualTo(new TimePlace(7_000));
        assertThat(TrialPlace.parse("1500ms")).isEqualTo(new TimePlace(1_500_000_000));
        assertThat(TrialPlace.parse("2s")).isEqualTo(new TimePlace(2_000_000_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line:",
                "line:0",
                "line:1234567890123456789",
                "instruction:",
                "instruction:0",
                "instruction:-1",
                "999999999999s"
            })
    void whatCannotBeIsRefused(String text) {
        assertThatThrownBy(() -> TrialPlace.parse(text)).isInstanceOf(UsageException.class);
    }

    @Test
    void aReportHasToBeOneThatTheWitnessKnows() {
        TrialPlace.parse("report").requireIn(REPORTS);
        TrialPlace.parse("W1").requireIn(REPORTS);
        TrialPlace.parse("line:W9").requireIn(REPORTS);
        assertThatThrownBy(() -> TrialPlace.parse("W9").requireIn(REPORTS))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll("no report 'W9'", "W1", "line:TEXT");
        assertThatThrownBy(() -> TrialPlace.parse("LEAK").requireIn(REPORTS))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("line:TEXT");
        assertThatThrownBy(() -> TrialPlace.parse("LOCKED").requireIn(REPORTS)).isInstanceOf(UsageException.class);
    }
}
