// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.explore.ExplorationSummary;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.ConsoleTranscript.Phase;
import org.vc4lab.lab.model.TrialReport;
import org.vc4lab.lab.model.TrialReport.ReportOccurrence;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.matrix.MatrixFixtures;
import org.vc4lab.matrix.PlannedTrial.TrialAxes;
import org.vc4lab.matrix.TrialRecord;

/** What a reader of a page pastes into a shell. */
class GdbCommandLineTest {
    private static final String CASE = "vc4-hdmi-atomic-sleep";

    private static TrialRecord trial(String candidate, String... faults) {
        return trial(Optional.empty(), candidate, faults);
    }

    private static TrialRecord trial(Optional<String> otherCase, String candidate, String... faults) {
        TrialRecord trial = MatrixFixtures.trial(
                "5.10.223/armv7l-lockdep/base/play/prompt",
                "1",
                Verdict.REPRODUCED,
                Optional.of(Verdict.REPRODUCED),
                "it squeaks");
        TrialAxes axes = new TrialAxes(
                "5.10.223",
                "armv7l-lockdep",
                candidate,
                "play",
                "prompt",
                List.of(faults),
                Optional.empty(),
                otherCase);
        return new TrialRecord(
                trial.id(),
                axes,
                trial.inputs(),
                trial.outcome(),
                trial.observations(),
                trial.explored(),
                trial.provenance());
    }

    private static TrialReport report(ReportKind kind, Phase phase) {
        return new TrialReport(
                phase,
                kind,
                "it squeaks",
                "0011223344556677",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                new ReportOccurrence(1, false, false, 119, 150));
    }

    private static Optional<String> command(TrialRecord trial) {
        return GdbCommandLine.of(CASE, trial, trial.observations().reports().get(0), Optional.empty());
    }

    @Test
    void opensTheTrialAtItsFirstReport() {
        assertThat(command(trial("base", "dreq-stall=1ms")))
                .contains("./vc4lab gdb --case=vc4-hdmi-atomic-sleep --kernel=5.10.223 --config=armv7l-lockdep"
                        + " --candidate=base --scenario=play --profile=prompt --fault=dreq-stall=1ms");
    }

    @Test
    void opensATrialOfAnotherCaseThanThePlans() {
        assertThat(command(trial(Optional.of("vc4-cec"), "base")).orElseThrow())
                .startsWith("./vc4lab gdb --case=vc4-cec --kernel=");
    }

    /** The witness may not see it, or see another one before. */
    @Test
    void opensOtherReportsAtTheirLine() {
        TrialRecord trial = trial("base");
        TrialReport later = report(ReportKind.LOCKDEP, Phase.SCENARIO);
        assertThat(GdbCommandLine.of(CASE, trial, later, Optional.empty()).orElseThrow())
                .endsWith(" --profile=prompt --at line:119");
    }

    @Test
    void nothingIsBeforeTheScenario() {
        TrialReport early = report(ReportKind.WARNING, Phase.BOOT);
        assertThat(GdbCommandLine.of(CASE, trial("base"), early, Optional.empty()))
                .isEmpty();
    }

    @Test
    void opensAShrunkScheduleByItsFile() {
        TrialRecord explored =
                MatrixFixtures.documentWithSchedules("it squeaks").results().get(1);
        TrialReport report = report(ReportKind.WARNING, Phase.SCENARIO);
        assertThat(GdbCommandLine.of(CASE, explored, report, Optional.of(Path.of("/a b/x.schedule.json")))
                        .orElseThrow())
                .startsWith("./vc4lab gdb --schedule '/a b/x.schedule.json'");
        assertThat(GdbCommandLine.of(CASE, explored, report, Optional.empty()))
                .as("the fixed schedule does not show it")
                .isEmpty();
    }

    /** No option of gdb moves interrupts. */
    @Test
    void theFixedScheduleWithInterruptsElsewhereHasNoCommand() {
        TrialRecord fixed = trial("base");
        assertThat(command(explored(fixed, OptionalInt.empty()))).isPresent();
        assertThat(command(explored(fixed, OptionalInt.of(2)))).isEmpty();
    }

    private static TrialRecord explored(TrialRecord trial, OptionalInt interruptsOn) {
        ExplorationSummary fixedOnly = new ExplorationSummary(
                SchedulePolicy.PLACES,
                0,
                false,
                List.of(),
                1,
                Optional.of(Verdict.REPRODUCED),
                interruptsOn,
                0,
                Optional.of(Verdict.REPRODUCED),
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new TrialRecord(
                trial.id(),
                trial.axes(),
                trial.inputs(),
                trial.outcome(),
                trial.observations(),
                Optional.of(fixedOnly),
                trial.provenance());
    }

    @ParameterizedTest
    @ValueSource(strings = {"$(touch x)", "a;touch x", "`touch x`", "a'; touch x; '", "a\"b", "a|b", "a&b", "a>x", "~"})
    void aNameIsOneWordOfTheShell(String name) throws Exception {
        String command = command(trial(name)).orElseThrow();
        Process shell = new ProcessBuilder("sh", "-c", "set -- " + command + "; printf '%s\\n' \"$#\" \"$6\"").start();
        try (var out = shell.inputReader()) {
            assertThat(out.lines().toList()).containsExactly("8", "--candidate=" + name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u001b[201~b", "a\rb", "a\u202eb", "a\u0000b"})
    void aNameThatATerminalWouldObeyHasNoCommand(String name) {
        assertThat(command(trial(name))).isEmpty();
    }
}
