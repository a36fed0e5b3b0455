// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.shrink;

import java.util.List;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.RequiredEvidence;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.patch.Patch;

/**
 * What of a trial can be left out.
 *
 * @param requestedFaults those that the user asked for, beside the scenario's
 * @param patches of the candidate
 * @param fragments lines of the fragments that the case lays over the kernel's configuration
 */
public record TrialParts(
        Scenario scenario, List<FaultInjection> requestedFaults, List<Patch> patches, List<FragmentSetting> fragments) {
    public TrialParts {
        requestedFaults = List.copyOf(requestedFaults);
        patches = List.copyOf(patches);
        fragments = List.copyOf(fragments);
    }

    ShellScript script() {
        return new ShellScript(scenario.run());
    }

    TrialParts withScript(ShellScript script) {
        return withScenario(script.lines(), scenario.changes(), scenario.faults(), scenario.evidence());
    }

    TrialParts withChanges(List<ScheduledChange> changes) {
        return withScenario(scenario.run(), changes, scenario.faults(), scenario.evidence());
    }

    TrialParts withScenarioFaults(List<FaultInjection> faults) {
        return withScenario(scenario.run(), scenario.changes(), faults, scenario.evidence());
    }

    TrialParts withEvidence(List<RequiredEvidence> evidence) {
        return withScenario(scenario.run(), scenario.changes(), scenario.faults(), evidence);
    }

    TrialParts withRequestedFaults(List<FaultInjection> faults) {
        return new TrialParts(scenario, faults, patches, fragments);
    }

    TrialParts withPatches(List<Patch> newPatches) {
        return new TrialParts(scenario, requestedFaults, newPatches, fragments);
    }

    TrialParts withFragments(List<FragmentSetting> newFragments) {
        return new TrialParts(scenario, requestedFaults, patches, newFragments);
    }

    /** The trial with these parts only. */
    Trial of(Trial whole) {
        return new Trial(
                whole.ofCase(), whole.candidate(), scenario, whole.profile(), requestedFaults, whole.schedule());
    }

    private TrialParts withScenario(
            List<String> run,
            List<ScheduledChange> changes,
            List<FaultInjection> faults,
            List<RequiredEvidence> evidence) {
        Scenario changed = new Scenario(
                scenario.name(),
                run,
                scenario.audio(),
                changes,
                faults,
                scenario.expectedErrors(),
                scenario.guestLimit(),
                evidence);
        return new TrialParts(changed, requestedFaults, patches, fragments);
    }
}
