// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vc4lab.guest.Schedule.TimeWindow;

/**
 * Where in a scenario two processors execute functions that the candidate changes at nearly the same time. Meetings of
 * the same two functions in the same order, called with the same commands for the same devices, are alike: a scenario
 * with fifty streams has few that are not. Of those at almost the same time one is kept.
 *
 * @param meetings in the order of time
 */
record Meetings(List<Meeting> meetings) {
    /** Each needs a saved machine for each processor that may take the interrupts. */
    static final int MOST_WINDOWS = 16;

    /** Functions have many places, and each of them meets all of the other function's. */
    private static final long APART_NANOS = Duration.ofMillis(1).toNanos();

    Meetings {
        meetings = List.copyOf(meetings);
    }

    /** What two places are inside of. */
    private record MeetingKind(String first, String second) {}

    /** Two places of different processors. */
    private record Meeting(Place first, Place second) {
        MeetingKind kind() {
            return new MeetingKind(first.inside(), second.inside());
        }

        boolean isIn(TimeWindow window) {
            return first.atNanos() >= window.fromNanos() && second.atNanos() < window.untilNanos();
        }

        TimeWindow window(long lengthNanos, TimeWindow scenario) {
            long middle = (first.atNanos() + second.atNanos()) / 2;
            long from = Math.max(scenario.fromNanos(), middle - lengthNanos / 2);
            return new TimeWindow(from, middle + lengthNanos / 2, scenario.interruptsOn());
        }
    }

    /**
     * Finds them.
     *
     * @param places of functions that the candidate changes, in the order of time
     */
    static Meetings of(List<Place> places) {
        List<Meeting> meetings = new ArrayList<>();
        Map<MeetingKind, Long> latest = new HashMap<>();
        for (int i = 0; i < places.size(); i++) {
            Place first = places.get(i);
            for (int j = i + 1; j < places.size() && PlaceRun.isNear(first, places.get(j)); j++) {
                if (places.get(j).cpu() != first.cpu()) {
                    Meeting meeting = new Meeting(first, places.get(j));
                    @Nullable Long previous = latest.get(meeting.kind());
                    if (previous == null || first.atNanos() - previous >= APART_NANOS) {
                        meetings.add(meeting);
                        latest.put(meeting.kind(), first.atNanos());
                    }
                }
            }
        }
        return new Meetings(meetings);
    }

    /**
     * The fewest windows that have one meeting of each kind, as far as that is easily found, in the order of time.
     *
     * @param covered windows that exist anyway
     */
    List<TimeWindow> windows(long lengthNanos, TimeWindow scenario, List<TimeWindow> covered) {
        Map<MeetingKind, Meeting> left = new LinkedHashMap<>();
        meetings.forEach(meeting -> left.putIfAbsent(meeting.kind(), meeting));
        covered.forEach(window -> left.keySet().removeAll(kindsIn(window)));
        List<TimeWindow> windows = new ArrayList<>();
        while (!left.isEmpty() && windows.size() < MOST_WINDOWS) {
            Optional<TimeWindow> best = left.values().stream()
                    .map(meeting -> meeting.window(lengthNanos, scenario))
                    .max(Comparator.comparingLong(window ->
                            kindsIn(window).stream().filter(left::containsKey).count()));
            Set<MeetingKind> kinds = kindsIn(best.orElseThrow());
            if (kinds.stream().noneMatch(left::containsKey)) {
                break; // the window is shorter than they are apart
            }
            windows.add(best.orElseThrow());
            left.keySet().removeAll(kinds);
        }
        return windows.stream()
                .sorted(Comparator.comparingLong(TimeWindow::fromNanos))
                .toList();
    }

    private Set<MeetingKind> kindsIn(TimeWindow window) {
        Set<MeetingKind> kinds = new HashSet<>();
        meetings.stream().filter(meeting -> meeting.isIn(window)).forEach(meeting -> kinds.add(meeting.kind()));
        return kinds;
    }
}
