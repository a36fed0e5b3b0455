// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SnapshotsTest {
    @Test
    void thoseNearThePlaceStay() {
        List<Long> times =
                LongStream.rangeClosed(0, 10).map(i -> i * 100).boxed().toList();
        assertThat(Snapshots.leastMissed(times, 950)).isEqualTo(100);
        assertThat(Snapshots.leastMissed(times, 50)).isEqualTo(900);
    }

    @Test
    void ofEquallyFarOnesThatGoesWhichLeavesTheSmallestGap() {
        assertThat(Snapshots.leastMissed(List.of(0L, 100L, 110L, 120L, 300L, 500L), 1_000_000))
                .isEqualTo(110);
    }

    @Test
    void theFirstAndTheLastStay() {
        assertThat(Snapshots.leastMissed(List.of(0L, 1L, 1000L), 1)).isEqualTo(1);
    }
}
