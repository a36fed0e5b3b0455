// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.vc4lab.build.kernel.KernelRange;
import org.vc4lab.build.kernel.KernelVersion;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.lab.casefile.CaseDocument.LimitSections;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.Case.HardwareProfile;
import org.vc4lab.lab.model.CaseFolder;
import org.vc4lab.lab.model.CaseReports;
import org.vc4lab.lab.model.CaseReports.FramePattern;
import org.vc4lab.lab.model.CaseReports.ReportPattern;
import org.vc4lab.lab.model.KernelTarget;
import org.vc4lab.lab.model.KernelTarget.ConfigOverrides;
import org.vc4lab.lab.model.KernelTarget.KernelRangeOverrides;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.source.Yaml;
import org.vc4lab.source.Yaml.YamlException;

/** Turns a case.yaml into a case, and checks what its keys and types do not express. */
record CaseFile(Yaml yaml, CaseChecks checks, CaseDocument document) {
    /** The name of the hardware profile of a case that has none. */
    private static final String ONLY_PROFILE = "default";

    private static final Pattern FRAME = Pattern.compile("[\\w.]+(\\|[\\w.]+)*+");

    static Case read(Yaml yaml, CaseFolder folder, Faults faults) throws YamlException {
        CaseFile file = new CaseFile(yaml, new CaseChecks(yaml), yaml.read(CaseDocument.class));
        return file.read(folder, faults);
    }

    private Case read(CaseFolder caseFolder, Faults faults) throws YamlException {
        Path folder = caseFolder.path();
        String name = checks.name("case", document.name());
        Optional<Path> base = base(folder);
        DeviceNames devices =
                DeviceNames.read(checks, folder, document.devices().orElse(Map.of()));
        List<Scenario> scenarios = new ScenarioReader(checks, faults, devices).read(document.scenarios());
        List<HardwareProfile> profiles = profiles(devices);
        CaseReports reports = reports(profiles);
        Case.LatencyLimits limits = limits(scenarios);
        CandidateReader candidates = new CandidateReader(
                checks,
                folder,
                scenarios.stream().map(Scenario::name).toList(),
                profiles.stream().map(HardwareProfile::name).toList(),
                List.copyOf(document.reports().keySet()));
        return new Case(
                name,
                caseFolder,
                new KernelTarget(
                        document.kernel(),
                        kernels(),
                        document.config(),
                        new FragmentFiles(checks, folder)
                                .read("fragments", document.fragments().orElse(List.of())),
                        base,
                        configOverrides(),
                        kernelRangeOverrides(candidates)),
                scenarios,
                profiles,
                limits,
                reports,
                candidates.read("candidates", document.candidates(), unpatched()),
                new AdditionReader(checks, folder).read(document));
    }

    private Optional<Path> base(Path folder) throws YamlException {
        if (document.base().isEmpty() && document.unpatched().isEmpty()) {
            throw yaml.valueError(
                    "base", "is missing here; a case whose kernel has the bug as released has 'unpatched' instead");
        }
        if (document.base().isPresent() && document.unpatched().isPresent()) {
            throw yaml.keyError("unpatched", "is only for a case without 'base'");
        }
        return document.base().isPresent()
                ? Optional.of(checks.folder("base", folder, document.base().get()))
                : Optional.empty();
    }

    /** The name of the candidate without patches of its own. */
    private String unpatched() throws YamlException {
        return document.base().isPresent()
                ? document.base().get()
                : checks.name("unpatched", document.unpatched().orElseThrow());
    }

    private Optional<KernelRange> kernels() throws YamlException {
        KernelVersion version = version();
        if (document.kernels().filter(range -> !range.contains(version)).isPresent()) {
            throw yaml.valueError("kernels", "does not contain the case's kernel " + document.kernel());
        }
        return document.kernels();
    }

    private KernelVersion version() throws YamlException {
        try {
            return KernelVersion.of(document.kernel());
        } catch (IllegalArgumentException wrong) {
            throw yaml.valueError("kernel", String.valueOf(wrong.getMessage()));
        }
    }

    private Case.LatencyLimits limits(List<Scenario> scenarios) throws YamlException {
        Optional<LimitSections> entry = document.limits();
        Case.LatencyLimits limits = new Case.LatencyLimits(
                limit("limits.irqsOffMicros", entry.flatMap(LimitSections::irqsOff)),
                limit("limits.infoframeLateMicros", entry.flatMap(LimitSections::infoframeLate)));
        for (Scenario scenario : scenarios) {
            if (scenario.audio().isPresent() && limits.infoframeLate().isEmpty()) {
                throw yaml.valueError(
                        "scenarios." + scenario.name() + ".audio",
                        "needs a limit for its infoframes: limits.infoframeLateMicros");
            }
        }
        return limits;
    }

    private List<HardwareProfile> profiles(DeviceNames devices) throws YamlException {
        if (document.profiles().isEmpty()) {
            return List.of(new HardwareProfile(ONLY_PROFILE, List.of()));
        }
        checks.names("profiles", document.profiles().get(), "hardware profile");
        List<HardwareProfile> profiles = new ArrayList<>();
        for (var profile : document.profiles().get().entrySet()) {
            List<DeviceProperty> settings = new ArrayList<>();
            for (var device : profile.getValue().properties().entrySet()) {
                for (var property : device.getValue().entrySet()) {
                    String key =
                            String.join(".", "profiles", profile.getKey(), "set", device.getKey(), property.getKey());
                    settings.add(devices.setting(key, device.getKey(), property.getKey(), key, property.getValue()));
                }
            }
            profiles.add(new HardwareProfile(profile.getKey(), settings));
        }
        return profiles;
    }

    private CaseReports reports(List<HardwareProfile> profiles) throws YamlException {
        List<ReportPattern> patterns = new ArrayList<>();
        for (var entry : document.reports().entrySet()) {
            patterns.add(pattern(entry.getKey(), entry.getValue()));
        }
        Map<String, CaseReports.FollowOnReports> followOn =
                document.consequences().orElse(Map.of());
        checks.onlyKeys(profiles.stream().map(HardwareProfile::name).toList(), "consequences", followOn);
        return new CaseReports(
                patterns,
                checks.allOf(document.reports().keySet(), "bug", document.bug()),
                List.of(),
                followOn,
                document.complaints().orElse(List.of()));
    }

    private ReportPattern pattern(String name, CaseDocument.ReportSection entry) throws YamlException {
        String key = "reports." + name + ".chain";
        if (entry.chain().isEmpty() && entry.source().isEmpty()) {
            throw yaml.valueError(key, "needs a function, as there is no 'in'");
        }
        for (String frame : entry.chain()) {
            if (!FRAME.matcher(frame).matches()) {
                throw yaml.valueError(
                        key, "'" + frame + "' is no function, and no choice of functions with | between them");
            }
        }
        return new ReportPattern(
                name,
                entry.title(),
                entry.kind(),
                entry.source().orElse(""),
                entry.chain().stream().map(FramePattern::of).toList(),
                entry.locks().orElse(List.of()));
    }

    private List<ConfigOverrides> configOverrides() throws YamlException {
        Map<String, CaseDocument.ConfigSection> entries =
                document.configurations().orElse(Map.of());
        checks.names("configurations", entries);
        List<ConfigOverrides> overrides = new ArrayList<>();
        for (var entry : entries.entrySet()) {
            String key = "configurations." + entry.getKey();
            if (entry.getKey().equals(document.config())) {
                throw yaml.valueError(key, "is the case's own configuration");
            }
            Optional<LimitSections> limits = entry.getValue().limits();
            overrides.add(new ConfigOverrides(
                    entry.getKey(),
                    entry.getValue().fastProcessors().orElse(false),
                    entry.getValue().expects().orElse(true),
                    limit(key + ".limits.irqsOffMicros", limits.flatMap(LimitSections::irqsOff)),
                    limit(key + ".limits.infoframeLateMicros", limits.flatMap(LimitSections::infoframeLate))));
        }
        return overrides;
    }

    private List<KernelRangeOverrides> kernelRangeOverrides(CandidateReader candidates) throws YamlException {
        List<KernelRangeOverrides> overrides = new ArrayList<>();
        for (CaseDocument.KernelRangeSection entry : document.generations().orElse(List.of())) {
            String key = CaseChecks.item("generations", overrides.size());
            checkOthersOnly(key + ".kernels", entry.kernels());
            overrides.add(new KernelRangeOverrides(
                    entry.kernels(),
                    checks.allOf(
                            document.reports().keySet(),
                            key + ".known",
                            entry.known().orElse(List.of())),
                    limit(key + ".irqsOffMicros", entry.irqsOff()),
                    candidates.read(
                            key + ".candidates",
                            entry.candidates(),
                            checks.name(key + ".unpatched", entry.unpatched()))));
        }
        return overrides;
    }

    /** The case's own kernels keep base and candidates: what a generation says of them would never be read. */
    private void checkOthersOnly(String key, KernelRange generation) throws YamlException {
        KernelVersion version = version();
        if (document.kernels().map(generation::overlaps).orElse(generation.contains(version))) {
            String own = document.kernels().map(KernelRange::toString).orElse(version.toString());
            throw yaml.valueError(key, "'" + generation + "' has kernels of the case itself: " + own);
        }
    }

    private Optional<Duration> limit(String key, Optional<CaseDocument.LimitSection> entry) throws YamlException {
        return entry.isPresent() ? Optional.of(limit(key, entry.get())) : Optional.empty();
    }

    /** The floor, the most that was measured with a good candidate, is for readers of the file. */
    private Duration limit(String key, CaseDocument.LimitSection entry) throws YamlException {
        Duration limit = Duration.of(checks.atLeast(0, key + ".limit", entry.max()), ChronoUnit.MICROS);
        checks.atLeast(0, key + ".floor", entry.baseline());
        return limit;
    }
}
