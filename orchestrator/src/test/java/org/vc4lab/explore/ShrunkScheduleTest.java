// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vc4lab.exec.Json;
import org.vc4lab.explore.ScheduleShrinker.ShrunkSwitches;
import org.vc4lab.explore.ShrunkSchedule.StoreKeys;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.SwitchPoint;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.casefile.TestCase;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;

/** A shrunk schedule as a file, which may come from anybody. */
class ShrunkScheduleTest {
    private static final Optional<TimeWindow> WINDOW = Optional.of(new TimeWindow(1_534_000_000, 1_584_000_000));
    private static final List<SwitchPoint> POINTS =
            List.of(new SwitchPoint(1_540_000_000, 1), new SwitchPoint(1_540_000_004, 0));

    @TempDir
    Path folder;

    private static ShrunkSchedule shrunk(Optional<TimeWindow> window) throws IOException {
        ScheduleResult finding = new ScheduleResult(
                17, Verdict.HUNG, List.of("W1"), List.of(new Finding(Verdict.HUNG, "it squeaks")), Optional.empty());
        return ShrunkSchedule.of(
                TestCase.trial("fix", "prompt"),
                new StoreKeys("e1", "k1", "u1"),
                Schedule.ofSeed(SchedulePolicy.STARVE, 17, 0, window),
                finding,
                new ShrunkSwitches(
                        POINTS,
                        List.of(
                                Optional.of(RecordedSwitch.parse("1540000000 1 3 0x10 0xc0a10010 point")),
                                Optional.empty()),
                        Optional.of(ScheduleResult.clean(17)),
                        23,
                        true),
                new SwitchDescriber(Map.of()));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("kept.json"), text);
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        Optional<TimeWindow> moved =
                WINDOW.map(part -> new TimeWindow(part.fromNanos(), part.untilNanos(), OptionalInt.of(3)));
        for (Optional<TimeWindow> window : List.of(WINDOW, moved, Optional.<TimeWindow>empty())) {
            ShrunkSchedule shrunk = shrunk(window);
            assertThat(ShrunkSchedule.read(write(Json.document(shrunk)))).isEqualTo(shrunk);
            assertThat(shrunk.schedule()).isEqualTo(new Schedule(SchedulePolicy.LIST, 17, 0, window, POINTS));
        }
        String withoutGauge = Json.document(shrunk(WINDOW)).replace("\"gaugeOff\" : false", "\"gaugeOff\" : true");
        assertThat(ShrunkSchedule.read(write(withoutGauge)).schedule())
                .isEqualTo(shrunk(WINDOW).schedule().withoutGauge());
    }

    @Test
    void switchesOfOneTimeAreARanking() throws Exception {
        String document = Json.document(shrunk(WINDOW)).replace("1540000004", "1540000000");
        assertThat(ShrunkSchedule.read(write(document)).schedule().points())
                .containsExactly(new SwitchPoint(1_540_000_000, 1), new SwitchPoint(1_540_000_000, 0));
        assertThat(ShrunkSchedule.read(write(document)).switchesOfEachTime())
                .as("the one of them that leads to something")
                .extracting(ShrunkSchedule.ForcedSwitch::cpu)
                .containsExactly(1);
    }

    @Test
    void hasASentenceForAMaintainer() throws Exception {
        assertThat(shrunk(WINDOW).sentence())
                .isEqualTo("HUNG (it squeaks) if CPU3 stops in user space and CPU1 goes on at 0xc0a10010.");
        assertThat(shrunk(WINDOW).switches())
                .extracting(ShrunkSchedule.ForcedSwitch::what)
                .containsExactly("CPU3 in user space → CPU1 at 0xc0a10010", "CPU0 has nothing to run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"seed\" : 17      | \"seed\" : -1     | the seed -1",
                "\"seed\" : 17      | \"seed\" : \"1\"    | seed: has to be a whole number",
                "\"seed\" : 17      | \"sead\" : 17     | sead: unknown key",
                "\"policy\" : \"starve\" | \"policy\" : \"lottery\" | policy: 'lottery' is not one of",
                "\"cpu\" : 1        | \"cpu\" : 4       | the processors are 0 to 3, not 4",
                "1540000004       | 1539999999      | a switch at 1539999999 ns, which is out of order",
                "1540000004       | 1584000000      | a switch at 1584000000 ns, which is out of order or outside",
                "1540000004       | 99999999999999999999 | atNanos",
                "\"tests\" : 23     | \"tests\" : null  | tests: has no value",
                "\"scenario\" :     | \"scenery\" :     | scenery: unknown key"
            })
    void anythingElseIsRefusedWithItsLine(String text, String replacement, String message) throws Exception {
        String document = Json.document(shrunk(WINDOW));
        assertThat(document).contains(text);
        Path file = write(document.replace(text, replacement));
        assertThatThrownBy(() -> ShrunkSchedule.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("(?s).*kept\\.json:[0-9]+:[0-9]+: .*")
                .hasMessageContaining(message);
    }

    @Test
    void aFileHasALimit() throws Exception {
        Path file = write(" ".repeat(3 << 20));
        assertThatThrownBy(() -> ShrunkSchedule.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("larger than the limit of 2 MiB");
    }

    @Test
    void aLongListIsNotKept() {
        List<SwitchPoint> points =
                LongStream.range(0, 5001).mapToObj(i -> new SwitchPoint(i, 1)).toList();
        ShrunkSwitches unshrunk = new ShrunkSwitches(points, List.of(), Optional.empty(), 60, false);
        assertThatThrownBy(() -> ShrunkSchedule.of(
                        TestCase.trial("fix", "prompt"),
                        new StoreKeys("e1", "k1", "u1"),
                        Schedule.ofSeed(SchedulePolicy.STARVE, 17, 0, Optional.empty()),
                        ScheduleResult.clean(17),
                        unshrunk,
                        new SwitchDescriber(Map.of())))
                .isInstanceOf(IOException.class)
                .hasMessage("5001 switches are left after 60 tests, limit 5000");
    }
}
