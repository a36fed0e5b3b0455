// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One boot: a candidate's kernel, what the guest does, and how the hardware behaves.
 *
 * @param asked faults that the user asked for, beside those of the scenario
 */
public record Trial(
        Case ofCase, Candidate candidate, Scenario scenario, HardwareProfile profile, List<ChosenFault> asked) {
    public Trial {
        asked = List.copyOf(asked);
    }

    /** Nothing is expected of a trial with a fault that the case does not know of. */
    public Optional<Expectation> expectation() {
        return asked.isEmpty() ? candidate.expectation(scenario, profile) : Optional.empty();
    }

    /** All faults in it; the user's come last, and win. */
    public List<ChosenFault> faults() {
        return Stream.of(scenario.faults(), asked).flatMap(List::stream).toList();
    }

    /** Of the properties before the machine starts, the later ones win. */
    List<HardwareProfile.Setting> settings() {
        return Stream.concat(profile.settings().stream(), faults().stream().flatMap(fault -> fault.settings().stream()))
                .toList();
    }

    /** What is done to the machine while the guest runs. */
    List<DeviceChange> changes() {
        return Stream.concat(scenario.changes().stream(), faults().stream().flatMap(fault -> fault.changes().stream()))
                .toList();
    }

    /**
     * All that its evidence and its verdict depend on beside emulator, kernel and userland, as JSON: equal texts stand
     * for equal trials. What is expected of it is not in it.
     */
    public String inputs() throws IOException {
        return Json.mapper()
                .writeValueAsString(List.of(
                        ofCase.name(),
                        candidate.name(),
                        scenario,
                        profile,
                        asked,
                        ofCase.fastProcessors(),
                        ofCase.irqsOff().limit().toString(),
                        ofCase.infoframeLate().limit().toString(),
                        ofCase.reports(),
                        ofCase.bug(),
                        ofCase.known(),
                        ofCase.consequences(profile),
                        ofCase.complaints()));
    }

    /** Its name among the trials of its candidate: the profile alone in the candidate's own scenario. */
    public String folderName() {
        return scenario.name().equals(candidate.scenario()) ? profile.name() : scenario.name() + "-" + profile.name();
    }
}
