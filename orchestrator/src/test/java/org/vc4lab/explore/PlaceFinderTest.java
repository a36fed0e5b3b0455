// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vc4lab.explore.PlaceFinder.PlaceDetail;
import org.vc4lab.explore.PlaceFinder.ReadPlaces;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.trace.FunctionCall;

/** Which moments of a run are places. */
class PlaceFinderTest {
    private static final PlaceFinder FINDER =
            new PlaceFinder(Set.of("driver_stop", "driver_flush"), Set.of("driver_flush"), PlaceDetail.LOCKS);
    private static final TimeWindow WINDOW = new TimeWindow(0, 1000);
    private static final int PLAYER = 77;
    private static final int IDLE = 0;

    /** One that does not return if the end is 0. */
    private static FunctionCall call(String function, int processor, int pid, long begin, long end) {
        return call(function, List.of(), processor, pid, begin, end);
    }

    private static FunctionCall call(
            String function, List<String> arguments, int processor, int pid, long begin, long end) {
        return new FunctionCall(
                begin,
                processor,
                function,
                arguments,
                "",
                "task",
                OptionalInt.of(pid),
                false,
                0,
                0,
                end == 0 ? Optional.empty() : Optional.of(new FunctionCall.CallReturn(end, processor, "0x0")));
    }

    private static List<Place> find(FunctionCall... calls) {
        return FINDER.find(List.of(calls), WINDOW);
    }

    @Test
    void theBeginsAndEndsOfChangedFunctionsAndOfLocksInThem() {
        assertThat(find(
                        call("driver_stop", 1, PLAYER, 100, 200),
                        call("mutex_lock", 1, PLAYER, 120, 130),
                        call("mutex_unlock", 1, PLAYER, 230, 240)))
                .containsExactly(
                        new Place(100, 1, "driver_stop", "driver_stop"),
                        new Place(120, 1, "mutex_lock", "driver_stop"),
                        new Place(130, 1, "mutex_lock returns", "driver_stop"),
                        new Place(200, 1, "driver_stop returns", "driver_stop"));
    }

    @Test
    void aLockIsInsideOfTheInnermostFunction() {
        List<Place> places = find(
                call("driver_stop", 1, PLAYER, 100, 200),
                call("mutex_lock", 1, PLAYER, 110, 120),
                call("driver_flush", 1, PLAYER, 130, 150),
                call("mutex_unlock", 1, PLAYER, 135, 140),
                call("mutex_unlock", 1, PLAYER, 160, 170));
        assertThat(places.stream().filter(FINDER::isChanged))
                .extracting(Place::atNanos)
                .as("of the function that the candidate changes")
                .containsExactly(130L, 135L, 140L, 150L);
        assertThat(places)
                .filteredOn(passed -> passed.inside().equals("driver_stop"))
                .hasSize(6);
    }

    /** Windows are chosen by them. */
    @Test
    void aCommandIsWhatAFunctionIsCalledWith() {
        PlaceFinder finder = FINDER.ofChangedCommands();
        List<FunctionCall> calls = List.of(
                call("driver_flush", List.of("0xc10db800", "0x1"), 1, PLAYER, 100, 150),
                call("driver_flush", List.of("0xc113ed00", "0x0", "0xc10db800"), 1, PLAYER, 200, 0));
        assertThat(finder.find(calls.subList(0, 1), WINDOW))
                .containsExactly(
                        new Place(100, 1, "driver_flush", "driver_flush(0xc10db800, 0x1)"),
                        new Place(150, 1, "driver_flush returns", "driver_flush(0xc10db800, 0x1)"));
        assertThat(finder.find(calls.subList(1, 2), WINDOW))
                .containsExactly(new Place(200, 1, "driver_flush", "driver_flush(0xc113ed00, 0x0, -)"));
        assertThat(finder.traced(WINDOW).patterns())
                .as("only what the candidate changes, and no locks")
                .containsExactly("driver_flush");
    }

    @Test
    void whatIsAllocatedForEachCallIsNoDevice() {
        List<FunctionCall> calls = IntStream.range(0, 5)
                .mapToObj(i -> call("driver_flush", List.of("0xc10db8" + i + "0", "0x1"), 1, PLAYER, 100 + 10 * i, 0))
                .toList();
        assertThat(FINDER.ofChangedCommands().find(calls, WINDOW))
                .extracting(Place::inside)
                .containsOnly("driver_flush(-, 0x1)");
    }

    @Test
    void locksOfOtherTasksAreNone() {
        assertThat(find(
                        call("driver_stop", 1, PLAYER, 100, 200),
                        call("mutex_lock", 1, 78, 120, 130),
                        call("mutex_lock", 2, 78, 140, 150)))
                .hasSize(2);
    }

    @Test
    void eachProcessorHasAnIdleTaskOfItsOwn() {
        assertThat(find(
                        call("driver_stop", 0, IDLE, 100, 200),
                        call("mutex_lock", 1, IDLE, 120, 130),
                        call("mutex_lock", 0, IDLE, 140, 150)))
                .extracting(Place::atNanos)
                .containsExactly(100L, 140L, 150L, 200L);
    }

    @Test
    void aTaskMayReturnOnAnotherProcessor() {
        FunctionCall moved = new FunctionCall(
                100,
                1,
                "driver_stop",
                List.of(),
                "",
                "task",
                OptionalInt.of(PLAYER),
                false,
                0,
                0,
                Optional.of(new FunctionCall.CallReturn(200, 3, "0x0")));
        assertThat(find(moved, call("mutex_lock", 3, PLAYER, 150, 0)))
                .containsExactly(
                        new Place(100, 1, "driver_stop", "driver_stop"),
                        new Place(150, 3, "mutex_lock", "driver_stop"),
                        new Place(200, 3, "driver_stop returns", "driver_stop"));
    }

    @Test
    void theRestIsNotInTheWindow() {
        assertThat(find(call("driver_stop", 1, PLAYER, 900, 1000))).hasSize(1);
        assertThat(find(call("mutex_lock", 1, PLAYER, 900, 950))).isEmpty();
    }

    @Test
    void atOneTimeThereIsOnePlace() {
        assertThat(find(call("driver_stop", 1, PLAYER, 100, 200), call("driver_stop", 1, PLAYER, 150, 200)))
                .extracting(Place::atNanos)
                .containsExactly(100L, 150L, 200L);
    }

    @Test
    void theWitnessWritesChangedFunctionsAndLocks() {
        assertThat(FINDER.traced(WINDOW).patterns()).contains("driver_stop", "_raw_spin_*lock*", "queue_work_on");
        assertThat(FINDER.traced(WINDOW).untilNanos()).isEqualTo(1000);
        assertThat(FINDER.withoutLocks().traced(WINDOW).patterns())
                .containsExactlyInAnyOrder("driver_stop", "driver_flush");
    }

    /** The witness ends with the number of all calls. */
    @Test
    void aLogThatLacksCallsIsCut(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("calls.jsonl");
        Files.writeString(log, """
                {"type":"end","atNanos":900,"calls":1}
                """);
        assertThat(FINDER.read(log, WINDOW)).isEqualTo(new ReadPlaces(List.of(), true));
    }

    @Test
    void onlyPlacesNearThoseOfOtherProcessorsAreContended() {
        Place alone = new Place(20_000_000, 1, "driver_stop", "driver_stop");
        List<Place> near = List.of(
                new Place(100, 1, "driver_stop", "driver_stop"), new Place(5_000_100, 0, "driver_stop", "driver_stop"));
        assertThat(PlaceRun.contended(List.of(near.get(0), near.get(1), alone))).isEqualTo(near);
        assertThat(PlaceRun.contended(List.of(alone, alone))).isEmpty();
    }

    @Test
    void whatOthersDoWhileOneIsHeldEndsWithItsNextPlace() {
        Place held = new Place(100, 1, "driver_stop", "driver_stop");
        Place meanwhile = new Place(110, 0, "callback", "callback");
        Place goesOn = new Place(120, 1, "driver_stop returns", "driver_stop");
        assertThat(PlaceRun.whileHeld(
                        held, List.of(held, meanwhile, goesOn, new Place(130, 0, "callback returns", "callback"))))
                .containsExactly(meanwhile);
    }

    @Test
    void anOrderIsThatOfPlacesWhateverTheirTimes() {
        String order = PlaceRun.orderOf(
                List.of(new Place(1, 0, "callback", "callback"), new Place(2, 1, "driver_stop", "driver_stop")));
        assertThat(PlaceRun.orderOf(List.of(
                        new Place(3, 0, "callback", "callback"), new Place(9, 1, "driver_stop", "driver_stop"))))
                .isEqualTo(order);
        assertThat(PlaceRun.orderOf(List.of(
                        new Place(1, 1, "driver_stop", "driver_stop"), new Place(2, 0, "callback", "callback"))))
                .isNotEqualTo(order);
    }
}
