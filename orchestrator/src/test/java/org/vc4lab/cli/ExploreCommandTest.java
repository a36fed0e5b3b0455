// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.Golden;
import org.vc4lab.cli.exit.ExitCode;
import org.vc4lab.cli.exit.UsageException;
import org.vc4lab.exec.Json;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.Exploration.KeptSchedule;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ExplorationSummary.BoundEntry;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.explore.ShrunkSchedule;
import org.vc4lab.explore.ShrunkSchedule.ForcedSwitch;
import org.vc4lab.explore.ShrunkSchedule.StoreKeys;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.ObserverSummary;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.report.CheckDocument;
import org.vc4lab.report.ExploreDocument;
import org.vc4lab.report.VerifyDocument;
import org.vc4lab.report.VerifyDocument.CandidateEntry;
import org.vc4lab.report.VerifyDocument.TrialEntry;

/** What explore prints, byte for byte, and how it ends. */
final class ExploreCommandTest {
    private static final Trial BASE = TestCase.trial("base", "prompt");
    private static final Trial FIX = TestCase.trial("fix", "prompt");

    private static ScheduleResult result(long seed, Verdict verdict, String... reports) {
        return new ScheduleResult(
                seed,
                verdict,
                List.of(reports),
                verdict == Verdict.CLEAN
                        ? List.of()
                        : List.of(new Finding(verdict, "W1: it squeaks"), new Finding(verdict, "it squeaks elsewhere")),
                verdict == Verdict.CLEAN ? Optional.empty() : Optional.of("/runs/1/fix/twice-prompt-pct1-" + seed));
    }

    private static Exploration explored(Trial trial, ScheduleResult... results) {
        ExplorationPlan plan = new ExplorationPlan(
                SchedulePolicy.RANDOM, 0, Optional.empty(), List.of(), 1, 100, Optional.empty(), true);
        return new Exploration(trial, plan, List.of(results));
    }

    private static Exploration exploredWithBound(ScheduleResult... results) {
        TimeWindow window = new TimeWindow(1_313_000_000L, 1_313_004_000L);
        ExplorationPlan plan = new ExplorationPlan(
                SchedulePolicy.PCT, 1, Optional.empty(), List.of(window), 3, 100, Optional.empty(), true);
        return new Exploration(FIX, plan, List.of(results));
    }

    private static Exploration found() {
        return explored(FIX, result(1, Verdict.CLEAN), result(2, Verdict.REPRODUCED, "W1"));
    }

    private static Exploration shrunk() {
        ShrunkSchedule schedule = new ShrunkSchedule(
                "test",
                "5.10.223",
                "armv7l-lockdep",
                "fix",
                "twice",
                "prompt",
                List.of("unplug=on"),
                new StoreKeys("e1", "k1", "u1"),
                SchedulePolicy.RANDOM,
                2,
                Optional.empty(),
                false,
                List.of(new ForcedSwitch(1_313_000_000L, 1, "CPU0 in user space → CPU1 at squeak.c:7 squeak")),
                Verdict.REPRODUCED,
                List.of("W1"),
                "REPRODUCED (W1: it squeaks) if CPU0 stops in user space and CPU1 goes on at squeak.c:7 squeak; CLEAN"
                        + " without this switch.",
                23,
                true);
        return found().withShrunk(new KeptSchedule("/runs/1/fix/twice-prompt-random-2.schedule.json", schedule));
    }

    private static Exploration clean() {
        return exploredWithBound(result(3, Verdict.CLEAN), result(4, Verdict.CLEAN));
    }

    private static Exploration parts() {
        List<TimeWindow> windows = List.of(
                new TimeWindow(1_534_000_000, 1_584_000_000),
                new TimeWindow(3_534_000_000L, 3_584_000_000L),
                new TimeWindow(1_535_000_000, 1_585_000_000, OptionalInt.of(2)));
        Optional<Duration> length = Optional.of(Duration.ofMillis(50));
        ExplorationPlan plan =
                new ExplorationPlan(SchedulePolicy.PCT, 0, length, windows, 1, 3, Optional.empty(), false);
        return new Exploration(
                FIX, plan, List.of(result(1, Verdict.CLEAN), result(2, Verdict.CLEAN), result(3, Verdict.CLEAN)));
    }

    @Test
    void theDocumentKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        Json.writeDocument(ExploreDocument.of(shrunk()), out);
        Json.writeDocument(ExploreDocument.of(clean()), out);
        Json.writeDocument(ExploreDocument.of(parts()), out);
        Golden.check("explore.json", out.toString());
    }

    @Test
    void theAnswerKeepsItsBytes() throws Exception {
        StringWriter out = new StringWriter();
        for (Exploration exploration : List.of(found(), shrunk(), clean(), parts(), explored(BASE))) {
            ExplorationText.print(ExploreDocument.of(exploration), new PrintWriter(out, true));
            out.write("\n");
        }
        Golden.check("explore.txt", out.toString());
    }

    /** A kept schedule has only the name of its case. */
    @Test
    void aScheduleOfACaseElsewhereIsRunAgainWithItsFolder() {
        Trial own = FIX;
        Case elsewhere = new Case(
                own.ofCase().name(),
                new CaseFolder(Path.of("/tmp/copy"), Optional.of(Path.of("/my tree/squeak"))),
                own.ofCase().target(),
                own.ofCase().scenarios(),
                own.ofCase().profiles(),
                own.ofCase().limits(),
                own.ofCase().reports(),
                own.ofCase().candidates(),
                own.ofCase().additions());
        Trial trial = new Trial(elsewhere, own.candidate(), own.scenario(), own.profile(), List.of());
        StringWriter out = new StringWriter();

        ExplorationText.print(
                ExploreDocument.of(explored(trial, result(2, Verdict.REPRODUCED, "W1"))
                        .withShrunk(shrunk().shrunk().orElseThrow())),
                new PrintWriter(out, true));

        assertThat(out.toString()).contains("./vc4lab replay --case '/my tree/squeak' /runs/1/fix/");
    }

    /** One line of verify's table, and the same text as explore's below. */
    @Test
    void theTableOfVerifyHasWhatWasExplored() {
        StringWriter out = new StringWriter();
        TrialEntry trial = new TrialEntry(
                "twice",
                "prompt",
                List.of(),
                Verdict.CLEAN,
                Optional.of(Verdict.CLEAN),
                List.of(),
                List.of(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                176_400,
                List.of(),
                6400,
                "/runs/1/fix/prompt",
                List.of(),
                new ObserverSummary(List.of(), List.of(), List.of(), List.of()),
                Optional.of(ExploreDocument.of(clean())));
        CandidateEntry candidate = new CandidateEntry(
                "fix",
                "twice",
                Verdict.CLEAN,
                Optional.of(Verdict.CLEAN),
                Optional.of(true),
                Optional.empty(),
                List.of(),
                List.of(trial));

        VerdictTable.print(new VerifyDocument("test", List.of(candidate)), false, false, new PrintWriter(out, true));

        assertThat(out.toString())
                .containsPattern("(?m)^ candidate .* reports  explored ")
                .containsPattern("(?m)^ fix .*  none     CLEAN in 2 schedules ")
                .contains("fix, twice, prompt: CLEAN in 2 schedules, as expected", "A bug of depth 2 in these windows");
    }

    @Test
    void theTableOfCheckIsFollowedByWhatWasExplored() {
        StringWriter out = new StringWriter();

        CheckTable.print(
                new CheckDocument("test", "fix", List.of(), List.of(ExploreDocument.of(clean()))),
                new PrintWriter(out, true));

        assertThat(out.toString())
                .contains("fix, twice, prompt: CLEAN in 2 schedules, as expected", "A bug of depth 2 in these windows");
    }

    /** A number that says what clean schedules would have shown is no number about others. */
    @Test
    void onlyCleanSchedulesHaveABound() {
        assertThat(ExploreDocument.of(clean()).bound()).isPresent();
        assertThat(ExploreDocument.of(exploredWithBound(result(3, Verdict.REPRODUCED, "W1")))
                        .bound())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0.99999999999, 99.9999", "1, 99.9999", "0.3333339, 33.3333", "0.25, 25", "0.0000011, 0.0001"})
    void aProbabilityIsNeverRoundedUp(double probability, String percent) {
        assertThat(new BoundEntry(1, 4, 1000, 0.25, probability, 11).describe())
                .get()
                .asString()
                .contains(" at least " + percent + " %,");
    }

    @Test
    void aProbabilityOfNothingIsNotNamed() {
        assertThat(new BoundEntry(2, 4, 12_500_000, 2e-8, 2e-8, 150_000_000).describe())
                .isEmpty();
    }

    static Stream<Arguments> exitCodes() {
        Trial unknown = new Trial(
                FIX.ofCase(), FIX.candidate().withoutExpectations(), FIX.scenario(), FIX.profile(), List.of());
        return Stream.of(
                Arguments.of(explored(BASE, result(1, Verdict.REPRODUCED, "W1")), ExitCode.GOOD),
                Arguments.of(explored(BASE, result(1, Verdict.CLEAN)), ExitCode.BAD),
                Arguments.of(explored(FIX, result(1, Verdict.CLEAN)), ExitCode.GOOD),
                Arguments.of(found(), ExitCode.BAD),
                Arguments.of(explored(unknown, result(1, Verdict.CLEAN)), ExitCode.GOOD),
                Arguments.of(explored(unknown, result(1, Verdict.HUNG)), ExitCode.BAD),
                Arguments.of(explored(unknown, result(1, Verdict.MASKED)), ExitCode.SKIP),
                Arguments.of(explored(FIX), ExitCode.SKIP));
    }

    @ParameterizedTest
    @MethodSource("exitCodes")
    void endsAsVerifyDoes(Exploration exploration, int exitCode) {
        assertThat(ExploreCommand.exitCode(exploration)).isEqualTo(exitCode);
    }

    @Test
    void timesHaveAUnit() {
        assertThat(ScheduleOptions.parseTime("--for", "50ms")).isEqualTo(Duration.ofMillis(50));
        assertThat(ScheduleOptions.parseTime("--for", "90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(ScheduleOptions.parseTime("--for", "10m")).isEqualTo(Duration.ofMinutes(10));
        assertThat(ScheduleOptions.parseTime("--for", "2h")).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "0m", "-1m", "1.5h", "10 m", "PT10M", "100000h"})
    void otherTimesAreRefused(String time) {
        assertThatThrownBy(() -> ScheduleOptions.parseTime("--for", time)).isInstanceOf(UsageException.class);
    }
}
