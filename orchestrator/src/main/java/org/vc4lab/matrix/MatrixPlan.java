// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.vc4lab.lab.Candidate;
import org.vc4lab.lab.Case;
import org.vc4lab.lab.Cases;
import org.vc4lab.lab.ChosenFault;
import org.vc4lab.lab.Faults;
import org.vc4lab.lab.HardwareProfile;
import org.vc4lab.lab.Plan;
import org.vc4lab.lab.Trial;
import org.vc4lab.lab.UnknownNameException;
import org.vc4lab.source.Sha256;

/**
 * All trials of a plan, in the order of the plan; one that several blocks name is there once.
 *
 * @param name of the plan
 * @param caseName of the case whose candidates are tried
 */
public record MatrixPlan(String name, String caseName, List<Slot> slots) {
    public MatrixPlan {
        slots = List.copyOf(slots);
    }

    /**
     * Looks up what a plan names.
     *
     * @throws PlanException where it names what is not there
     */
    public static MatrixPlan of(PlanFile file, Cases cases, Faults faults) throws IOException, PlanException {
        try {
            Case ofCase = cases.read(file.caseName());
            Map<String, Slot> slots = new LinkedHashMap<>();
            for (PlanFile.Block block : file.trials()) {
                new Expansion(ofCase, block, faults).slots().forEach(slot -> slots.putIfAbsent(slot.id(), slot));
            }
            return new MatrixPlan(file.plan(), file.caseName(), List.copyOf(slots.values()));
        } catch (UnknownNameException | IllegalArgumentException unknown) {
            throw new PlanException(String.valueOf(unknown.getMessage()));
        }
    }

    /** The same with fewer trials. */
    public MatrixPlan only(Predicate<Slot> wanted) {
        return new MatrixPlan(name, caseName, slots.stream().filter(wanted).toList());
    }

    /** Equal for plans of the same trials. */
    public String identity() {
        return Sha256.of(name + "\n" + caseName + "\n"
                + String.join("\n", slots.stream().map(Slot::id).toList()));
    }

    private record Expansion(Case ofCase, PlanFile.Block block, Faults faults) {
        List<Slot> slots() throws UnknownNameException {
            List<ChosenFault> asked = new ArrayList<>();
            for (String fault : block.faults()) {
                asked.add(faults.choose(fault));
            }
            List<Slot> slots = new ArrayList<>();
            for (String kernel : block.kernels()) {
                for (String config : block.configs()) {
                    Case on = on(kernel, config);
                    for (Candidate candidate : candidates(on)) {
                        trials(on, candidate, asked).forEach(trial -> slots.add(new Slot(trial)));
                    }
                }
            }
            return slots;
        }

        private Case on(String kernel, String config) throws UnknownNameException {
            return ofCase.onKernel(kernel).on(config);
        }

        private List<Candidate> candidates(Case on) throws UnknownNameException {
            if (block.candidates().contains(PlanFile.ALL)) {
                return on.candidates();
            }
            List<Candidate> chosen = new ArrayList<>();
            for (String name : block.candidates()) {
                chosen.add(on.candidate(name));
            }
            return chosen;
        }

        private List<Trial> trials(Case on, Candidate candidate, List<ChosenFault> asked) throws UnknownNameException {
            List<String> scenarios = new ArrayList<>();
            for (String name : block.scenarios()) {
                if (name.equals(PlanFile.ALL)) {
                    on.scenarios().forEach(scenario -> scenarios.add(scenario.name()));
                } else if (name.equals(PlanFile.OWN)) {
                    scenarios.add(candidate.scenario());
                } else {
                    scenarios.add(on.scenario(name).name());
                }
            }
            List<String> profiles = profiles(on);
            return on.trials(candidate, new Plan(scenarios, asked)).stream()
                    .filter(trial -> profiles.contains(trial.profile().name()))
                    .toList();
        }

        private List<String> profiles(Case on) throws UnknownNameException {
            List<String> known =
                    on.profiles().stream().map(HardwareProfile::name).toList();
            if (block.profiles().contains(PlanFile.ALL)) {
                return known;
            }
            for (String name : block.profiles()) {
                if (!known.contains(name)) {
                    throw new UnknownNameException("profile of " + on.name(), name, known);
                }
            }
            return block.profiles();
        }
    }
}
