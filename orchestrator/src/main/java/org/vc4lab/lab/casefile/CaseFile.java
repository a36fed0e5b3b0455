// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.kernellog.ReportKind;
import org.vc4lab.lab.model.Case;
import org.vc4lab.lab.model.FollowOnReports;
import org.vc4lab.lab.model.FramePattern;
import org.vc4lab.lab.model.HardwareProfile;
import org.vc4lab.lab.model.LatencyLimit;
import org.vc4lab.lab.model.ReportPattern;
import org.vc4lab.lab.model.Scenario;

/** Reads a case.yaml, and refuses whatever it does not understand. */
final class CaseFile {
    private final Path folder;
    private final YamlMapping top;
    private final Faults faults;

    private CaseFile(Path folder, YamlMapping top, Faults faults) {
        this.folder = folder;
        this.top = top;
        this.faults = faults;
    }

    static Case read(Path file, Faults faults) throws IOException {
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(file, text, faults);
        }
    }

    static Case read(Path file, Reader text, Faults faults) throws IOException {
        YamlMapping top = new YamlValue("", YamlTree.read(file, text)).mapping();
        return new CaseFile(file.toAbsolutePath().resolveSibling(""), top, faults).readCase();
    }

    private Case readCase() throws CaseFileException {
        top.requireOnly(
                "case",
                "summary",
                "kernel",
                "config",
                "base",
                "scenarios",
                "profiles",
                "limits",
                "reports",
                "bug",
                "consequences",
                "complaints",
                "candidates",
                "configurations",
                "generations");
        String name = top.required("case").name();
        String summary = top.required("summary").text();
        String kernel = top.required("kernel").text();
        String config = top.required("config").text();
        Path base = top.required("base").folderIn(folder);
        List<Scenario> scenarios = new ScenarioReader(faults).scenarios(top.required("scenarios"));
        List<HardwareProfile> profiles = readProfiles();
        List<ReportPattern> reports = readReportPatterns();
        YamlMapping limits = readLimits(top.required("limits"));
        CandidateReader candidates = new CandidateReader(folder, scenarios, profiles, reports);
        return new Case(
                name,
                summary,
                kernel,
                config,
                Optional.of(base),
                scenarios,
                profiles,
                readLimit(limits.required("irqsOffMicros")),
                readLimit(limits.required("infoframeLateMicros")),
                reports,
                CandidateReader.readReportNames(top.required("bug"), reports),
                List.of(),
                readFollowOnReports(profiles),
                readDriverErrorPatterns(),
                candidates.candidates(
                        top.required("candidates"), top.required("base").text()),
                new ConfigOverridesReader(config).readOverrides(top.optional("configurations")),
                new KernelRangeOverridesReader(candidates).readOverrides(top.optional("generations")));
    }

    /** What drivers write where something is wrong; nothing where the file does not say. */
    private List<String> readDriverErrorPatterns() throws CaseFileException {
        Optional<YamlValue> value = top.optional("complaints");
        return value.isPresent() ? value.get().texts() : List.of();
    }

    private List<HardwareProfile> readProfiles() throws CaseFileException {
        List<HardwareProfile> profiles = new ArrayList<>();
        YamlValue value = top.required("profiles");
        for (Map.Entry<String, YamlValue> profile :
                value.mapping().requireNames().entries().entrySet()) {
            YamlMapping devices = profile.getValue()
                    .mapping()
                    .requireOnly("set")
                    .required("set")
                    .mapping();
            List<DeviceProperty> settings = new ArrayList<>();
            for (Map.Entry<String, YamlValue> device : devices.entries().entrySet()) {
                for (Map.Entry<String, YamlValue> property :
                        device.getValue().mapping().entries().entrySet()) {
                    settings.add(new DeviceProperty(
                            device.getKey(),
                            property.getKey(),
                            property.getValue().any()));
                }
            }
            profiles.add(new HardwareProfile(profile.getKey(), settings));
        }
        if (profiles.isEmpty()) {
            throw value.problem("needs at least one hardware profile");
        }
        return profiles;
    }

    static YamlMapping readLimits(YamlValue value) throws CaseFileException {
        return value.mapping().requireOnly("irqsOffMicros", "infoframeLateMicros");
    }

    static LatencyLimit readLimit(YamlValue value) throws CaseFileException {
        YamlMapping mapping = value.mapping().requireOnly("limit", "floor");
        return new LatencyLimit(readMicros(mapping.required("limit")), readMicros(mapping.required("floor")));
    }

    private static Duration readMicros(YamlValue value) throws CaseFileException {
        return Duration.of(value.wholeNumberFrom(0), ChronoUnit.MICROS);
    }

    private List<ReportPattern> readReportPatterns() throws CaseFileException {
        List<ReportPattern> patterns = new ArrayList<>();
        for (Map.Entry<String, YamlValue> entry :
                top.required("reports").mapping().entries().entrySet()) {
            YamlMapping mapping = entry.getValue().mapping().requireOnly("title", "kind", "in", "chain", "locks");
            YamlValue chain = mapping.required("chain");
            List<FramePattern> links =
                    chain.texts().stream().map(FramePattern::of).toList();
            if (links.stream().allMatch(FramePattern::optional)) {
                throw chain.problem("needs a function that may not be missing");
            }
            Optional<YamlValue> source = mapping.optional("in");
            Optional<YamlValue> locks = mapping.optional("locks");
            patterns.add(new ReportPattern(
                    entry.getKey(),
                    mapping.required("title").text(),
                    mapping.required("kind").constant(ReportKind.values()),
                    source.isPresent() ? source.get().text() : "",
                    links,
                    locks.isPresent() ? locks.get().texts() : List.of()));
        }
        return patterns;
    }

    private Map<String, FollowOnReports> readFollowOnReports(List<HardwareProfile> profiles) throws CaseFileException {
        Map<String, FollowOnReports> byProfile = new HashMap<>();
        Optional<YamlValue> value = top.optional("consequences");
        if (value.isPresent()) {
            for (Map.Entry<String, YamlValue> entry :
                    CandidateReader.entriesPerProfile(value.get(), profiles).entrySet()) {
                YamlMapping mapping = entry.getValue().mapping().requireOnly("titles", "warningsIn", "hang");
                byProfile.put(
                        entry.getKey(),
                        new FollowOnReports(
                                mapping.required("titles").texts(),
                                mapping.required("warningsIn").texts(),
                                mapping.required("hang").flag()));
            }
        }
        return byProfile;
    }
}
