// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.build.rootfs.GuestAdditions;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceProperty;

/**
 * A bug under study.
 *
 * @param folder with its files
 * @param scenarios the first is the default
 * @param additions to the guest's programs
 */
public record Case(
        String name,
        CaseFolder folder,
        KernelTarget target,
        List<Scenario> scenarios,
        List<HardwareProfile> profiles,
        LatencyLimits limits,
        CaseReports reports,
        List<Candidate> candidates,
        GuestAdditions additions) {
    public Case {
        scenarios = List.copyOf(scenarios);
        profiles = List.copyOf(profiles);
        candidates = List.copyOf(candidates);
    }

    /** Version of the kernel under test. */
    public String kernel() {
        return target.kernel();
    }

    /** Name of the kernel's configuration. */
    public String config() {
        return target.config();
    }

    /** The series that brings the bug back; empty if the kernel is tested as released. */
    public Optional<Path> base() {
        return target.base();
    }

    /** The same case on another kernel configuration. */
    public Case withConfig(String configName) throws UnknownNameException {
        if (configName.equals(config())) {
            return this;
        }
        KernelTarget.ConfigOverrides overrides = target.configOverrides(configName)
                .orElseThrow(
                        () -> new UnknownNameException("configuration of " + name, configName, target.configNames()));
        return new Case(
                name,
                folder,
                target.withConfig(configName),
                scenarios,
                profiles,
                limits.overriddenBy(overrides.irqsOffLimit(), overrides.infoframeLateLimit()),
                reports,
                overrides.keepsExpectations()
                        ? candidates
                        : candidates.stream()
                                .map(Candidate::withoutExpectations)
                                .toList(),
                additions);
    }

    /**
     * The same case on another kernel. Base and candidates stay if it is one of those that have the bug; otherwise the
     * overrides of its range replace them.
     *
     * @param version a kernel's version, such as 5.10.223
     */
    public Case withKernel(String version) throws UnknownNameException {
        if (target.covers(version)) {
            return new Case(
                    name,
                    folder,
                    target.withKernel(version, base()),
                    scenarios,
                    profiles,
                    limits,
                    reports,
                    candidates,
                    additions);
        }
        KernelTarget.KernelRangeOverrides overrides = target.kernelRangeOverrides(version)
                .orElseThrow(() -> new UnknownNameException("kernel of " + name, version, target.kernelNames()));
        return new Case(
                name,
                folder,
                target.withKernel(version, Optional.empty()),
                scenarios,
                profiles,
                limits.overriddenBy(overrides.irqsOffLimit(), Optional.empty()),
                reports.withKnown(overrides.knownReports()),
                overrides.candidates(),
                additions);
    }

    /** True if kernels of the current configuration need faster processors. */
    public boolean needsFastProcessors() {
        return target.configOverrides(config())
                .filter(KernelTarget.ConfigOverrides::needsFastProcessors)
                .isPresent();
    }

    /** The clock that kernels of the current configuration run by, if others run by the given one. */
    public ClockMode clockFor(ClockMode clockMode) {
        return needsFastProcessors() ? clockMode.withFasterProcessors() : clockMode;
    }

    /** A candidate of the case's own. */
    public Candidate candidate(String candidateName) throws UnknownNameException {
        return UnknownNameException.find("candidate of " + name, candidateName, candidates, Candidate::name);
    }

    /** Whether a candidate's patches are those of a case of the lab's own, and not a user's. */
    public boolean isOwn(Candidate candidate) {
        return folder.isOwn()
                && candidates.stream().anyMatch(own -> own.patches().equals(candidate.patches()));
    }

    /** A user's patch, without expectations. */
    public Candidate candidate(Path patches) {
        String file = patches.toAbsolutePath().normalize().getFileName().toString();
        return new Candidate(file, Optional.of(patches), defaultScenario().name(), Map.of());
    }

    /** A candidate without patches, such as a tree or its commits. */
    public Candidate candidateOfTree(String candidateName) {
        return new Candidate(candidateName, Optional.empty(), defaultScenario().name(), Map.of());
    }

    /** The scenario of candidates that name none. */
    public Scenario defaultScenario() {
        return scenarios.get(0);
    }

    public Scenario scenario(String scenarioName) throws UnknownNameException {
        return UnknownNameException.find("scenario of " + name, scenarioName, scenarios, Scenario::name);
    }

    /** Whether a scenario captures sound. */
    public boolean hasAudio() {
        return scenarios.stream().anyMatch(scenario -> scenario.audio().isPresent());
    }

    /**
     * A selection of trials, in which a fault that waits for sound has sound to wait for.
     *
     * @param scenarioNames empty selects each candidate's own scenario; that of a user's patch or tree is the default
     */
    public Trial.TrialSelection select(List<String> scenarioNames, List<Fault.FaultInjection> faults)
            throws UnknownNameException {
        Trial.TrialSelection selection = new Trial.TrialSelection(scenarioNames, faults);
        List<String> names = scenarioNames.isEmpty()
                ? Stream.concat(
                                Stream.of(defaultScenario().name()),
                                candidates.stream().map(Candidate::scenario))
                        .toList()
                : scenarioNames;
        for (Fault.FaultInjection injection : faults) {
            for (String scenarioName : names) {
                if (injection.fault().needsAudio()
                        && scenario(scenarioName).audio().isEmpty()) {
                    throw new UnknownNameException(
                            "scenario with sound, for which "
                                    + injection.fault().name() + " waits,",
                            scenarioName,
                            scenarios.stream()
                                    .filter(scenario -> scenario.audio().isPresent())
                                    .map(Scenario::name)
                                    .toList());
                }
            }
        }
        return selection;
    }

    /** One trial for each hardware profile, in the candidate's own scenario. */
    public List<Trial> trials(Candidate candidate) {
        return trials(candidate, Trial.TrialSelection.OWN_SCENARIO);
    }

    /** One trial for each selected scenario and each hardware profile. */
    public List<Trial> trials(Candidate candidate, Trial.TrialSelection trialSelection) {
        return scenarios.stream()
                .filter(scenario -> trialSelection.includes(candidate, scenario))
                .flatMap(scenario -> profiles.stream()
                        .map(profile -> new Trial(this, candidate, scenario, profile, trialSelection.faults())))
                .toList();
    }

    /**
     * The latencies that a case limits; one without a limit is not judged.
     *
     * @param irqsOff the longest time with interrupts off
     * @param infoframeLate from a stream's first sample to its first infoframe
     */
    public record LatencyLimits(Optional<Duration> irqsOff, Optional<Duration> infoframeLate) {
        LatencyLimits overriddenBy(Optional<Duration> newIrqsOff, Optional<Duration> newInfoframeLate) {
            return new LatencyLimits(newIrqsOff.or(() -> irqsOff), newInfoframeLate.or(() -> infoframeLate));
        }
    }

    /** How the hardware behaves: properties of the display's devices. */
    public record HardwareProfile(
            @JsonProperty("name") String name, @JsonProperty("settings") List<DeviceProperty> settings) {
        public HardwareProfile {
            settings = List.copyOf(settings);
        }
    }
}
