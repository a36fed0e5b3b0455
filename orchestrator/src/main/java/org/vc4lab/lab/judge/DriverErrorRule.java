// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Phase;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** BROKEN if a driver logs an error during the scenario that the scenario does not expect. */
final class DriverErrorRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        return evidence.log().messages().stream()
                .filter(message -> message.phase() == Phase.SCENARIO)
                .filter(message -> trial.scenario().expectedErrors().stream().noneMatch(message.text()::contains))
                .map(message -> new Finding(Verdict.BROKEN, "a driver logged an error: " + message.text()));
    }
}
