// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.SwitchPoint;
import org.vc4lab.guest.Schedule.TimeWindow;

final class ScheduleTest {
    private static final Optional<TimeWindow> WINDOW = Optional.of(new TimeWindow(1_534_000_000, 1_584_000_000));
    private static final Schedule LIST = new Schedule(
            SchedulePolicy.LIST, 0, 0, WINDOW, List.of(new SwitchPoint(1_534_000_004, 3), new SwitchPoint(7, 0)));

    static Stream<Arguments> schedules() {
        return Stream.of(
                Arguments.of(Schedule.FIXED, "", "fixed"),
                Arguments.of(Schedule.ofSeed(SchedulePolicy.RANDOM, 17, 0, Optional.empty()), ",seed=17", "random-17"),
                Arguments.of(
                        Schedule.ofSeed(SchedulePolicy.PCT, 7, 2, WINDOW),
                        ",seed=7,policy=pct,change-points=2,from-ns=1534000000,until-ns=1584000000",
                        "pct2-7-1534ms"),
                Arguments.of(
                        Schedule.ofSeed(SchedulePolicy.PCT, 7, 2, WINDOW).withBusyTime(Duration.ofMillis(5)),
                        ",seed=7,policy=pct,change-points=2,busy-ns=5000000,from-ns=1534000000,until-ns=1584000000",
                        "pct2-7-1534ms"),
                Arguments.of(
                        Schedule.ofSeed(SchedulePolicy.PCT, 7, 2, WINDOW)
                                .withBusyTime(Duration.ofMillis(5))
                                .withPoints(List.of()),
                        ",seed=7,policy=list,points=schedule.points,from-ns=1534000000,until-ns=1584000000",
                        "list-0-points-1534ms"),
                Arguments.of(
                        Schedule.ofSeed(SchedulePolicy.STARVE, 1, 0, Optional.empty()),
                        ",seed=1,policy=starve",
                        "starve-1"),
                Arguments.of(
                        LIST,
                        ",policy=list,points=schedule.points,from-ns=1534000000,until-ns=1584000000",
                        "list-2-points-82e48bfa-1534ms"),
                Arguments.of(
                        Schedule.ofSeed(SchedulePolicy.STARVE, 17, 0, WINDOW)
                                .recording()
                                .withoutGauge()
                                .withPoints(LIST.points()),
                        ",seed=17,policy=list,points=schedule.points,record=schedule.record"
                                + ",from-ns=1534000000,until-ns=1584000000",
                        "list-2-points-82e48bfa-1534ms-recorded"),
                Arguments.of(
                        Schedule.fixed(OptionalInt.of(2)),
                        ",policy=fixed,from-ns=0,until-ns=9223372036854775807",
                        "fixed-0ms-irq2"));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void isAnOptionOfTheClock(Schedule schedule, String options, String name) throws Exception {
        assertThat(ClockMode.DETERMINISTIC.arguments(schedule))
                .containsExactly("-icount", "shift=2,sleep=off,slot-ns=50000" + options);
        assertThat(schedule).hasToString(name);
        assertThat(Json.mapper().readValue(Json.mapper().writeValueAsString(schedule), Schedule.class))
                .isEqualTo(schedule);
    }

    @Test
    void nothingIsLeftOut() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.ofSeed(SchedulePolicy.RANDOM, 0, 0, Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.ofSeed(SchedulePolicy.PLACES, 1, 0, Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.ofSeed(SchedulePolicy.FIXED, 1, 0, Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.ofSeed(SchedulePolicy.RANDOM, 1, 2, Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> Schedule.ofSeed(SchedulePolicy.RANDOM, 1, 0, WINDOW)
                .withBusyTime(Duration.ofMillis(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Schedule(SchedulePolicy.PCT, 1, 1, WINDOW, List.of(new SwitchPoint(1, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeWindow(5, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeWindow(5, 6, OptionalInt.of(4)));
        assertThatIllegalArgumentException().isThrownBy(() -> new TimeWindow(5, 6, OptionalInt.of(-1)));
    }

    @Test
    void theGuestIsToldWhichProcessorTakesTheInterrupts() {
        assertThat(Schedule.fixed(OptionalInt.of(3)).guestCommands())
                .contains("echo 8 >")
                .endsWith("\n");
        assertThat(Schedule.fixed(OptionalInt.of(3)).isFixed()).isFalse();
        assertThat(Schedule.fixed(OptionalInt.empty())).isEqualTo(Schedule.FIXED);
        assertThat(Schedule.FIXED.guestCommands()).as("as the kernel has it").isEmpty();
        assertThat(LIST.guestCommands()).isEmpty();
        assertThat(LIST.withoutGauge().guestCommands())
                .isEqualTo("echo N >/sys/module/canary/parameters/irqsoff || :\n");
        assertThat(new Schedule(
                                SchedulePolicy.LIST,
                                1,
                                0,
                                Schedule.fixed(OptionalInt.of(3)).window(),
                                List.of())
                        .withoutGauge()
                        .guestCommands()
                        .lines())
                .as("the gauge and the interrupts")
                .hasSize(2);
    }

    @Test
    void theHostChoosesForAFreeRunningMachine(@TempDir Path folder) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> machine(folder, ClockMode.FREE_RUNNING).withSchedule(LIST));
    }

    @Test
    void pointsAreAFileInTheMachinesFolder(@TempDir Path folder) throws Exception {
        Machine machine = machine(folder, ClockMode.DETERMINISTIC).withSchedule(LIST);
        Guest.writePoints(machine);
        assertThat(folder.resolve("schedule.points")).hasContent("1534000004 3\n7 0\n");
        Files.delete(folder.resolve("schedule.points"));
        Guest.writePoints(machine.withSchedule(Schedule.FIXED));
        assertThat(folder).isEmptyDirectory();
    }

    private static Machine machine(Path folder, ClockMode clockMode) {
        Path file = folder.resolve("file");
        return new Machine(
                new Machine.BootFiles(file, file, file, file, ""),
                clockMode,
                List.of(),
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofMinutes(5),
                folder);
    }
}
