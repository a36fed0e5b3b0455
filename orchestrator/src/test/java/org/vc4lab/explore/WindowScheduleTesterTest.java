// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.guest.Schedule.TimeWindow;
import org.vc4lab.lab.WindowRunner.Suspicion;
import org.vc4lab.lab.WindowRunner.TrialPart;
import org.vc4lab.lab.WindowRunner.WindowMark;
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

    private static TimeWindow window(long fromNanos, int interruptsOn) {
        return new TimeWindow(fromNanos, fromNanos + 10, OptionalInt.of(interruptsOn));
    }

    /** One pass of the fixed schedule saves all machines that it has in common. */
    @Test
    void aMachineIsSavedOnTheWayFromTheOneBefore() {
        List<TimeWindow> windows = List.of(window(70, 1), window(30, 1), window(50, 1), window(60, 2), window(50, 2));
        List<TrialPart> parts = windows.stream()
                .map(each -> new TrialPart(each, each.until(), WindowMark.WINDOW_ENDS))
                .toList();
        assertThat(windows)
                .extracting(each -> WindowScheduleTester.latestBefore(each, parts))
                .containsExactly(
                        Optional.of(window(50, 1)),
                        Optional.empty(),
                        Optional.of(window(30, 1)),
                        Optional.of(window(50, 2)),
                        Optional.empty());
    }

    @Test
    void aReportThatTheWholeTrialDoesNotHaveIsNoCleanSchedule() {
        assertThatThrownBy(() -> runWhole(REPORT, ScheduleResult.clean(7)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the window showed W1: it squeaks, the whole trial did not");
    }
}
