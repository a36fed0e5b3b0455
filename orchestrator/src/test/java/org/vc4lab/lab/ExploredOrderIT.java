// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.model.Trial;

/** A bug that the fixed order of events does not show. */
class ExploredOrderIT {
    private static final long MOST_SCHEDULES = 20;

    @Test
    void aFewSchedulesShowWorkThatIsUsedAfterItWasFreed() throws Exception {
        Path folder = Files.createDirectories(TestLab.trialFolder(getClass()));
        try (TestLab lab = TestLab.open()) {
            OrderingBug bug = OrderingBug.FREED_WORK;
            Trial trial = lab.trial(lab.orderingBug(bug, folder), "prompt");
            ExplorationPlan plan = new ExplorationPlan(
                    SchedulePolicy.PCT,
                    1,
                    Optional.of(Duration.ofMillis(50)),
                    List.of(),
                    1,
                    MOST_SCHEDULES,
                    Optional.empty(),
                    false);
            Exploration exploration = lab.explore(trial, plan, folder.resolve("trials"));

            assertThat(exploration.findings())
                    .as(() -> exploration.results().size() + " schedules")
                    .hasSize(1);
            ScheduleResult finding = exploration.findings().get(0);
            assertThat(finding.seed()).as("0 is the fixed order").isPositive();
            assertThat(finding.verdict()).isIn(bug.verdicts());
        }
    }
}
