// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
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
 * Bugs that the fixed order of events does not show, however often it runs. A measurement, ci/bench orders, which
 * prints a table. {@link ExploredOrderIT} is the test that exploring finds one.
 */
@Nightly
@EnabledIfSystemProperty(named = OrderingBugsIT.MINUTES, matches = "[1-9][0-9]*")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderingBugsIT {
    private final TestLab lab;
    private final Path folder;
    private final Map<OrderingBug, Candidate> candidates = new EnumMap<>(OrderingBug.class);
    private final VerifiedCandidates inFixedOrder;
    private final List<String> rows = new ArrayList<>();

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
    void printTable() {
        System.out.println("| patch | profile | policy | shown | schedules | time |\n|---|---|---|---|---:|---:|");
        rows.forEach(System.out::println);
        lab.close();
    }

    /** How long to explore each, with each policy on each profile. */
    static final String MINUTES = "vc4lab.orders.minutes";

    private static final int CHANGE_POINTS = 2;

    /** A stream of {@code play} starts and stops once, so there is nothing to see in the rest of it. */
    private static ExplorationPlan plan(Trial trial, SchedulePolicy policy) {
        boolean playsOnce = trial.scenario().equals(trial.ofCase().defaultScenario());
        return new ExplorationPlan(
                policy,
                policy == SchedulePolicy.PCT ? CHANGE_POINTS : 0,
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
        List<Verdict> verdicts = new ArrayList<>();
        for (SchedulePolicy policy : SchedulePolicy.seeded()) {
            for (Case.HardwareProfile profile : ofCase.profiles()) {
                Trial trial = new Trial(ofCase, candidate(bug), bug.scenario(ofCase), profile, List.of());
                Instant start = Instant.now();
                Exploration exploration = lab.explore(trial, plan(trial, policy), folder);
                Duration elapsed = Duration.between(start, Instant.now());
                exploration.findings().forEach(finding -> verdicts.add(finding.verdict()));
                rows.add(String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %s | %s | %d | %d s |",
                        bug.patches(),
                        profile.name(),
                        policy,
                        exploration.findings().isEmpty() ? "-" : verdicts.get(verdicts.size() - 1),
                        exploration.results().size(),
                        elapsed.toSeconds()));
            }
        }

        assertThat(verdicts).containsAnyElementsOf(bug.verdicts());
    }
}
