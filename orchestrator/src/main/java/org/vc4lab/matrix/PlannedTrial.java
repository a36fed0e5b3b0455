// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import org.vc4lab.lab.model.Trial;

/** One trial of a plan. */
public record PlannedTrial(Trial trial) {
    /** The trial's name in reports, histories and folders; the same every night. */
    public String id() {
        return String.join("/", axes().byName().values());
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
