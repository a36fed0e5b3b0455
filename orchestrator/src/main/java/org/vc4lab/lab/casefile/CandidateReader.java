// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Expectation;
import org.vc4lab.lab.model.HardwareProfile;
import org.vc4lab.lab.model.ReportPattern;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.Verdict;

/** Reads the candidates of a case.yaml, with what is expected of them. */
record CandidateReader(
        Path folder, List<Scenario> scenarios, List<HardwareProfile> profiles, List<ReportPattern> reports) {
    /** @param unpatched name of the one that has no patches of its own, and so no folder */
    List<Candidate> candidates(YamlValue list, String unpatched) throws CaseFileException {
        Map<String, Candidate> byName = new LinkedHashMap<>();
        for (YamlValue value : list.list()) {
            YamlMapping mapping = value.mapping().requireOnly("name", "scenario", "expect", "reports", "elsewhere");
            YamlValue name = mapping.required("name");
            Optional<YamlValue> scenarioValue = mapping.optional("scenario");
            String scenario = scenarioValue.isPresent()
                    ? scenarioValue.get().oneOf(scenarioNames())
                    : scenarios.get(0).name();
            Candidate candidate =
                    new Candidate(name.name(), patches(name, unpatched), scenario, expectations(mapping, scenario));
            if (byName.put(candidate.name(), candidate) != null) {
                throw name.problem("stands here for the second time");
            }
        }
        return List.copyOf(byName.values());
    }

    private List<String> scenarioNames() {
        return scenarios.stream().map(Scenario::name).toList();
    }

    private Optional<Path> patches(YamlValue name, String unpatched) throws CaseFileException {
        if (name.text().equals(unpatched)) {
            return Optional.empty();
        }
        return Optional.of(name.folderIn(folder));
    }

    /**
     * By scenario and profile: of its own scenario, with the reports' names, and of others, where a verdict will do.
     */
    private Map<String, Map<String, Expectation>> expectations(YamlMapping candidate, String own)
            throws CaseFileException {
        Map<String, Map<String, Expectation>> byScenario = new HashMap<>();
        Optional<YamlValue> elsewhere = candidate.optional("elsewhere");
        if (elsewhere.isPresent()) {
            YamlMapping otherScenarios =
                    elsewhere.get().mapping().requireOnly(scenarioNames().toArray(String[]::new));
            for (Map.Entry<String, YamlValue> scenario :
                    otherScenarios.entries().entrySet()) {
                if (scenario.getKey().equals(own)) {
                    throw scenario.getValue().problem("is its own scenario; 'expect' says what is expected there");
                }
                byScenario.put(scenario.getKey(), verdicts(scenario.getValue(), Map.of(), false));
            }
        }
        Map<String, List<String>> names = new HashMap<>();
        Optional<YamlValue> reportsValue = candidate.optional("reports");
        if (reportsValue.isPresent()) {
            for (Map.Entry<String, YamlValue> entry :
                    entriesPerProfile(reportsValue.get(), profiles).entrySet()) {
                names.put(entry.getKey(), readReportNames(entry.getValue(), reports));
            }
        }
        byScenario.put(own, verdicts(candidate.required("expect"), names, true));
        return byScenario;
    }

    /**
     * One verdict for all profiles, or one for each.
     *
     * @param complete whether none may be left out
     */
    private Map<String, Expectation> verdicts(YamlValue value, Map<String, List<String>> names, boolean complete)
            throws CaseFileException {
        boolean isScalar = value.node() instanceof YamlNode.Scalar;
        Map<String, Expectation> byProfile = new HashMap<>();
        for (HardwareProfile profile : profiles) {
            Optional<YamlValue> verdictValue = isScalar
                    ? Optional.of(value)
                    : complete
                            ? Optional.of(value.mapping().required(profile.name()))
                            : value.mapping().optional(profile.name());
            if (verdictValue.isPresent()) {
                Verdict verdict = verdictValue.get().constant(Verdict.values());
                byProfile.put(profile.name(), new Expectation(verdict, Optional.ofNullable(names.get(profile.name()))));
            }
        }
        if (!isScalar) {
            entriesPerProfile(value, profiles);
        }
        return byProfile;
    }

    static Map<String, YamlValue> entriesPerProfile(YamlValue value, List<HardwareProfile> profiles)
            throws CaseFileException {
        return value.mapping()
                .requireOnly(profiles.stream().map(HardwareProfile::name).toArray(String[]::new))
                .entries();
    }

    static List<String> readReportNames(YamlValue value, List<ReportPattern> reports) throws CaseFileException {
        List<String> valid = reports.stream().map(ReportPattern::name).toList();
        List<String> names = new ArrayList<>();
        for (YamlValue item : value.list()) {
            names.add(item.oneOf(valid));
        }
        return names;
    }
}
