// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.judge;

import java.util.stream.Stream;
import org.vc4lab.lab.model.Evidence;
import org.vc4lab.lab.model.Finding;
import org.vc4lab.lab.model.Termination.TerminationKind;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** INFRA if the emulator ended, was stuck or did not answer: an infrastructure error says nothing about the kernel. */
final class LostMachineRule implements JudgingRule {
    @Override
    public Stream<Finding> apply(Trial trial, Evidence evidence) {
        return Stream.of(evidence.log().termination())
                .filter(end -> end.kind() == TerminationKind.LOST)
                .map(end -> new Finding(Verdict.INFRA, end.detail()));
    }
}
