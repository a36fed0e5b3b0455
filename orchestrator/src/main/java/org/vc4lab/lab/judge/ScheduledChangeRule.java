// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/**
 * INFRA if a scheduled change of the machine failed; BROKEN if it was never triggered: a trial in which the plug was
 * never pulled says nothing about pulling it.
 */
final class ScheduledChangeRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        return evidence.hardware().changes().stream().flatMap(ScheduledChangeRule::check);
    }

    private static Stream<Finding> check(ScheduledChange.ChangeResult result) {
        if (result.error().isPresent()) {
            return Stream.of(new Finding(
                    Verdict.INFRA, result.change() + ": " + result.error().get()));
        }
        return result.atNanos().isPresent()
                ? Stream.empty()
                : Stream.of(
                        new Finding(Verdict.BROKEN, "the scheduled change was never triggered: " + result.change()));
    }
}
