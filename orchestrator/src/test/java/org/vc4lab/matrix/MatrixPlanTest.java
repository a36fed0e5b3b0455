// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vc4lab.lab.Cases;
import org.vc4lab.lab.Faults;

class MatrixPlanTest {
    @Test
    void theNightlyPlanNamesOnlyExistingThings() throws Exception {
        Faults faults = Faults.read(TestNights.HOME);
        PlanFile file = PlanFile.read(TestNights.HOME.resolve("ci/plan.yaml"));
        MatrixPlan plan = MatrixPlan.of(file, new Cases(TestNights.HOME.resolve("patches"), faults), faults);
        assertThat(plan.slots()).extracting(Slot::id).doesNotHaveDuplicates().hasSizeGreaterThan(200);
        assertThat(plan.slots())
                .extracting(Slot::id)
                .contains(
                        "5.10.223/armv7l-lockdep/base/play/prompt", "5.10.223/arm64-kasan/hw-params/play/slow-packet");
    }

    @Test
    void aCandidateIsTriedInItsOwnScenario() throws Exception {
        assertThat(TestNights.plan(List.of("dont-poll-inverted"), List.of("own"))
                        .slots())
                .extracting(slot -> slot.trial().scenario().name())
                .containsOnly("replay")
                .hasSize(4);
    }

    @Test
    void anUnknownNameIsRefusedWithTheValidNames() {
        assertThatThrownBy(() -> TestNights.plan(List.of("nope"), List.of("play")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("nope")
                .hasMessageContaining("busy-wait");
    }

    @Test
    void aFilterKeepsTrialsThatMatchAllItsAxes() throws Exception {
        MatrixPlan plan = TestNights.plan(List.of("all"), List.of("play"));
        Filter filter = Filter.of(List.of("config=arm64-*", "candidate=base,busy-????", "prompt"));
        assertThat(plan.only(filter).slots())
                .extracting(Slot::id)
                .containsExactly(
                        "5.10.223/arm64-lockdep/base/play/prompt", "5.10.223/arm64-lockdep/busy-wait/play/prompt");
        assertThatThrownBy(() -> Filter.of(List.of("colour=red")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("profile");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 40})
    void shardsDivideThePlanAndKeepKernelsTogether(int shards) throws Exception {
        MatrixPlan plan = TestNights.plan(List.of("all"), List.of("play", "storm", "own"));
        List<String> all = new ArrayList<>();
        Map<String, Integer> homes = new HashMap<>();
        for (int number = 1; number <= shards; number++) {
            for (Slot slot : new Shard(number, shards).part(plan).slots()) {
                all.add(slot.id());
                assertThat(homes.merge(slot.kernelName(), number, Integer::max)).isEqualTo(number);
            }
        }
        assertThat(all)
                .containsExactlyInAnyOrderElementsOf(
                        plan.slots().stream().map(Slot::id).toList());
    }

    @Test
    void shardsAreOfSimilarSize() throws Exception {
        MatrixPlan plan = TestNights.plan(List.of("all"), List.of("all"));
        List<Long> costs = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            costs.add(new Shard(number, 4)
                    .part(plan).slots().stream().mapToLong(Slot::cost).sum());
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
        List<String> families = MatrixRun.kernels(
                        TestNights.plan(List.of("all"), List.of("play")).slots())
                .stream()
                .map(slots -> slots.get(0).family())
                .toList();
        assertThat(families).hasSize(16);
        assertThat(families.subList(0, 8)).containsOnly(families.get(0));
        assertThat(families.subList(8, 16)).containsOnly(families.get(8));
    }
}
