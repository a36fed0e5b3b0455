// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.ConsoleTranscript;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Termination;
import org.vc4lab.lab.model.Termination.TerminationKind;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** MASKED if the console of a guest that shut down is incomplete: a report may be in the part that is missing. */
final class ConsoleRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        Termination termination = evidence.log().termination();
        ConsoleTranscript console = evidence.log().console();
        if (termination.kind() != TerminationKind.SHUTDOWN
                || !console.booted()
                || FatalLineRule.find(evidence).isPresent()) {
            return Stream.empty();
        }
        if (console.messagesLost()) {
            return Stream.of(new Finding(Verdict.MASKED, "the kernel dropped messages before they were printed"));
        }
        boolean isComplete = console.scenario().begin().isPresent()
                && console.scenario().end().isPresent()
                && console.done();
        return isComplete || evidence.hasPanicked()
                ? Stream.empty()
                : Stream.of(new Finding(
                        Verdict.MASKED,
                        "the guest ended (" + termination.detail() + "), but its console log is incomplete"));
    }
}
