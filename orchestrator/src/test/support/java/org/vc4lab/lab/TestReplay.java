// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.UnknownNameException;

/** The trial in which the case's bug shows, for tests that look into it. */
public record TestReplay(TestLab lab, TrialReplay replay) implements AutoCloseable {
    /**
     * Opens the lab, and builds what is missing.
     *
     * @param config of the case's kernel
     * @param faults as NAME or NAME=VALUE
     */
    public static TestReplay open(String config, String... faults) throws IOException, InterruptedException {
        TestLab lab = TestLab.open(config);
        Trial trial = withFaults(lab.trial(lab.candidate("base"), "prompt"), faults);
        TrialReplay replay =
                TrialReplay.of(lab.runner(ClockMode.DETERMINISTIC), trial, lab.artifacts(trial.candidate()));
        return new TestReplay(lab, replay);
    }

    private static Trial withFaults(Trial trial, String... faults) throws IOException {
        Faults known = Faults.read(TestLab.HOME);
        List<FaultInjection> injections = new ArrayList<>();
        for (String fault : faults) {
            try {
                injections.add(known.parseInjection(fault));
            } catch (UnknownNameException unknown) {
                throw new IllegalArgumentException(fault, unknown);
            }
        }
        return new Trial(trial.ofCase(), trial.candidate(), trial.scenario(), trial.profile(), injections);
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }
}
