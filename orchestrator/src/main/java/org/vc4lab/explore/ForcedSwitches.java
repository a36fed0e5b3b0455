// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.SwitchPoint;

/**
 * The switches of a schedule that its policy forced. Most others follow from them: a processor halts, and the next one
 * runs; one that is before the one that runs wakes up.
 */
final class ForcedSwitches {
    private static final Set<String> FORCED = Set.of("slot", "point", "cap");
    private static final String CHANGE_POINT = "point";

    /** Those of the emulator's icount-policy.c. */
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private static final long HASH_ORDER = 1;

    private ForcedSwitches() {}

    /** A list of points that is far shorter than the record; those of {@code pct} and of a list do the same. */
    static List<SwitchPoint> of(Schedule schedule, List<RecordedSwitch> recorded) {
        if (schedule.policy() == SchedulePolicy.LIST) {
            return schedule.points();
        }
        return schedule.policy() == SchedulePolicy.PCT && !recorded.isEmpty()
                ? ofOrder(orderOf(schedule.seed()), recorded)
                : recorded.stream()
                        .filter(line -> FORCED.contains(line.why()))
                        .map(RecordedSwitch::point)
                        .toList();
    }

    /** The order in which the window begins, and a new one wherever the first becomes the last. */
    private static List<SwitchPoint> ofOrder(List<Integer> firstOrder, List<RecordedSwitch> recorded) {
        List<Integer> order = new ArrayList<>(firstOrder);
        List<SwitchPoint> points = new ArrayList<>();
        addOrder(points, order, recorded.get(0).atNanos());
        for (RecordedSwitch line : recorded) {
            if (line.why().equals(CHANGE_POINT) && order.remove(Integer.valueOf(line.from()))) {
                order.add(line.from());
                addOrder(points, order, line.atNanos());
            }
        }
        return points;
    }

    /** Each becomes the first, the first at last; all at the same time, before anything is executed. */
    static void addOrder(List<SwitchPoint> points, List<Integer> order, long atNanos) {
        for (int i = order.size() - 1; i >= 0; i--) {
            points.add(new SwitchPoint(atNanos, order.get(i)));
        }
    }

    /** The processors in the order in which the emulator's policy {@code pct} begins. */
    static List<Integer> orderOf(long seed) {
        return IntStream.range(0, Schedule.PROCESSORS)
                .boxed()
                .sorted(Comparator.comparingLong(cpu -> hash(hash(hash(seed, HASH_ORDER), ~0L), cpu) >>> 2))
                .toList();
    }

    /** A step of splitmix64. */
    private static long hash(long state, long value) {
        long mixed = state + value + GOLDEN_RATIO;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
