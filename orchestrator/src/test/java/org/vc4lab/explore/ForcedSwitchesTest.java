// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.SwitchPoint;

class ForcedSwitchesTest {
    private static List<SwitchPoint> forced(SchedulePolicy policy, int changePoints, String... record) {
        return ForcedSwitches.of(
                Schedule.ofSeed(policy, 4, changePoints, Optional.empty()),
                Stream.of(record).map(RecordedSwitch::parse).toList());
    }

    @Test
    void aListForcesItsOwnPoints() {
        List<SwitchPoint> points = List.of(new SwitchPoint(7, 2), new SwitchPoint(9, 0));
        Schedule list = new Schedule(SchedulePolicy.LIST, 0, 0, Optional.empty(), points);
        assertThat(ForcedSwitches.of(list, List.of(RecordedSwitch.parse("5 1 0 0x10 0x20 halt"))))
                .isEqualTo(points);
    }

    /** By icount-policy.c, compiled on its own. */
    @Test
    void theOrderIsTheEmulators() {
        assertThat(ForcedSwitches.orderOf(1)).containsExactly(2, 3, 0, 1);
        assertThat(ForcedSwitches.orderOf(4)).containsExactly(3, 2, 1, 0);
        assertThat(ForcedSwitches.orderOf(13)).containsExactly(0, 2, 1, 3);
        assertThat(ForcedSwitches.orderOf(29)).containsExactly(1, 3, 0, 2);
    }

    @Test
    void anOrderAndItsChangesAreAFewPoints() {
        assertThat(forced(
                        SchedulePolicy.PCT,
                        2,
                        "1000 0 -1 0x0 0x0 slot",
                        "2000 3 0 0x0 0x0 wake",
                        "3000 2 3 0x0 0x0 point",
                        "4000 1 2 0x0 0x0 halt",
                        "5000 1 1 0x0 0x0 point"))
                .as("3, 2, 1, 0; from 3000 ns on 2, 1, 0, 3; from 5000 ns on 2, 0, 3, 1")
                .containsExactly(
                        new SwitchPoint(1000, 0),
                        new SwitchPoint(1000, 1),
                        new SwitchPoint(1000, 2),
                        new SwitchPoint(1000, 3),
                        new SwitchPoint(3000, 3),
                        new SwitchPoint(3000, 0),
                        new SwitchPoint(3000, 1),
                        new SwitchPoint(3000, 2),
                        new SwitchPoint(5000, 1),
                        new SwitchPoint(5000, 3),
                        new SwitchPoint(5000, 0),
                        new SwitchPoint(5000, 2));
        assertThat(forced(SchedulePolicy.PCT, 1)).as("an empty window").isEmpty();
    }

    @Test
    void haltsAndWakesFollowFromTheOthers() {
        assertThat(forced(
                        SchedulePolicy.RANDOM,
                        0,
                        "1 0 -1 0x0 0x0 slot",
                        "2 3 0 0x0 0x0 wake",
                        "3 2 3 0x0 0x0 slot",
                        "4 1 2 0x0 0x0 halt",
                        "5 0 1 0x0 0x0 yield",
                        "6 2 0 0x0 0x0 cap"))
                .containsExactly(new SwitchPoint(1, 0), new SwitchPoint(3, 2), new SwitchPoint(6, 2));
    }
}
