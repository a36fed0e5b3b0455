// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vc4lab.Nightly;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Trial.TrialSelection;
import org.vc4lab.lab.model.Verdict;

/** Bugs that the fixed order of events does not show, however often it runs. */
@Nightly
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OrderingBugsIT {
    private final VerifiedCandidates inFixedOrder;

    OrderingBugsIT() throws Exception {
        Path directory = Files.createDirectories(TestLab.trialFolder(getClass()));
        try (TestLab lab = TestLab.open()) {
            List<Candidate> candidates = new ArrayList<>();
            for (OrderingBug bug : OrderingBug.values()) {
                candidates.add(lab.orderingBug(bug, directory));
            }
            this.inFixedOrder = VerifiedCandidates.of(lab, candidates, TrialSelection.OWN_SCENARIO, directory);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFixedOrderDoesNotShowIt(OrderingBug bug) {
        assertThat(inFixedOrder.result(bug.patches() + ".mbox").verdict())
                .as(() -> inFixedOrder.findings(bug.patches() + ".mbox"))
                .isEqualTo(Verdict.CLEAN);
    }
}
