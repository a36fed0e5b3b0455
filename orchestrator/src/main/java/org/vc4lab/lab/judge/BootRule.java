// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.LogEvidence;
import org.vc4lab.lab.model.Termination.TerminationKind;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * NO_BOOT if user space was never reached; MASKED if the console says so but the guest played something: then it did
 * boot, and its console was silenced.
 */
final class BootRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        LogEvidence log = evidence.log();
        if (log.console().booted() || log.termination().kind() == TerminationKind.LOST) {
            return Stream.empty();
        }
        boolean played = evidence.hardware()
                .devices()
                .filter(device -> device.wordsPlayed() > 0)
                .isPresent();
        return Stream.of(
                played
                        ? new Finding(Verdict.MASKED, "the guest played, but its console kept silent")
                        : new Finding(
                                Verdict.NO_BOOT,
                                "user space was never reached ("
                                        + log.termination().detail() + ")"));
    }
}
