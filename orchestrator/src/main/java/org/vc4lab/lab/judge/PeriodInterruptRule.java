// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.GuestMetric;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** BROKEN if fewer periods elapsed than the tone has: the driver did not play all of it. */
final class PeriodInterruptRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        long needed = trial.scenario().playback().periodInterrupts();
        return evidence.log().console().metric(GuestMetric.DMA_INTERRUPTS).stream()
                .filter(interrupts -> interrupts < needed)
                .mapToObj(interrupts ->
                        new Finding(Verdict.BROKEN, interrupts + " period interrupts; the tone needs " + needed));
    }
}
