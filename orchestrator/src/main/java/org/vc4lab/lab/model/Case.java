// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.kernel.KernelVersion;

/**
 * A bug under study.
 *
 * @param kernel version, of the kernels that the lab knows
 * @param config name of the kernel's configuration
 * @param base the series that brings the bug back; none on kernels that stand as they were released
 * @param reports the reports that have a name here
 * @param bugReports names of those that are the bug
 * @param knownReports names of those that stand in the kernel as it was released, and tell nothing of a candidate
 * @param followOnReports by the hardware profile's name
 * @param driverErrorPatterns parts of lines that a driver writes where something is wrong
 * @param configOverrides other kernel configurations on which it can be tried
 * @param kernelRangeOverrides other kernels on which it can be tried
 */
public record Case(
        String name,
        String summary,
        String kernel,
        String config,
        Optional<Path> base,
        List<Scenario> scenarios,
        List<HardwareProfile> profiles,
        LatencyLimit irqsOffLimit,
        LatencyLimit infoframeLateLimit,
        List<ReportPattern> reports,
        List<String> bugReports,
        List<String> knownReports,
        Map<String, FollowOnReports> followOnReports,
        List<String> driverErrorPatterns,
        List<Candidate> candidates,
        List<ConfigOverrides> configOverrides,
        List<KernelRangeOverrides> kernelRangeOverrides) {
    public Case {
        scenarios = List.copyOf(scenarios);
        profiles = List.copyOf(profiles);
        reports = List.copyOf(reports);
        bugReports = List.copyOf(bugReports);
        knownReports = List.copyOf(knownReports);
        followOnReports = Map.copyOf(followOnReports);
        driverErrorPatterns = List.copyOf(driverErrorPatterns);
        candidates = List.copyOf(candidates);
        configOverrides = List.copyOf(configOverrides);
        kernelRangeOverrides = List.copyOf(kernelRangeOverrides);
    }

    /** The same case on another kernel configuration. */
    public Case withConfig(String configName) throws UnknownNameException {
        if (configName.equals(config)) {
            return this;
        }
        ConfigOverrides overrides = configOverrides.stream()
                .filter(entry -> entry.name().equals(configName))
                .findFirst()
                .orElseThrow(
                        () -> new UnknownNameException("configuration of " + name, configName, configurationNames()));
        return new Case(
                name,
                summary,
                kernel,
                overrides.name(),
                base,
                scenarios,
                profiles,
                overrides.irqsOffLimit().orElse(irqsOffLimit),
                overrides.infoframeLateLimit().orElse(infoframeLateLimit),
                reports,
                bugReports,
                knownReports,
                followOnReports,
                driverErrorPatterns,
                overrides.keepsExpectations()
                        ? candidates
                        : candidates.stream()
                                .map(Candidate::withoutExpectations)
                                .toList(),
                configOverrides,
                kernelRangeOverrides);
    }

    /**
     * The same case on another kernel: with the base and the candidates where it is of the same Linux as the case's
     * own, with what the case says of newer or older ones otherwise.
     *
     * @param version of kernel-configs/kernels.lock.yaml
     */
    public Case withKernel(String version) throws UnknownNameException {
        if (KernelVersion.of(version).equals(KernelVersion.of(kernel))) {
            return copyWith(version, base, irqsOffLimit, knownReports, candidates);
        }
        KernelRangeOverrides overrides = kernelRangeOverrides.stream()
                .filter(entry -> entry.kernels().contains(KernelVersion.of(version)))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException("kernel of " + name, version, kernelNames()));
        return copyWith(
                version,
                Optional.empty(),
                overrides.irqsOffLimit().orElse(irqsOffLimit),
                overrides.knownReports(),
                overrides.candidates());
    }

    private List<String> kernelNames() {
        return Stream.concat(
                        Stream.of(KernelVersion.of(kernel).toString()),
                        kernelRangeOverrides.stream()
                                .map(entry -> entry.kernels().toString()))
                .toList();
    }

    private Case copyWith(
            String newKernel,
            Optional<Path> newBase,
            LatencyLimit newIrqsOffLimit,
            List<String> newKnownReports,
            List<Candidate> newCandidates) {
        return new Case(
                name,
                summary,
                newKernel,
                config,
                newBase,
                scenarios,
                profiles,
                newIrqsOffLimit,
                infoframeLateLimit,
                reports,
                bugReports,
                newKnownReports,
                followOnReports,
                driverErrorPatterns,
                newCandidates,
                configOverrides,
                kernelRangeOverrides);
    }

    /** Whether the kernels of its configuration need faster processors. */
    public boolean needsFastProcessors() {
        return configOverrides.stream().anyMatch(entry -> entry.name().equals(config) && entry.needsFastProcessors());
    }

    private List<String> configurationNames() {
        return Stream.concat(Stream.of(config), configOverrides.stream().map(ConfigOverrides::name))
                .toList();
    }

    /** A candidate of the case's own. */
    public Candidate candidate(String candidateName) throws UnknownNameException {
        return candidates.stream()
                .filter(candidate -> candidate.name().equals(candidateName))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        "candidate of " + name,
                        candidateName,
                        candidates.stream().map(Candidate::name).toList()));
    }

    /** A patch of the user's own, as a candidate that nothing is expected of. */
    public Candidate candidate(Path patches) {
        String file = patches.toAbsolutePath().normalize().getFileName().toString();
        return new Candidate(file, Optional.of(patches), defaultScenario().name(), Map.of());
    }

    /** A candidate that is neither the case's nor a file: a tree as it is, or commits of one. */
    public Candidate candidateOfTree(String candidateName) {
        return new Candidate(candidateName, Optional.empty(), defaultScenario().name(), Map.of());
    }

    /** The scenario of a candidate that names none: the first. */
    public Scenario defaultScenario() {
        return scenarios.get(0);
    }

    /** A scenario by its name. */
    public Scenario scenario(String scenarioName) throws UnknownNameException {
        return scenarios.stream()
                .filter(scenario -> scenario.name().equals(scenarioName))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        "scenario of " + name,
                        scenarioName,
                        scenarios.stream().map(Scenario::name).toList()));
    }

    public FollowOnReports followOnReports(HardwareProfile profile) {
        return followOnReports.getOrDefault(profile.name(), FollowOnReports.NONE);
    }

    /** The trials of a candidate in its own scenario: one for each hardware profile. */
    public List<Trial> trials(Candidate candidate) {
        return trials(candidate, TrialSelection.OWN_SCENARIO);
    }

    /** The trials of a candidate: one for each scenario of the plan and each hardware profile. */
    public List<Trial> trials(Candidate candidate, TrialSelection trialSelection) {
        return scenarios.stream()
                .filter(scenario -> trialSelection.includes(candidate, scenario))
                .flatMap(scenario -> profiles.stream()
                        .map(profile -> new Trial(this, candidate, scenario, profile, trialSelection.faults())))
                .toList();
    }
}
