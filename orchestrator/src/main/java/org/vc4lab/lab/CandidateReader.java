// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the candidates of a case.yaml, with what is expected of them. */
record CandidateReader(
        Path folder, List<Scenario> scenarios, List<HardwareProfile> profiles, List<NamedReport> reports) {
    /** @param unpatched name of the one that has no patches of its own, and so no folder */
    List<Candidate> candidates(YamlValue list, String unpatched) throws CaseFileException {
        Map<String, Candidate> all = new LinkedHashMap<>();
        for (YamlValue value : list.list()) {
            YamlMapping one = value.mapping().only("name", "scenario", "expect", "reports", "elsewhere");
            YamlValue name = one.required("name");
            Optional<YamlValue> named = one.optional("scenario");
            String scenario = named.isPresent()
                    ? named.get().oneOf(scenarioNames())
                    : scenarios.get(0).name();
            Candidate candidate =
                    new Candidate(name.name(), patches(name, unpatched), scenario, expectations(one, scenario));
            if (all.put(candidate.name(), candidate) != null) {
                throw name.problem("stands here for the second time");
            }
        }
        return List.copyOf(all.values());
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
        Map<String, Map<String, Expectation>> all = new HashMap<>();
        Optional<YamlValue> elsewhere = candidate.optional("elsewhere");
        if (elsewhere.isPresent()) {
            YamlMapping others = elsewhere.get().mapping().only(scenarioNames().toArray(String[]::new));
            for (Map.Entry<String, YamlValue> scenario : others.all().entrySet()) {
                if (scenario.getKey().equals(own)) {
                    throw scenario.getValue().problem("is its own scenario; 'expect' says what is expected there");
                }
                all.put(scenario.getKey(), verdicts(scenario.getValue(), Map.of(), false));
            }
        }
        Map<String, List<String>> names = new HashMap<>();
        Optional<YamlValue> named = candidate.optional("reports");
        if (named.isPresent()) {
            for (Map.Entry<String, YamlValue> entry :
                    perProfile(named.get(), profiles).entrySet()) {
                names.put(entry.getKey(), namesOf(entry.getValue(), reports));
            }
        }
        all.put(own, verdicts(candidate.required("expect"), names, true));
        return all;
    }

    /**
     * One verdict for all profiles, or one for each.
     *
     * @param complete whether none may be left out
     */
    private Map<String, Expectation> verdicts(YamlValue value, Map<String, List<String>> names, boolean complete)
            throws CaseFileException {
        boolean one = value.node() instanceof YamlNode.Scalar;
        Map<String, Expectation> all = new HashMap<>();
        for (HardwareProfile profile : profiles) {
            Optional<YamlValue> said = one
                    ? Optional.of(value)
                    : complete
                            ? Optional.of(value.mapping().required(profile.name()))
                            : value.mapping().optional(profile.name());
            if (said.isPresent()) {
                Verdict verdict = said.get().constant(Verdict.values());
                all.put(profile.name(), new Expectation(verdict, Optional.ofNullable(names.get(profile.name()))));
            }
        }
        if (!one) {
            perProfile(value, profiles);
        }
        return all;
    }

    static Map<String, YamlValue> perProfile(YamlValue value, List<HardwareProfile> profiles) throws CaseFileException {
        return value.mapping()
                .only(profiles.stream().map(HardwareProfile::name).toArray(String[]::new))
                .all();
    }

    static List<String> namesOf(YamlValue value, List<NamedReport> reports) throws CaseFileException {
        List<String> valid = reports.stream().map(NamedReport::name).toList();
        List<String> names = new ArrayList<>();
        for (YamlValue one : value.list()) {
            names.add(one.oneOf(valid));
        }
        return names;
    }
}
