// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;

/** A trial's verdict: that of the worst finding, CLEAN without findings. */
public record Judgement(Verdict verdict, List<Finding> findings) {
    public Judgement {
        findings = List.copyOf(findings);
    }

    public static Judgement of(List<Finding> findings) {
        Verdict worst =
                findings.stream().map(Finding::verdict).max(Verdict::compareTo).orElse(Verdict.CLEAN);
        return new Judgement(worst, findings);
    }
}
