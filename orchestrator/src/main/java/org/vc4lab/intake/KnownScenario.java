// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import org.vc4lab.source.Yaml;

/**
 * The scenario in which a case of the lab shows a report, as that case's file has it: with its sound, faults and
 * evidence.
 *
 * @param body lines of YAML, without indentation
 * @param surroundings what of that case it refers to, likewise: names of devices, limits, complaints
 */
record KnownScenario(String name, List<String> body, List<String> surroundings, String origin) {
    private static final List<String> SURROUNDINGS = List.of("devices", "limits", "complaints");

    KnownScenario {
        body = List.copyOf(body);
        surroundings = List.copyOf(surroundings);
    }

    static KnownScenario read(KnownReport knownReport) throws IOException {
        ObjectNode file = Yaml.read(knownReport.ofCase().folder().file(), ObjectNode.class);
        String name = knownReport.shownBy().scenario();
        List<String> body = lines(file.path("scenarios").path(name));
        ObjectNode surroundings = file.retain(SURROUNDINGS);
        return new KnownScenario(
                name,
                body,
                surroundings.isEmpty() ? List.of() : lines(surroundings),
                "the scenario of " + knownReport.describe());
    }

    private static List<String> lines(JsonNode node) throws IOException {
        return Yaml.write(node).lines().toList();
    }
}
