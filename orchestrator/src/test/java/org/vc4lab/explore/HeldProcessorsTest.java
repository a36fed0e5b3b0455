// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.Schedule.SwitchPoint;

/** The lists that hold processors. */
class HeldProcessorsTest {
    private static final Place STOP = new Place(100, 1, "driver_stop", "driver_stop");
    private static final Place CALLBACK = new Place(200, 0, "callback", "callback");

    @Test
    void withoutAPlaceTheListIsEmpty() {
        assertThat(HeldProcessors.points(0, 50, List.of())).isEmpty();
    }

    /** Whatever becomes the first at last is the first. */
    @Test
    void theOthersBecomeTheFirstInTheirOrder() {
        assertThat(HeldProcessors.points(0, 50, List.of(STOP)))
                .containsExactly(new SwitchPoint(100, 3), new SwitchPoint(100, 2), new SwitchPoint(100, 0));
    }

    @Test
    void aSecondOneIsHeldBehindTheFirst() {
        List<SwitchPoint> both = List.of(
                new SwitchPoint(100, 3),
                new SwitchPoint(100, 2),
                new SwitchPoint(100, 0),
                new SwitchPoint(200, 1),
                new SwitchPoint(200, 3),
                new SwitchPoint(200, 2));
        assertThat(HeldProcessors.points(0, 50, List.of(STOP, CALLBACK))).isEqualTo(both);
        assertThat(HeldProcessors.points(0, 50, List.of(CALLBACK, STOP))).isEqualTo(both);
    }

    @Test
    void anotherProcessorMayBeTheFirst() {
        assertThat(HeldProcessors.points(2, 50, List.of(STOP)))
                .containsExactly(
                        new SwitchPoint(50, 2),
                        new SwitchPoint(100, 3),
                        new SwitchPoint(100, 0),
                        new SwitchPoint(100, 2));
    }
}
