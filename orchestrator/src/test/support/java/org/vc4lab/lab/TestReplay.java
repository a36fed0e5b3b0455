// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.model.Trial;

/** The trial in which the case's bug shows, for tests that look into it. */
public record TestReplay(TestLab lab, TrialReplay replay) implements AutoCloseable {
    /**
     * Opens the lab, and builds what is missing.
     *
     * @param config of the case's kernel
     */
    public static TestReplay open(String config) throws IOException, InterruptedException {
        TestLab lab = TestLab.open(config);
        Trial trial = lab.trial(lab.candidate("base"), "prompt");
        TrialReplay replay = TrialReplay.of(
                lab.runner(ClockMode.DETERMINISTIC),
                trial,
                lab.workshop().buildEmulator(),
                lab.kernel(trial.candidate()),
                lab.rootfs());
        return new TestReplay(lab, replay);
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }
}
