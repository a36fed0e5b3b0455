// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/**
 * The machine of a trial with the scenario in its initial ramdisk. It is handed none, so all of the trial's properties
 * are set before it starts.
 */
final class ScenarioMachine {
    private ScenarioMachine() {}

    static Machine create(Trial trial, BuildArtifacts artifacts, TrialFolder files) throws IOException {
        Duration limit = trial.scenario().guestLimit();
        artifacts.writeInitrd(files, ScenarioArchive.of(trial, limit));
        Machine booting = TrialMachineFactory.booting(trial, artifacts, ClockMode.DETERMINISTIC, limit, files);
        List<DeviceProperty> properties = new ArrayList<>(booting.properties());
        properties.addAll(TrialMachineFactory.scenarioProperties(trial, files));
        return new Machine(
                booting.boot(),
                booting.clockMode(),
                properties,
                booting.changes(),
                booting.guestLimit(),
                booting.wallLimit(),
                booting.folder());
    }
}
