// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.lab.casefile.CaseDocument.CandidateSection;
import org.vc4lab.lab.casefile.CaseDocument.VerdictSection;
import org.vc4lab.lab.model.Candidate;
import org.vc4lab.lab.model.Candidate.Expectation;
import org.vc4lab.lab.model.Verdict;
import org.vc4lab.source.Yaml.YamlException;

/**
 * Reads candidates and their expectations.
 *
 * @param folder of the case
 * @param scenarios names; the first is the default
 * @param profiles names of hardware profiles
 * @param reports names of the case's reports
 */
record CandidateReader(
        CaseChecks checks, Path folder, List<String> scenarios, List<String> profiles, List<String> reports) {
    /** @param unpatched name of the candidate that has no patches of its own, and so no folder */
    List<Candidate> read(String key, List<CandidateSection> entries, String unpatched) throws YamlException {
        Map<String, Candidate> byName = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Candidate candidate = read(CaseChecks.item(key, i), entries.get(i), unpatched);
            if (byName.put(candidate.name(), candidate) != null) {
                throw checks.yaml()
                        .valueError(CaseChecks.item(key, i) + ".name", "'" + candidate.name() + "' occurs twice");
            }
        }
        return List.copyOf(byName.values());
    }

    private Candidate read(String key, CandidateSection entry, String unpatched) throws YamlException {
        String scenario =
                checks.oneOf(scenarios, key + ".scenario", entry.scenario().orElse(scenarios.get(0)));
        Optional<Path> patches = entry.name().equals(unpatched)
                ? Optional.empty()
                : Optional.of(checks.folder(key + ".name", folder, entry.name()));
        return new Candidate(entry.name(), patches, scenario, expectations(key, entry, scenario));
    }

    /** By scenario and profile. Report names are expected in the candidate's own scenario only. */
    private Map<String, Map<String, Expectation>> expectations(String key, CandidateSection entry, String ownScenario)
            throws YamlException {
        Map<String, Map<String, Expectation>> byScenario = new HashMap<>();
        Map<String, VerdictSection> elsewhere = entry.elsewhere().orElse(Map.of());
        checks.onlyKeys(scenarios, key + ".elsewhere", elsewhere);
        for (var other : elsewhere.entrySet()) {
            String otherKey = key + ".elsewhere." + other.getKey();
            if (other.getKey().equals(ownScenario)) {
                throw checks.yaml().valueError(otherKey, "is its own scenario; 'expect' says what is expected there");
            }
            byScenario.put(other.getKey(), byProfile(otherKey, other.getValue(), Map.of()));
        }
        Map<String, List<String>> reportNames = entry.reports().orElse(Map.of());
        checks.onlyKeys(profiles, key + ".reports", reportNames);
        for (var names : reportNames.entrySet()) {
            checks.allOf(reports, key + ".reports." + names.getKey(), names.getValue());
        }
        for (String profile : profiles) {
            if (entry.expect().underProfile(profile).isEmpty()) {
                throw checks.yaml().valueError(key + ".expect." + profile, "is missing here");
            }
        }
        byScenario.put(ownScenario, byProfile(key + ".expect", entry.expect(), reportNames));
        return byScenario;
    }

    private Map<String, Expectation> byProfile(
            String key, VerdictSection verdicts, Map<String, List<String>> reportNames) throws YamlException {
        checks.onlyKeys(profiles, key, verdicts.byProfile());
        Map<String, Expectation> expectations = new HashMap<>();
        for (String profile : profiles) {
            Optional<Verdict> verdict = verdicts.underProfile(profile);
            if (verdict.isPresent()) {
                expectations.put(
                        profile, new Expectation(verdict.get(), Optional.ofNullable(reportNames.get(profile))));
            }
        }
        return expectations;
    }
}
