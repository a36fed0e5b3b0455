// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.bisect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vc4lab.Nightly;
import org.vc4lab.bisect.NoiseSimulation.SearchMethod;
import org.vc4lab.bisect.NoiseSimulation.SimulationResult;

/** A report with a reproduction rate of 30 %; {@code ci/bench bisect} prints the same numbers as a table. */
class NoiseSimulationTest {
    @Test
    void anUnknownReproductionRateIsHandled() {
        assertRightAndAccusesNobodyFalsely(SearchMethod.VC4LAB);
    }

    @Nightly
    @ParameterizedTest
    @EnumSource(
            value = SearchMethod.class,
            names = {"VC4LAB_TOLD", "VC4LAB_NAMED", "VC4LAB_MISLED"})
    void aKnownRateAndTracesThatHelpOrMisleadAreHandled(SearchMethod method) {
        assertRightAndAccusesNobodyFalsely(method);
    }

    private static void assertRightAndAccusesNobodyFalsely(SearchMethod method) {
        SimulationResult result = NoiseSimulation.simulate(method);

        assertThat(result.right()).as("right: " + result).isGreaterThanOrEqualTo(NoiseSimulation.SEEDS * 95 / 100);
        assertThat(result.accusedFalsely())
                .as("accused where there is nobody: " + result)
                .isLessThanOrEqualTo(NoiseSimulation.SEEDS * 2 / 100);
    }

    /** Otherwise the histories would be too easy. */
    @Nightly
    @Test
    void plainBisectionIsMisledByTheSameHistories() {
        assertThat(NoiseSimulation.simulate(SearchMethod.GIT_BISECT_RUN).right())
                .isLessThan(NoiseSimulation.SEEDS / 4);
        assertThat(NoiseSimulation.simulate(SearchMethod.FIXED).right()).isLessThan(NoiseSimulation.SEEDS * 95 / 100);
    }
}
