// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.explore.ExplorationPlan;
import org.vc4lab.guest.Schedule.SchedulePolicy;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.matrix.MatrixPlan.PlanFile;
import org.vc4lab.source.Yaml;

class MatrixPlanTest {
    @Test
    void theNightlyPlanNamesOnlyExistingThings() throws Exception {
        Faults faults = Faults.read(MatrixFixtures.HOME);
        PlanFile file = Yaml.read(MatrixFixtures.HOME.resolve("ci/plan.yaml"), PlanFile.class);
        MatrixPlan plan =
                MatrixPlan.of(file, new CaseRepository(MatrixFixtures.HOME.resolve("patches"), faults), faults);
        assertThat(plan.plannedTrials())
                .extracting(PlannedTrial::id)
                .doesNotHaveDuplicates()
                .hasSizeGreaterThan(200);
        assertThat(plan.plannedTrials())
                .extracting(PlannedTrial::id)
                .contains(
                        "5.10.223/armv7l-lockdep/base/play/prompt",
                        "5.10.223/arm64-kasan/hw-params/play/slow-packet",
                        "vc4-hvs-srcu-leak/6.1.176/arm64-lockdep/match-enter-exit/mode-set/default",
                        "vc4-hdmi-no-crtc/5.10.223/armv7l-lockdep/refuse-without-mode/unplug-storm/default");
    }

    @Test
    void theNightTriesEachCase() throws Exception {
        Faults faults = Faults.read(MatrixFixtures.HOME);
        CaseRepository cases = new CaseRepository(MatrixFixtures.HOME.resolve("patches"), faults);
        PlanFile file = Yaml.read(MatrixFixtures.HOME.resolve("ci/plan.yaml"), PlanFile.class);

        assertThat(MatrixPlan.of(file, cases, faults).plannedTrials())
                .extracting(planned -> planned.trial().ofCase().name())
                .containsOnly(cases.names().toArray(String[]::new));
    }

    /** A trial of the plan's own case keeps the name that it has in the nights before. */
    @Test
    void aBlockMayNameItsCase(@TempDir Path folder) throws Exception {
        String own = "5.10.223/armv7l-lockdep/deferred-infoframe/play/prompt";
        String other = "vc4-hvs-srcu-leak/6.1.176/armv7l-lockdep/pristine/mode-set/default";
        MatrixPlan plan = planWith(
                MatrixFixtures.pristineBlock("vc4-hvs-srcu-leak", "all")
                        + MatrixFixtures.pristineBlock("vc4-hdmi-atomic-sleep", "all"),
                folder);

        String pristine = "6.1.176/armv7l-lockdep/pristine/play/";
        assertThat(plan.ids()).containsExactly(own, other, pristine + "prompt", pristine + "slow-packet");
        assertThat(plan.filter(TrialFilter.of(List.of("case=*-leak"))).ids()).containsExactly(other);
        assertThat(plan.filter(TrialFilter.of(List.of("case=vc4-hdmi-atomic-sleep")))
                        .ids())
                .contains(own)
                .hasSize(3)
                .doesNotContain(other);
        assertThat(plan.plannedTrials())
                .extracting(PlannedTrial::kernelName, PlannedTrial::userlandName)
                .contains(
                        tuple("vc4-hvs-srcu-leak/6.1.176/armv7l-lockdep/pristine", "vc4-hvs-srcu-leak/armv7l-lockdep"));
        assertThatThrownBy(() -> planWith(MatrixFixtures.pristineBlock("vc4-hvs-leak", "all"), folder))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("vc4-hvs-leak")
                .hasMessageContaining("vc4-hvs-srcu-leak");
    }

    @Test
    void thePlansOwnCaseHasToExistEvenIfEachBlockNamesAnother(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("plan.yaml"),
                "plan: orders\ncase: vc4-hdmi-atomic-slep\ntrials:\n"
                        + MatrixFixtures.pristineBlock("vc4-hvs-srcu-leak", "all"));
        Faults faults = Faults.read(MatrixFixtures.HOME);
        CaseRepository cases = new CaseRepository(MatrixFixtures.HOME.resolve("patches"), faults);
        PlanFile plan = Yaml.read(file, PlanFile.class);
        assertThatThrownBy(() -> MatrixPlan.of(plan, cases, faults))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("vc4-hdmi-atomic-slep");
    }

    private static MatrixPlan planWith(String schedules, Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("plan.yaml"),
                """
                plan: orders
                case: vc4-hdmi-atomic-sleep
                trials:
                  - kernels: [5.10.223]
                    configs: [armv7l-lockdep]
                    candidates: [deferred-infoframe]
                    scenarios: [play]
                    profiles: [prompt]
                    faults: []
                """
                        + schedules);
        Faults faults = Faults.read(MatrixFixtures.HOME);
        return MatrixPlan.of(
                Yaml.read(file, PlanFile.class),
                new CaseRepository(MatrixFixtures.HOME.resolve("patches"), faults),
                faults);
    }

    @Test
    void schedulesAreAnAxis(@TempDir Path folder) throws Exception {
        MatrixPlan plan =
                planWith("    schedules: {count: 500, policy: pct, changePoints: 1, windowMillis: 50}\n", folder);
        PlannedTrial explored = plan.plannedTrials().get(0);
        String id = "5.10.223/armv7l-lockdep/deferred-infoframe/play/prompt";
        assertThat(explored.id()).isEqualTo(id + "/500-pct1-50ms");
        assertThat(explored.schedules().orElseThrow().plan())
                .isEqualTo(new ExplorationPlan(
                        SchedulePolicy.PCT,
                        1,
                        Optional.of(Duration.ofMillis(50)),
                        List.of(),
                        1,
                        500,
                        Optional.empty(),
                        false));
        PlannedTrial whole =
                planWith("    schedules: {count: 20}\n", folder).plannedTrials().get(0);
        PlannedTrial fixed = planWith("", folder).plannedTrials().get(0);
        assertThat(whole.id()).isEqualTo(id + "/20-places");
        assertThat(fixed.id()).isEqualTo(id);
        assertThat(whole.cost()).isEqualTo(21 * fixed.cost());
        assertThat(plan.filter(TrialFilter.of(List.of("schedules=*pct*"))).ids())
                .hasSize(1);
        assertThat(plan.filter(TrialFilter.of(List.of("schedules="))).ids()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "count: 0 | count is from 1 to 100000, not 0",
                "count: 100001 | count is from 1 to 100000, not 100001",
                "count: 9, policy: list | policy is one of [random, pct, starve, places], not list",
                "count: 9, changePoints: 1 | changePoints needs the policy pct",
                "count: 9, policy: pct, changePoints: 1001 | changePoints is from 0 to 1000, not 1001",
                "count: 9, windowMillis: 0 | windowMillis is from 1 to 10000, not 0",
                "policy: pct | count",
                "count: 9, seed: 4 | seed"
            })
    void refusesSchedulesThatCannotBe(String keys, String problem, @TempDir Path folder) {
        assertThatThrownBy(() -> planWith("    schedules: {" + keys + "}\n", folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("plan.yaml:10:")
                .hasMessageContaining(problem);
    }

    @Test
    void aCandidateIsTriedInItsOwnScenario() throws Exception {
        assertThat(MatrixFixtures.plan(List.of("dont-poll-inverted"), List.of("own"))
                        .plannedTrials())
                .extracting(plannedTrial -> plannedTrial.trial().scenario().name())
                .containsOnly("replay")
                .hasSize(4);
    }

    @Test
    void anUnknownNameIsRefusedWithTheValidNames() {
        assertThatThrownBy(() -> MatrixFixtures.plan(List.of("nope"), List.of("play")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("nope")
                .hasMessageContaining("busy-wait");
    }

    @Test
    void aFilterKeepsTrialsThatMatchAllItsAxes() throws Exception {
        MatrixPlan plan = MatrixFixtures.plan(List.of("all"), List.of("play"));
        TrialFilter filter = TrialFilter.of(List.of("config=arm64-*", "candidate=base,busy-????", "prompt"));
        assertThat(plan.filter(filter).plannedTrials())
                .extracting(PlannedTrial::id)
                .containsExactly(
                        "5.10.223/arm64-lockdep/base/play/prompt", "5.10.223/arm64-lockdep/busy-wait/play/prompt");
        assertThatThrownBy(() -> TrialFilter.of(List.of("colour=red")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("profile");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 40})
    void shardsDivideThePlanAndKeepKernelsTogether(int shards) throws Exception {
        MatrixPlan plan = MatrixFixtures.plan(List.of("all"), List.of("play", "storm", "own"));
        List<String> all = new ArrayList<>();
        Map<String, Integer> homes = new HashMap<>();
        for (int number = 1; number <= shards; number++) {
            for (PlannedTrial plannedTrial :
                    new Shard(number, shards).partOf(plan).plannedTrials()) {
                all.add(plannedTrial.id());
                assertThat(homes.merge(plannedTrial.kernelName(), number, Integer::max))
                        .isEqualTo(number);
            }
        }
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        plan.plannedTrials().stream().map(PlannedTrial::id).toList());
    }

    @Test
    void shardsAreOfSimilarSize() throws Exception {
        MatrixPlan plan = MatrixFixtures.plan(List.of("all"), List.of("all"));
        List<Long> costs = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            costs.add(new Shard(number, 4)
                    .partOf(plan).plannedTrials().stream()
                            .mapToLong(PlannedTrial::cost)
                            .sum());
        }
        long least = costs.stream().mapToLong(Long::longValue).min().orElseThrow();
        long most = costs.stream().mapToLong(Long::longValue).max().orElseThrow();
        assertThat(most).isLessThanOrEqualTo(least * 5 / 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/4", "5/4", "1", "a/b", "1/0", "-1/2"})
    void refusesInvalidShards(String text) {
        assertThatThrownBy(() -> Shard.of(text))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("I/N");
    }

    @Test
    void kernelsOfAFamilyComeOneAfterTheOther() throws Exception {
        List<String> families =
                ShardRunner.groupByKernel(MatrixFixtures.plan(List.of("all"), List.of("play"))
                                .plannedTrials())
                        .stream()
                        .map(group -> group.get(0).axes().kernelFamily())
                        .toList();
        assertThat(families).hasSize(16);
        assertThat(families.subList(0, 8)).containsOnly(families.get(0));
        assertThat(families.subList(8, 16)).containsOnly(families.get(8));
    }
}
