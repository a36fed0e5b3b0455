// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vc4lab.Nightly;
import org.vc4lab.explore.Exploration;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.Verdict;

/**
 * Bugs that the fixed order of events does not show, however often it runs. A measurement, ci/bench orders: that
 * exploring finds them has not been shown.
 */
@Nightly
@EnabledIfSystemProperty(named = OrderingBugsIT.MINUTES, matches = "[1-9][0-9]*")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderingBugsIT {
    private final TestLab lab;
    private final Path folder;
    private final Map<OrderingBug, Candidate> candidates = new EnumMap<>(OrderingBug.class);
    private final VerifiedCandidates inFixedOrder;

    OrderingBugsIT() throws Exception {
        this.lab = TestLab.open();
        this.folder = Files.createDirectories(TestLab.trialFolder(getClass()));
        Path mailboxes = Files.createDirectory(folder.resolve("mailboxes"));
        for (OrderingBug bug : OrderingBug.values()) {
            candidates.put(bug, lab.orderingBug(bug, mailboxes));
        }
        this.inFixedOrder =
                VerifiedCandidates.of(lab, List.copyOf(candidates.values()), TrialSelection.OWN_SCENARIO, folder);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** How long to explore each. */
    static final String MINUTES = "vc4lab.orders.minutes";

    /** A stream of {@code play} starts and stops once, so there is nothing to see in the rest of it. */
    private static ExplorationPlan plan(Trial trial) {
        boolean playsOnce = trial.scenario().equals(trial.ofCase().defaultScenario());
        return new ExplorationPlan(
                SchedulePolicy.RANDOM,
                0,
                playsOnce ? Optional.of(Duration.ofMillis(50)) : Optional.empty(),
                List.of(),
                1,
                ExplorationPlan.UNLIMITED,
                Optional.of(Duration.ofMinutes(Long.getLong(MINUTES))),
                false);
    }

    private Candidate candidate(OrderingBug bug) {
        return Optional.ofNullable(candidates.get(bug)).orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void theFixedOrderDoesNotShowIt(OrderingBug bug) {
        String candidate = candidate(bug).name();
        assertThat(inFixedOrder.result(candidate).verdict())
                .as(() -> inFixedOrder.findings(candidate))
                .isEqualTo(Verdict.CLEAN);
    }

    /** If the player runs on the processor that takes the period interrupts, on a profile, nothing there is a race. */
    @ParameterizedTest
    @EnumSource
    void anotherOrderShowsItOnOneOfTheProfiles(OrderingBug bug) throws Exception {
        Case ofCase = lab.ofCase();
        List<Exploration> explorations = new ArrayList<>();
        for (Case.HardwareProfile profile : ofCase.profiles()) {
            Trial trial = new Trial(ofCase, candidate(bug), bug.scenario(ofCase), profile, List.of());
            explorations.add(lab.explore(trial, plan(trial), folder));
            if (!explorations.get(explorations.size() - 1).findings().isEmpty()) {
                break;
            }
        }
        Exploration newest = explorations.get(explorations.size() - 1);

        assertThat(newest.verdict())
                .as(() -> newest.results().size() + " schedules, seeds from 1: " + newest.findings())
                .hasValueSatisfying(verdict -> assertThat(verdict).isIn(bug.verdicts()));
    }
}
