// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.explore.ScheduleShrinker.ShrunkSwitches;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.SwitchPoint;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;

/** A trial that fails because of two of its switches. */
class ScheduleShrinkerTest {
    private static final Schedule SCHEDULE = Schedule.ofSeed(SchedulePolicy.RANDOM, 17, 0, Optional.empty());
    private static final SwitchPoint FIRST = new SwitchPoint(89_000, 1);
    private static final SwitchPoint SECOND = new SwitchPoint(402_000, 2);
    private static final List<SwitchPoint> ALL = IntStream.range(0, 700)
            .mapToObj(i -> new SwitchPoint(1000L * i, i % 4))
            .toList();

    private final AtomicLong nanos = new AtomicLong();

    @TempDir
    Path folder;

    private static ScheduleResult failure(Verdict verdict, String reason) {
        return new ScheduleResult(17, verdict, List.of(), List.of(new Finding(verdict, reason)), Optional.empty());
    }

    /** Fails as a trial does: its folder has the record of what it did. */
    private ScheduleTester trial(Function<Set<SwitchPoint>, ScheduleResult> resultOf) {
        return trial(resultOf, "point");
    }

    /** @param why it switches, as the record has it */
    private ScheduleTester trial(Function<Set<SwitchPoint>, ScheduleResult> resultOf, String why) {
        return schedule -> {
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            assertThat(schedule.seed()).as("for the moments of hardware").isEqualTo(17);
            boolean isList = schedule.policy() == SchedulePolicy.LIST;
            List<SwitchPoint> points = isList ? schedule.points() : ALL;
            ScheduleResult result = resultOf.apply(new HashSet<>(points));
            return result.isClean() ? result : withFolder(result, schedule.recorded() ? points : List.of(), why);
        };
    }

    private ScheduleResult withFolder(ScheduleResult result, List<SwitchPoint> points, String why) throws IOException {
        Path trialFolder = Files.createDirectories(folder.resolve("trial"));
        Files.writeString(
                trialFolder.resolve(Schedule.RECORD_FILE),
                points.stream()
                        .map(point -> point.atNanos() + " " + point.cpu() + " " + (point.cpu() + 1) % 4
                                + " 0xc0840604 0xc0a10010 " + why + "\n")
                        .collect(Collectors.joining()));
        return new ScheduleResult(
                result.seed(),
                result.verdict(),
                result.reports(),
                result.findings(),
                Optional.of(trialFolder.toString()));
    }

    private ShrunkSwitches shrink(ScheduleTester tester, Duration time) throws Exception {
        ScheduleShrinker shrinker =
                new ScheduleShrinker(tester, tester, new ShrinkLimits(60, time), nanos::get, (done, expected) -> {});
        return shrinker.shrink(failure(Verdict.HUNG, "no end within 30 s"), SCHEDULE);
    }

    private static ScheduleResult hungIfBoth(Set<SwitchPoint> points) {
        return points.containsAll(List.of(FIRST, SECOND))
                ? failure(Verdict.HUNG, "no end within 31 s")
                : ScheduleResult.clean(17);
    }

    @Test
    void theSwitchesThatItNeedsAreLeft() throws Exception {
        ScheduleResult withoutSecond = ScheduleResult.clean(17, Optional.of("first-alone"));
        ShrunkSwitches shrunk = shrink(
                trial(points -> points.equals(Set.of(FIRST)) ? withoutSecond : hungIfBoth(points)),
                Duration.ofMinutes(10));

        assertThat(shrunk.points()).containsExactly(FIRST, SECOND);
        assertThat(shrunk.switches().stream().map(Optional::orElseThrow).map(RecordedSwitch::point))
                .containsExactly(FIRST, SECOND);
        assertThat(shrunk.nearest()).contains(withoutSecond);
        assertThat(shrunk.minimal()).isTrue();
        assertThat(folder).as("what trials left").isEmptyDirectory();
    }

    /** A processor is held: the others come before it, whichever of them matters. */
    @Test
    void whatHappensAtOneTimeIsOneSwitch() throws Exception {
        List<SwitchPoint> held = List.of(new SwitchPoint(500, 2), new SwitchPoint(500, 1), new SwitchPoint(500, 0));
        List<SwitchPoint> points =
                Stream.concat(Stream.of(new SwitchPoint(0, 3)), held.stream()).toList();
        Schedule list = new Schedule(SchedulePolicy.LIST, 17, 0, Optional.empty(), points);
        ScheduleTester needsTwoOfThem = trial(forced -> forced.containsAll(held.subList(0, 2))
                ? failure(Verdict.HUNG, "no end within 30 s")
                : ScheduleResult.clean(17));
        ScheduleShrinker shrinker = new ScheduleShrinker(
                needsTwoOfThem,
                needsTwoOfThem,
                new ShrinkLimits(60, Duration.ofMinutes(10)),
                nanos::get,
                (done, expected) -> {});
        ShrunkSwitches shrunk = shrinker.shrink(failure(Verdict.HUNG, "no end within 30 s"), list);

        assertThat(shrunk.points()).as("what of the ranking matters").isEqualTo(held.subList(0, 2));
        assertThat(shrunk.switchesOfEachTime()).hasSize(1);
        assertThat(shrunk.nearest()).isPresent();
        assertThat(shrunk.tests()).isLessThan(10);
    }

    /** Fewer switches may lead to another bug, and that is not the one that was found. */
    @Test
    void anotherFailureIsNotTheSame() throws Exception {
        ShrunkSwitches shrunk = shrink(
                trial(points -> points.size() == 1 ? failure(Verdict.HUNG, "the machine stalls") : hungIfBoth(points)),
                Duration.ofMinutes(10));

        assertThat(shrunk.points()).containsExactly(FIRST, SECOND);
        assertThat(shrunk.nearest().orElseThrow().verdict()).isEqualTo(Verdict.HUNG);
    }

    @Test
    void theTimeEndsIt() throws Exception {
        ShrunkSwitches shrunk = shrink(trial(ScheduleShrinkerTest::hungIfBoth), Duration.ofSeconds(10));

        assertThat(shrunk.tests()).isEqualTo(4);
        assertThat(shrunk.minimal()).isFalse();
        assertThat(shrunk.points()).contains(FIRST, SECOND).hasSizeLessThan(ALL.size());
    }

    @Test
    void aRecordThatDoesNotFailIsAFaultOfTheLab() {
        assertThatThrownBy(() -> shrink(trial(points -> ScheduleResult.clean(17)), Duration.ofMinutes(10)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("run again it is CLEAN and not HUNG (no end within 30 s): ");
        ScheduleTester onlyWhole = trial(points -> failure(Verdict.HUNG, "no end within 30 s"));
        ScheduleTester lists = trial(points -> ScheduleResult.clean(17));
        ScheduleTester tester =
                schedule -> (schedule.policy() == SchedulePolicy.LIST ? lists : onlyWhole).test(schedule);
        assertThatThrownBy(() -> shrink(tester, Duration.ofMinutes(10)))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("as a list of 700 switches it does not fail in the same way: ");
    }

    /** What is found in a part is not what the whole trial says of it. */
    @Test
    void partsAreComparedWithParts() throws Exception {
        ScheduleTester wholeTrial = trial(ScheduleShrinkerTest::hungIfBoth);
        ScheduleTester part = schedule -> {
            boolean isList = schedule.policy() == SchedulePolicy.LIST;
            return isList && !schedule.points().containsAll(List.of(FIRST, SECOND))
                    ? ScheduleResult.clean(17)
                    : ScheduleResult.ofPart(17, List.of(new Finding(Verdict.OTHER_REPORT, "it squeaks")));
        };
        ScheduleShrinker shrinker =
                new ScheduleShrinker(part, wholeTrial, ShrinkLimits.DEFAULT, nanos::get, (done, expected) -> {});

        assertThat(shrinker.shrink(failure(Verdict.HUNG, "no end within 30 s"), SCHEDULE)
                        .points())
                .containsExactly(FIRST, SECOND);
        assertThat(folder).isEmptyDirectory();
    }

    /** A part shows a report for which one switch is enough; the whole trial hangs for two. */
    @Test
    void whatTheRestOfTheTrialNeedsIsKept() throws Exception {
        ScheduleTester part = schedule ->
                schedule.policy() == SchedulePolicy.LIST && !schedule.points().contains(FIRST)
                        ? ScheduleResult.clean(17)
                        : ScheduleResult.ofPart(17, List.of(new Finding(Verdict.OTHER_REPORT, "it squeaks")));
        ScheduleShrinker shrinker = new ScheduleShrinker(
                part,
                trial(ScheduleShrinkerTest::hungIfBoth),
                new ShrinkLimits(60, Duration.ofMinutes(10)),
                nanos::get,
                (done, expected) -> {});

        assertThat(shrinker.shrink(failure(Verdict.HUNG, "no end within 30 s"), SCHEDULE)
                        .points())
                .containsExactly(FIRST, SECOND);
        assertThat(folder).isEmptyDirectory();
    }

    /** Fails whenever processor 1 is before processor 0, and then 2 before 1 from a time on. */
    @Test
    void anOrderAndItsChangeAreTriedBeforeTheRecord() throws Exception {
        Schedule pct = Schedule.ofSeed(SchedulePolicy.PCT, 17, 1, Optional.empty()); // 0, 2, 3, 1
        String record = "5000 0 -1 0x0 0x0 slot\n"
                + IntStream.range(6, 400)
                        .mapToObj(i -> i + "000 " + i % 2 + " " + (i + 1) % 2 + " 0x0 0x0 halt\n")
                        .collect(Collectors.joining())
                + "402000 2 0 0xc0840604 0xc0a10010 point\n";
        SwitchPoint change = new SwitchPoint(402_000, 2);
        ScheduleTester tester = schedule -> {
            boolean fails = schedule.policy() != SchedulePolicy.LIST
                    || schedule.points().contains(change);
            if (!fails) {
                return ScheduleResult.clean(17);
            }
            ScheduleResult result = withFolder(failure(Verdict.HUNG, "no end within 30 s"), List.of(), "");
            Files.writeString(Path.of(result.folder().orElseThrow()).resolve(Schedule.RECORD_FILE), record);
            return result;
        };
        ScheduleShrinker shrinker =
                new ScheduleShrinker(tester, tester, ShrinkLimits.DEFAULT, nanos::get, (done, expected) -> {});
        ShrunkSwitches shrunk = shrinker.shrink(failure(Verdict.HUNG, "no end within 30 s"), pct);

        assertThat(shrunk.points()).containsExactly(change);
        assertThat(shrunk.tests()).isLessThan(10);
        assertThat(shrunk.minimal()).isTrue();
    }

    /** What was forced does not fail, and then there is no time left. */
    @Test
    void theRecordIsTriedHoweverLateItIs() throws Exception {
        ShrunkSwitches shrunk = shrink(
                trial(points -> points.size() == ALL.size() ? hungIfBoth(points) : ScheduleResult.clean(17), "halt"),
                Duration.ofSeconds(3));

        assertThat(shrunk.points()).hasSize(ALL.size());
        assertThat(shrunk.tests()).isEqualTo(2);
        assertThat(shrunk.minimal()).isFalse();
    }

    @Test
    void aProcessorThatWaitsHasItsTurnLater() {
        List<RecordedSwitch> recorded =
                List.of(RecordedSwitch.parse("10 1 0 0x0 0x0 point"), RecordedSwitch.parse("70 2 1 0x0 0x0 wake"));
        assertThat(ScheduleShrinker.switchesOf(
                        List.of(new SwitchPoint(10, 1), new SwitchPoint(20, 2), new SwitchPoint(30, 3)), recorded))
                .containsExactly(Optional.of(recorded.get(0)), Optional.of(recorded.get(1)), Optional.empty());
    }

    /** A guest that took over the emulator writes what it likes. */
    @Test
    void onlyARecordIsRead() throws Exception {
        Path file = folder.resolve(Schedule.RECORD_FILE);
        assertThatThrownBy(() -> ScheduleShrinker.readRecord(file)).hasMessageContaining("left no record");
        Path secret = Files.writeString(folder.resolve("secret"), "10 1 0 0x0 0x0 point\n");
        Files.createSymbolicLink(file, secret);
        assertThatThrownBy(() -> ScheduleShrinker.readRecord(file)).hasMessageContaining("left no record");
        Files.delete(file);
        Files.writeString(file, "10 1\n");
        assertThatThrownBy(() -> ScheduleShrinker.readRecord(file))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": no line of a recorded schedule: '10 1'");
    }
}
