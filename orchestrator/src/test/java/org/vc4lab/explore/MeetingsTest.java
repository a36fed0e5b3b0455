// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.Schedule.TimeWindow;

/** Which windows of a scenario with many streams are explored. */
class MeetingsTest {
    private static final long MILLI = 1_000_000;
    private static final TimeWindow SCENARIO = new TimeWindow(0, 2000 * MILLI, OptionalInt.of(2));

    private static Place at(long millis, int cpu, String function) {
        return new Place(millis * MILLI, cpu, function, function);
    }

    /** Fifty streams start on processor 1; the display is turned off 2 ms before one of them. */
    private static List<Place> storm() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            places.add(at(100 + 27 * i, 1, "trigger"));
            places.add(at(102 + 27 * i, 0, "period_ends"));
        }
        places.add(at(98 + 27 * 20, 3, "display_off"));
        places.sort(Comparator.comparingLong(Place::atNanos));
        return places;
    }

    private static List<TimeWindow> windows(List<Place> places, long lengthMillis, TimeWindow... covered) {
        return Meetings.of(places).windows(lengthMillis * MILLI, SCENARIO, List.of(covered));
    }

    @Test
    void oneWindowMayHaveAllKindsOfMeetings() {
        List<TimeWindow> windows = windows(storm(), 12);
        assertThat(windows).hasSize(1);
        assertThat(windows.get(0).fromNanos()).isLessThan(638 * MILLI);
        assertThat(windows.get(0).untilNanos()).isGreaterThan(642 * MILLI);
        assertThat(windows.get(0).interruptsOn())
                .as("those of the scenario's run")
                .hasValue(2);
    }

    @Test
    void aKindThatIsInAWindowAnywayNeedsNoOther() {
        TimeWindow firstStream = new TimeWindow(95 * MILLI, 107 * MILLI);
        assertThat(windows(storm().subList(0, 20), 12, firstStream)).isEmpty();
        assertThat(windows(storm(), 12, firstStream)).hasSize(1);
    }

    @Test
    void processorsThatAreFarApartDoNotMeet() {
        assertThat(windows(List.of(at(100, 1, "trigger"), at(106, 3, "display_off")), 12))
                .isEmpty();
        assertThat(windows(List.of(at(100, 1, "trigger"), at(102, 1, "display_off")), 12))
                .as("on one processor")
                .isEmpty();
    }

    @Test
    void whatDoesNotFitIntoAWindowHasNone() {
        assertThat(windows(List.of(at(100, 1, "trigger"), at(104, 3, "display_off")), 2))
                .isEmpty();
    }

    /** Otherwise a second with two busy functions would be millions of meetings. */
    @Test
    void ofThoseAtAlmostTheSameTimeOneIsKept() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            places.add(new Place(100 * MILLI + i * 4_000L, i % 2, "function" + i % 2, "function" + i % 2));
        }
        assertThat(Meetings.of(places).meetings()).hasSize(8);
    }

    @Test
    void thereIsALimitOfWindows() {
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            places.add(at(100L * i, 0, "callback" + i));
            places.add(at(100L * i + 1, 1, "stop" + i));
        }
        assertThat(windows(places, 12))
                .hasSize(Meetings.MOST_WINDOWS)
                .isSortedAccordingTo(Comparator.comparingLong(TimeWindow::fromNanos));
    }
}
