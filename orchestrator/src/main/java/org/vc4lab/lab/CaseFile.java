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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.kernellog.Kind;

/** Reads a case.yaml, and refuses whatever it does not understand. */
final class CaseFile {
    private final Path folder;
    private final YamlMapping top;

    private CaseFile(Path folder, YamlMapping top) {
        this.folder = folder;
        this.top = top;
    }

    static Case read(Path file) throws IOException {
        try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            return read(file, text);
        }
    }

    static Case read(Path file, Reader text) throws IOException {
        YamlMapping top = new YamlValue("", YamlTree.read(file, text)).mapping();
        return new CaseFile(file.toAbsolutePath().resolveSibling(""), top).theCase();
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
                "candidates");
        String name = top.required("case").name();
        String summary = top.required("summary").text();
        String kernel = top.required("kernel").text();
        String config = top.required("config").text();
        Path base = top.required("base").folderIn(folder);
        List<Scenario> scenarios = scenarios();
        List<HardwareProfile> profiles = profiles();
        List<NamedReport> reports = reports();
        return new Case(
                name,
                summary,
                kernel,
                config,
                base,
                scenarios,
                profiles,
                limit("irqsOffMicros"),
                limit("infoframeLateMicros"),
                reports,
                namesOf(top.required("bug"), reports),
                consequences(profiles),
                candidates(scenarios, profiles, reports));
    }

    private List<Scenario> scenarios() throws CaseFileException {
        List<Scenario> all = new ArrayList<>();
        YamlValue value = top.required("scenarios");
        for (Map.Entry<String, YamlValue> entry :
                value.mapping().ofNames().all().entrySet()) {
            YamlMapping one =
                    entry.getValue().mapping().only("run", "card", "plays", "periodInterrupts", "guestSeconds");
            all.add(new Scenario(
                    entry.getKey(),
                    one.required("run").texts(),
                    (int) positive(one.required("card"), 0),
                    (int) positive(one.required("plays"), 0),
                    positive(one.required("periodInterrupts"), 0),
                    Duration.ofSeconds(positive(one.required("guestSeconds"), 1))));
        }
        if (all.isEmpty()) {
            throw value.problem("needs at least one scenario");
        }
        return all;
    }

    private static long positive(YamlValue value, long least) throws CaseFileException {
        long number = value.wholeNumber();
        if (number < least || number > Integer.MAX_VALUE) {
            throw value.problem(number + " has to be " + least + " or more, and less than 2^31");
        }
        return number;
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

    private Limit limit(String which) throws CaseFileException {
        YamlMapping limits = top.required("limits").mapping().only("irqsOffMicros", "infoframeLateMicros");
        YamlMapping both = limits.required(which).mapping().only("limit", "floor");
        return new Limit(micros(both.required("limit")), micros(both.required("floor")));
    }

    private static Duration micros(YamlValue value) throws CaseFileException {
        return Duration.of(positive(value, 0), ChronoUnit.MICROS);
    }

    private List<NamedReport> reports() throws CaseFileException {
        List<NamedReport> all = new ArrayList<>();
        for (Map.Entry<String, YamlValue> entry :
                top.required("reports").mapping().all().entrySet()) {
            YamlMapping one = entry.getValue().mapping().only("title", "kind", "in", "chain");
            YamlValue chain = one.required("chain");
            List<ChainLink> links = chain.texts().stream().map(ChainLink::of).toList();
            if (links.stream().allMatch(ChainLink::optional)) {
                throw chain.problem("needs a function that may not be missing");
            }
            Optional<YamlValue> source = one.optional("in");
            all.add(new NamedReport(
                    entry.getKey(),
                    one.required("title").text(),
                    one.required("kind").constant(Kind.values()),
                    source.isPresent() ? source.get().text() : "",
                    links));
        }
        return all;
    }

    private static List<String> namesOf(YamlValue value, List<NamedReport> reports) throws CaseFileException {
        List<String> valid = reports.stream().map(NamedReport::name).toList();
        List<String> names = new ArrayList<>();
        for (YamlValue one : value.list()) {
            names.add(one.oneOf(valid));
        }
        return names;
    }

    private Map<String, Consequences> consequences(List<HardwareProfile> profiles) throws CaseFileException {
        Map<String, Consequences> all = new HashMap<>();
        Optional<YamlValue> value = top.optional("consequences");
        if (value.isPresent()) {
            for (Map.Entry<String, YamlValue> entry :
                    perProfile(value.get(), profiles).entrySet()) {
                YamlMapping one = entry.getValue().mapping().only("titles", "hang");
                all.put(
                        entry.getKey(),
                        new Consequences(
                                one.required("titles").texts(),
                                one.required("hang").flag()));
            }
        }
        return all;
    }

    private static Map<String, YamlValue> perProfile(YamlValue value, List<HardwareProfile> profiles)
            throws CaseFileException {
        return value.mapping()
                .only(profiles.stream().map(HardwareProfile::name).toArray(String[]::new))
                .all();
    }

    private List<Candidate> candidates(
            List<Scenario> scenarios, List<HardwareProfile> profiles, List<NamedReport> reports)
            throws CaseFileException {
        Map<String, Candidate> all = new LinkedHashMap<>();
        for (YamlValue value : top.required("candidates").list()) {
            YamlMapping one = value.mapping().only("name", "scenario", "expect", "reports");
            YamlValue name = one.required("name");
            Optional<YamlValue> scenario = one.optional("scenario");
            Candidate candidate = new Candidate(
                    name.name(),
                    patches(name),
                    scenario.isPresent()
                            ? scenario.get()
                                    .oneOf(scenarios.stream()
                                            .map(Scenario::name)
                                            .toList())
                            : scenarios.get(0).name(),
                    expectations(one, profiles, reports));
            if (all.put(candidate.name(), candidate) != null) {
                throw name.problem("stands here for the second time");
            }
        }
        return List.copyOf(all.values());
    }

    private Optional<Path> patches(YamlValue name) throws CaseFileException {
        if (name.text().equals(top.required("base").text())) {
            return Optional.empty();
        }
        return Optional.of(name.folderIn(folder));
    }

    private static Map<String, Expectation> expectations(
            YamlMapping candidate, List<HardwareProfile> profiles, List<NamedReport> reports) throws CaseFileException {
        Map<String, List<String>> names = new HashMap<>();
        Optional<YamlValue> named = candidate.optional("reports");
        if (named.isPresent()) {
            for (Map.Entry<String, YamlValue> entry :
                    perProfile(named.get(), profiles).entrySet()) {
                names.put(entry.getKey(), namesOf(entry.getValue(), reports));
            }
        }
        YamlMapping expect = candidate.required("expect").mapping();
        Map<String, Expectation> all = new HashMap<>();
        for (HardwareProfile profile : profiles) {
            Verdict verdict = expect.required(profile.name()).constant(Verdict.values());
            all.put(profile.name(), new Expectation(verdict, Optional.ofNullable(names.get(profile.name()))));
        }
        perProfile(candidate.required("expect"), profiles);
        return all;
    }
}
