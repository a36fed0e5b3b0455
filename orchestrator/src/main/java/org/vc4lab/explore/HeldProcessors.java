// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SwitchPoint;

/**
 * Processors that are held at places. The first of an order that can run does, and it is held by becoming the last: the
 * others go on until they have nothing to do or wait for it. These are delays as in "Delay-Bounded Scheduling" (Emmi,
 * Qadeer and Rakamaric, POPL 2011).
 */
final class HeldProcessors {
    private HeldProcessors() {}

    /**
     * The list that the emulator executes: at each place the others become the first, in their order.
     *
     * @param first of the processors before any is held; the others follow by their numbers
     * @param fromNanos the window's begin
     */
    static List<SwitchPoint> points(int first, long fromNanos, List<Place> places) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, Schedule.PROCESSORS).boxed().toList());
        List<SwitchPoint> points = new ArrayList<>();
        if (first != 0) { // which is the first anyway
            order.remove(Integer.valueOf(first));
            order.add(0, first);
            points.add(new SwitchPoint(fromNanos, first));
        }
        for (Place holdPlace :
                places.stream().sorted(Comparator.comparingLong(Place::atNanos)).toList()) {
            order.remove(Integer.valueOf(holdPlace.cpu()));
            ForcedSwitches.addOrder(points, order, holdPlace.atNanos());
            order.add(holdPlace.cpu());
        }
        return points;
    }
}
