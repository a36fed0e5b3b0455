// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.util.Optional;
import org.vc4lab.lab.model.Expectation;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Verdict;

/** One trial of a plan. */
public record PlannedTrial(Trial trial) {
    /** The trial's name in reports, histories and folders; the same every night. */
    public String id() {
        return String.join("/", axes().byName().values());
    }

    Optional<Verdict> expected() {
        return trial.expectation().map(Expectation::verdict);
    }

    TrialAxes axes() {
        return TrialAxes.of(trial);
    }

    /** Equal for trials that boot the same kernel image. */
    String kernelName() {
        return axes().kernelFamily() + "/" + axes().candidate();
    }

    /** The guest's time limit in seconds, a relative estimate of what the trial costs. */
    long cost() {
        return trial.scenario().guestLimit().toSeconds();
    }
}
