// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.WindowRunner.Suspicion;
import org.vc4lab.lab.model.Judgement.Finding;
import org.vc4lab.lab.model.Verdict;

/** What becomes of a window that showed something. */
class WindowScheduleTesterTest {
    private static final Schedule SCHEDULE = Schedule.ofSeed(SchedulePolicy.RANDOM, 7, 0, Optional.empty());
    private static final Suspicion REPORT =
            new Suspicion("W1: it squeaks", List.of(new Finding(Verdict.REPRODUCED, "W1: it squeaks")));

    private static ScheduleResult runWhole(Suspicion suspicion, ScheduleResult whole) throws Exception {
        return WindowScheduleTester.runWhole(SCHEDULE, suspicion, schedule -> whole);
    }

    @Test
    void theWholeTrialDecides() throws Exception {
        ScheduleResult reproduced =
                new ScheduleResult(7, Verdict.REPRODUCED, List.of("W1"), List.of(), Optional.empty());
        assertThat(runWhole(REPORT, reproduced)).isEqualTo(reproduced);
        assertThat(runWhole(new Suspicion("it did not get as far", List.of()), ScheduleResult.clean(7)))
                .isEqualTo(ScheduleResult.clean(7));
    }

    @Test
    void aReportThatTheWholeTrialDoesNotHaveIsNoCleanSchedule() {
        assertThatThrownBy(() -> runWhole(REPORT, ScheduleResult.clean(7)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the window showed W1: it squeaks, the whole trial did not");
    }
}
