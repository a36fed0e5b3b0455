// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.KernelVersion;

/**
 * A bug under study.
 *
 * @param kernel version, of the kernels that the lab knows
 * @param config name of the kernel's configuration
 * @param base the series that brings the bug back; none on kernels that stand as they were released
 * @param reports the reports that have a name here
 * @param bug names of those that are the bug
 * @param known names of those that stand in the kernel as it was released, and tell nothing of a candidate
 * @param consequences by the hardware profile's name
 * @param complaints parts of lines that a driver writes where something is wrong
 * @param configurations other kernel configurations on which it can be tried
 * @param generations other kernels on which it can be tried
 */
public record Case(
        String name,
        String summary,
        String kernel,
        String config,
        Optional<Path> base,
        List<Scenario> scenarios,
        List<HardwareProfile> profiles,
        Limit irqsOff,
        Limit infoframeLate,
        List<NamedReport> reports,
        List<String> bug,
        List<String> known,
        Map<String, Consequences> consequences,
        List<String> complaints,
        List<Candidate> candidates,
        List<Configuration> configurations,
        List<Generation> generations) {
    public Case {
        scenarios = List.copyOf(scenarios);
        profiles = List.copyOf(profiles);
        reports = List.copyOf(reports);
        bug = List.copyOf(bug);
        known = List.copyOf(known);
        consequences = Map.copyOf(consequences);
        complaints = List.copyOf(complaints);
        candidates = List.copyOf(candidates);
        configurations = List.copyOf(configurations);
        generations = List.copyOf(generations);
    }

    /** The same case on another kernel configuration. */
    public Case on(String wanted) throws UnknownNameException {
        if (wanted.equals(config)) {
            return this;
        }
        Configuration other = configurations.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException("configuration of " + name, wanted, configurationNames()));
        return new Case(
                name,
                summary,
                kernel,
                other.name(),
                base,
                scenarios,
                profiles,
                other.irqsOff().orElse(irqsOff),
                other.infoframeLate().orElse(infoframeLate),
                reports,
                bug,
                known,
                consequences,
                complaints,
                other.expects()
                        ? candidates
                        : candidates.stream()
                                .map(Candidate::withoutExpectations)
                                .toList(),
                configurations,
                generations);
    }

    /**
     * The same case on another kernel: with the base and the candidates where it is of the same Linux as the case's
     * own, with what the case says of newer or older ones otherwise.
     *
     * @param version of kernel-configs/kernels.lock.yaml
     */
    public Case onKernel(String version) throws UnknownNameException {
        if (KernelVersion.of(version).equals(KernelVersion.of(kernel))) {
            return with(version, base, irqsOff, known, candidates);
        }
        Generation other = generations.stream()
                .filter(one -> one.kernels().contains(KernelVersion.of(version)))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException("kernel of " + name, version, kernelNames()));
        return with(version, Optional.empty(), other.irqsOff().orElse(irqsOff), other.known(), other.candidates());
    }

    private List<String> kernelNames() {
        return Stream.concat(
                        Stream.of(KernelVersion.of(kernel).toString()),
                        generations.stream().map(one -> one.kernels().toString()))
                .toList();
    }

    private Case with(
            String itsKernel,
            Optional<Path> itsBase,
            Limit itsIrqsOff,
            List<String> itsKnown,
            List<Candidate> itsCandidates) {
        return new Case(
                name,
                summary,
                itsKernel,
                config,
                itsBase,
                scenarios,
                profiles,
                itsIrqsOff,
                infoframeLate,
                reports,
                bug,
                itsKnown,
                consequences,
                complaints,
                itsCandidates,
                configurations,
                generations);
    }

    /** Whether the kernels of its configuration need faster processors. */
    public boolean fastProcessors() {
        return configurations.stream().anyMatch(one -> one.name().equals(config) && one.fastProcessors());
    }

    private List<String> configurationNames() {
        return Stream.concat(Stream.of(config), configurations.stream().map(Configuration::name))
                .toList();
    }

    /** A candidate of the case's own. */
    public Candidate candidate(String wanted) throws UnknownNameException {
        return candidates.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        "candidate of " + name,
                        wanted,
                        candidates.stream().map(Candidate::name).toList()));
    }

    /** A patch of the user's own, as a candidate that nothing is expected of. */
    public Candidate candidate(Path patches) {
        String file = patches.toAbsolutePath().normalize().getFileName().toString();
        return new Candidate(file, Optional.of(patches), defaultScenario().name(), Map.of());
    }

    /** A candidate that is neither the case's nor a file: a tree as it is, or commits of one. */
    public Candidate candidateOfTree(String called) {
        return new Candidate(called, Optional.empty(), defaultScenario().name(), Map.of());
    }

    /** The scenario of a candidate that names none: the first. */
    public Scenario defaultScenario() {
        return scenarios.get(0);
    }

    /** A scenario by its name. */
    public Scenario scenario(String wanted) throws UnknownNameException {
        return scenarios.stream()
                .filter(one -> one.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        "scenario of " + name,
                        wanted,
                        scenarios.stream().map(Scenario::name).toList()));
    }

    Consequences consequences(HardwareProfile profile) {
        return consequences.getOrDefault(profile.name(), Consequences.NONE);
    }

    /** The trials of a candidate in its own scenario: one for each hardware profile. */
    public List<Trial> trials(Candidate candidate) {
        return trials(candidate, Plan.OWN);
    }

    /** The trials of a candidate: one for each scenario of the plan and each hardware profile. */
    public List<Trial> trials(Candidate candidate, Plan plan) {
        return scenarios.stream()
                .filter(scenario -> plan.takes(candidate, scenario))
                .flatMap(scenario ->
                        profiles.stream().map(profile -> new Trial(this, candidate, scenario, profile, plan.faults())))
                .toList();
    }
}
