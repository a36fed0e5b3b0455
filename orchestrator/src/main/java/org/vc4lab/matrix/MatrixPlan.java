// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.matrix;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.vc4lab.lab.casefile.CaseRepository;
import org.vc4lab.lab.casefile.Faults;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Case.HardwareProfile;
import org.vc4lab.lab.model.Fault.FaultInjection;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Sha256;

/**
 * All trials of a plan, in its order, each once even if several blocks select it.
 *
 * @param caseName the case of all blocks that name no other
 */
public record MatrixPlan(String name, String caseName, List<PlannedTrial> plannedTrials) {
    public MatrixPlan {
        plannedTrials = List.copyOf(plannedTrials);
    }

    /**
     * Expands the blocks of a plan file.
     *
     * @throws PlanException if the plan names something that its cases or the kernel configurations do not have
     */
    public static MatrixPlan of(PlanFile file, CaseRepository caseRepository, Faults faults)
            throws IOException, PlanException {
        try {
            Case ownCase = caseRepository.read(file.caseName());
            Map<String, Case> casesByName = new HashMap<>(Map.of(file.caseName(), ownCase));
            Map<String, PlannedTrial> plannedTrials = new LinkedHashMap<>();
            for (PlanBlock block : file.trials()) {
                Optional<String> otherCase = block.caseName().filter(name -> !name.equals(file.caseName()));
                String caseName = otherCase.orElse(file.caseName());
                Case ofBlock = casesByName.get(caseName);
                if (ofBlock == null) {
                    ofBlock = caseRepository.read(caseName);
                    casesByName.put(caseName, ofBlock);
                }
                block.expand(ofBlock, otherCase, faults)
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

    /** The kernel configurations of its trials. */
    public List<String> configs() {
        return plannedTrials.stream()
                .map(plannedTrial -> plannedTrial.trial().ofCase().config())
                .distinct()
                .toList();
    }

    /**
     * Which plan a run belongs to.
     *
     * @param caseName the case whose candidates are tried, except in blocks that name another
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

    /**
     * A plan file.
     *
     * @param plan its name
     * @param caseName the case of all blocks that name no other
     * @param trials blocks, each of which stands for all combinations of its values
     */
    public record PlanFile(
            @JsonProperty("plan") String plan,
            @JsonProperty("case") String caseName,
            @JsonProperty("trials") List<PlanBlock> trials) {
        public PlanFile {
            trials = List.copyOf(trials);
        }
    }

    /**
     * Kernels times configurations times candidates times scenarios times profiles.
     *
     * @param caseName whose candidates are tried; empty for the plan's case
     * @param faults injected in all of them, such as {@code unplug=on}
     * @param schedules empty for the fixed one alone
     */
    public record PlanBlock(
            @JsonProperty("case") Optional<String> caseName,
            @JsonProperty("kernels") List<String> kernels,
            @JsonProperty("configs") List<String> configs,
            @JsonProperty("candidates") List<String> candidates,
            @JsonProperty("scenarios") List<String> scenarios,
            @JsonProperty("profiles") List<String> profiles,
            @JsonProperty("faults") List<String> faults,
            @JsonProperty("schedules") Optional<PlannedSchedules> schedules) {
        /** Selects every name. */
        private static final String ALL = "all";
        /** Selects each candidate's own scenario. */
        private static final String OWN = "own";

        public PlanBlock {
            kernels = List.copyOf(kernels);
            configs = List.copyOf(configs);
            candidates = List.copyOf(candidates);
            scenarios = List.copyOf(scenarios);
            profiles = List.copyOf(profiles);
            faults = List.copyOf(faults);
        }

        List<PlannedTrial> expand(Case ofCase, Optional<String> otherCase, Faults knownFaults)
                throws UnknownNameException {
            List<FaultInjection> requestedFaults = knownFaults.parseInjections(faults);
            List<PlannedTrial> plannedTrials = new ArrayList<>();
            for (String kernel : kernels) {
                for (String config : configs) {
                    Case adaptedCase = ofCase.withKernel(kernel).withConfig(config);
                    List<String> profileNames = selectProfiles(adaptedCase);
                    for (Candidate candidate : selectCandidates(adaptedCase)) {
                        List<String> scenarioNames = selectScenarios(adaptedCase, candidate);
                        adaptedCase.trials(candidate, adaptedCase.select(scenarioNames, requestedFaults)).stream()
                                .filter(trial ->
                                        profileNames.contains(trial.profile().name()))
                                .forEach(trial -> plannedTrials.add(new PlannedTrial(trial, otherCase, schedules)));
                    }
                }
            }
            return plannedTrials;
        }

        private List<Candidate> selectCandidates(Case ofCase) throws UnknownNameException {
            if (candidates.contains(ALL)) {
                return ofCase.candidates();
            }
            List<Candidate> selected = new ArrayList<>();
            for (String name : candidates) {
                selected.add(ofCase.candidate(name));
            }
            return selected;
        }

        private List<String> selectScenarios(Case ofCase, Candidate candidate) throws UnknownNameException {
            List<String> selected = new ArrayList<>();
            for (String name : scenarios) {
                if (name.equals(ALL)) {
                    ofCase.scenarios().forEach(scenario -> selected.add(scenario.name()));
                } else {
                    selected.add(
                            name.equals(OWN)
                                    ? candidate.scenario()
                                    : ofCase.scenario(name).name());
                }
            }
            return selected;
        }

        private List<String> selectProfiles(Case ofCase) throws UnknownNameException {
            List<String> valid =
                    ofCase.profiles().stream().map(HardwareProfile::name).toList();
            if (profiles.contains(ALL)) {
                return valid;
            }
            for (String name : profiles) {
                if (!valid.contains(name)) {
                    throw new UnknownNameException("profile of " + ofCase.name(), name, valid);
                }
            }
            return profiles;
        }
    }
}
