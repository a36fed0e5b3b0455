// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.FaultInjection;
import org.vc4lab.lab.model.HardwareProfile;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialSelection;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Sha256;

/** All trials of a plan, in its order, each once even if several blocks select it. */
public record MatrixPlan(String name, String caseName, List<PlannedTrial> plannedTrials) {
    public MatrixPlan {
        plannedTrials = List.copyOf(plannedTrials);
    }

    /**
     * Expands the blocks of a plan file.
     *
     * @throws PlanException if the plan names something that the case or the kernel configurations do not have
     */
    public static MatrixPlan of(PlanFile file, CaseRepository caseRepository, Faults faults)
            throws IOException, PlanException {
        try {
            Case ofCase = caseRepository.read(file.caseName());
            Map<String, PlannedTrial> plannedTrials = new LinkedHashMap<>();
            for (PlanFile.Block block : file.trials()) {
                new Expansion(ofCase, block, faults)
                        .plannedTrials()
                        .forEach(plannedTrial -> plannedTrials.putIfAbsent(plannedTrial.id(), plannedTrial));
            }
            return new MatrixPlan(file.plan(), file.caseName(), List.copyOf(plannedTrials.values()));
        } catch (UnknownNameException | IllegalArgumentException unknown) {
            throw new PlanException(String.valueOf(unknown.getMessage()));
        }
    }

    public MatrixPlan filter(Predicate<PlannedTrial> condition) {
        return new MatrixPlan(
                name, caseName, plannedTrials.stream().filter(condition).toList());
    }

    public List<String> ids() {
        return plannedTrials.stream().map(PlannedTrial::id).toList();
    }

    /**
     * Which plan a run belongs to.
     *
     * @param caseName the case whose candidates are tried
     * @param hash of all trials that the filters left; shards of the same plan have the same
     */
    public record PlanIdentity(
            @JsonProperty("plan") String name,
            @JsonProperty("case") String caseName,
            @JsonProperty("identity") String hash) {}

    public PlanIdentity identity() {
        String hash = Sha256.of(name + "\n" + caseName + "\n" + String.join("\n", ids()));
        return new PlanIdentity(name, caseName, hash);
    }

    private record Expansion(Case ofCase, PlanFile.Block block, Faults faults) {
        List<PlannedTrial> plannedTrials() throws UnknownNameException {
            List<FaultInjection> requestedFaults = new ArrayList<>();
            for (String fault : block.faults()) {
                requestedFaults.add(faults.parseInjection(fault));
            }
            List<PlannedTrial> plannedTrials = new ArrayList<>();
            for (String kernel : block.kernels()) {
                for (String config : block.configs()) {
                    Case adaptedCase = ofCase.withKernel(kernel).withConfig(config);
                    for (Candidate candidate : selectCandidates(adaptedCase)) {
                        selectTrials(adaptedCase, candidate, requestedFaults)
                                .forEach(trial -> plannedTrials.add(new PlannedTrial(trial)));
                    }
                }
            }
            return plannedTrials;
        }

        private List<Candidate> selectCandidates(Case adaptedCase) throws UnknownNameException {
            if (block.candidates().contains(PlanFile.ALL)) {
                return adaptedCase.candidates();
            }
            List<Candidate> chosen = new ArrayList<>();
            for (String name : block.candidates()) {
                chosen.add(adaptedCase.candidate(name));
            }
            return chosen;
        }

        private List<Trial> selectTrials(Case adaptedCase, Candidate candidate, List<FaultInjection> requestedFaults)
                throws UnknownNameException {
            List<String> scenarios = new ArrayList<>();
            for (String name : block.scenarios()) {
                if (name.equals(PlanFile.ALL)) {
                    adaptedCase.scenarios().forEach(scenario -> scenarios.add(scenario.name()));
                } else if (name.equals(PlanFile.OWN)) {
                    scenarios.add(candidate.scenario());
                } else {
                    scenarios.add(adaptedCase.scenario(name).name());
                }
            }
            List<String> profiles = selectProfiles(adaptedCase);
            return adaptedCase.trials(candidate, new TrialSelection(scenarios, requestedFaults)).stream()
                    .filter(trial -> profiles.contains(trial.profile().name()))
                    .toList();
        }

        private List<String> selectProfiles(Case adaptedCase) throws UnknownNameException {
            List<String> profileNames =
                    adaptedCase.profiles().stream().map(HardwareProfile::name).toList();
            if (block.profiles().contains(PlanFile.ALL)) {
                return profileNames;
            }
            for (String name : block.profiles()) {
                if (!profileNames.contains(name)) {
                    throw new UnknownNameException("profile of " + adaptedCase.name(), name, profileNames);
                }
            }
            return block.profiles();
        }
    }
}
