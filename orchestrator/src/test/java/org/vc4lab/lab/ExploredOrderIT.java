// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vc4lab.Nightly;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.explore.ScheduleResult;
import org.vc4lab.guest.Schedule;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.evidence.EvidenceFile;
import org.vc4lab.lab.model.Trial;

/** Bugs that the fixed order of events does not show. */
class ExploredOrderIT {
    private static final long MOST_OF_PCT = 100;
    private static final long MOST_OF_PLACES = 400;
    private static final long MOST_OF_DROPPED_LOCK = 3000;

    @Test
    void aFewSchedulesShowWorkThatIsUsedAfterItWasFreed() throws Exception {
        find(OrderingBug.FREED_WORK, SchedulePolicy.PCT, 1, Duration.ofMillis(50), MOST_OF_PCT);
    }

    /** The player runs on the processor that usually takes the period interrupts, so nothing would be a race there. */
    @Test
    @Nightly
    void aProcessorIsHeldWhereItWalksAListWithoutTheLock() throws Exception {
        ScheduleResult finding = findByPlaces(OrderingBug.UNLOCKED_LIST, MOST_OF_PLACES);
        Schedule schedule = EvidenceFile.read(Path.of(finding.folder().orElseThrow()))
                .setup()
                .schedule()
                .orElseThrow();
        assertThat(schedule.interruptsOn()).isPresent();
        assertThat(schedule.points()).as("the order, and one held processor").hasSizeBetween(3, 4);
    }

    /** It sleeps in a function of whose file the symbols say nothing. */
    @Test
    @Nightly
    void aPlayerSleepsAndNobodyWakesIt() throws Exception {
        assertThat(findByPlaces(OrderingBug.LOST_WAKE_UP, MOST_OF_PLACES).findings())
                .anySatisfy(hang -> assertThat(hang.reason()).contains("ended with status 124"));
    }

    /** The unbinding is held between two of its steps, in the file that the candidate changes or below. */
    @Test
    @Nightly
    void aStreamStartsWhileTheDriverIsUnbound() throws Exception {
        assertThat(findByPlaces(OrderingBug.UNBIND_AT_START, MOST_OF_PLACES).findings())
                .anySatisfy(oops -> assertThat(oops.reason()).contains("NULL pointer dereference"));
    }

    /** The player is held after it saw the packet RAM on, before it writes the infoframe. */
    @Test
    @Nightly
    void theDisplayIsTurnedOffBeforeAnInfoframeIsWritten() throws Exception {
        assertThat(findByPlaces(OrderingBug.DROPPED_LOCK, MOST_OF_DROPPED_LOCK).findings())
                .anySatisfy(broken -> assertThat(broken.reason()).contains("packet-ram-write-while-off"));
    }

    private ScheduleResult findByPlaces(OrderingBug bug, long mostSchedules) throws Exception {
        return find(bug, SchedulePolicy.PLACES, 0, Duration.ofMillis(12), mostSchedules);
    }

    /** The finding, which is the first schedule that is not clean. */
    private ScheduleResult find(
            OrderingBug bug, SchedulePolicy policy, int changePoints, Duration window, long mostSchedules)
            throws Exception {
        Path folder = Files.createDirectories(TestLab.trialFolder(getClass()).resolve(bug.patches()));
        try (TestLab lab = TestLab.open()) {
            Trial trial = bug.trial(lab.ofCase(), lab.orderingBug(bug, folder));
            ExplorationPlan plan = new ExplorationPlan(
                    policy, changePoints, Optional.of(window), List.of(), 1, mostSchedules, Optional.empty(), false);
            Exploration exploration = lab.explore(trial, plan, folder.resolve("trials"));

            assertThat(exploration.findings())
                    .as(() -> exploration.results().size() + " schedules")
                    .hasSize(1);
            ScheduleResult finding = exploration.findings().get(0);
            assertThat(finding.seed()).as("0 is the fixed order").isPositive();
            assertThat(finding.verdict()).isIn(bug.verdicts());
            return finding;
        }
    }
}
