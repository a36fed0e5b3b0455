// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

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
import org.vc4lab.kernellog.Kind;

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
        return new CaseFile(file.toAbsolutePath().resolveSibling(""), top, faults).theCase();
    }

    private Case theCase() throws CaseFileException {
        top.only(
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
        List<HardwareProfile> profiles = profiles();
        List<NamedReport> reports = reports();
        YamlMapping limits = limits(top.required("limits"));
        CandidateReader candidates = new CandidateReader(folder, scenarios, profiles, reports);
        return new Case(
                name,
                summary,
                kernel,
                config,
                Optional.of(base),
                scenarios,
                profiles,
                limit(limits.required("irqsOffMicros")),
                limit(limits.required("infoframeLateMicros")),
                reports,
                CandidateReader.namesOf(top.required("bug"), reports),
                List.of(),
                consequences(profiles),
                complaints(),
                candidates.candidates(
                        top.required("candidates"), top.required("base").text()),
                new ConfigurationReader(config).configurations(top.optional("configurations")),
                new GenerationReader(candidates).generations(top.optional("generations")));
    }

    /** What drivers write where something is wrong; nothing where the file does not say. */
    private List<String> complaints() throws CaseFileException {
        Optional<YamlValue> value = top.optional("complaints");
        return value.isPresent() ? value.get().texts() : List.of();
    }

    private List<HardwareProfile> profiles() throws CaseFileException {
        List<HardwareProfile> all = new ArrayList<>();
        YamlValue value = top.required("profiles");
        for (Map.Entry<String, YamlValue> profile :
                value.mapping().ofNames().all().entrySet()) {
            YamlMapping devices =
                    profile.getValue().mapping().only("set").required("set").mapping();
            List<HardwareProfile.Setting> settings = new ArrayList<>();
            for (Map.Entry<String, YamlValue> device : devices.all().entrySet()) {
                for (Map.Entry<String, YamlValue> property :
                        device.getValue().mapping().all().entrySet()) {
                    settings.add(new HardwareProfile.Setting(
                            device.getKey(),
                            property.getKey(),
                            property.getValue().any()));
                }
            }
            all.add(new HardwareProfile(profile.getKey(), settings));
        }
        if (all.isEmpty()) {
            throw value.problem("needs at least one hardware profile");
        }
        return all;
    }

    static YamlMapping limits(YamlValue value) throws CaseFileException {
        return value.mapping().only("irqsOffMicros", "infoframeLateMicros");
    }

    static Limit limit(YamlValue value) throws CaseFileException {
        YamlMapping both = value.mapping().only("limit", "floor");
        return new Limit(micros(both.required("limit")), micros(both.required("floor")));
    }

    private static Duration micros(YamlValue value) throws CaseFileException {
        return Duration.of(value.wholeNumberFrom(0), ChronoUnit.MICROS);
    }

    private List<NamedReport> reports() throws CaseFileException {
        List<NamedReport> all = new ArrayList<>();
        for (Map.Entry<String, YamlValue> entry :
                top.required("reports").mapping().all().entrySet()) {
            YamlMapping one = entry.getValue().mapping().only("title", "kind", "in", "chain", "locks");
            YamlValue chain = one.required("chain");
            List<ChainLink> links = chain.texts().stream().map(ChainLink::of).toList();
            if (links.stream().allMatch(ChainLink::optional)) {
                throw chain.problem("needs a function that may not be missing");
            }
            Optional<YamlValue> source = one.optional("in");
            Optional<YamlValue> locks = one.optional("locks");
            all.add(new NamedReport(
                    entry.getKey(),
                    one.required("title").text(),
                    one.required("kind").constant(Kind.values()),
                    source.isPresent() ? source.get().text() : "",
                    links,
                    locks.isPresent() ? locks.get().texts() : List.of()));
        }
        return all;
    }

    private Map<String, Consequences> consequences(List<HardwareProfile> profiles) throws CaseFileException {
        Map<String, Consequences> all = new HashMap<>();
        Optional<YamlValue> value = top.optional("consequences");
        if (value.isPresent()) {
            for (Map.Entry<String, YamlValue> entry :
                    CandidateReader.perProfile(value.get(), profiles).entrySet()) {
                YamlMapping one = entry.getValue().mapping().only("titles", "warningsIn", "hang");
                all.put(
                        entry.getKey(),
                        new Consequences(
                                one.required("titles").texts(),
                                one.required("warningsIn").texts(),
                                one.required("hang").flag()));
            }
        }
        return all;
    }
}
