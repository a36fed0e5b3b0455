// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys under a key. */
record YamlMapping(String key, YamlNode.Mapping node) {
    /** Refuses keys that nobody would read. */
    YamlMapping requireOnly(String... validKeys) throws CaseFileException {
        Set<String> valid = Set.of(validKeys);
        for (Map.Entry<String, YamlNode.MappingEntry> entry : node.entries().entrySet()) {
            if (!valid.contains(entry.getKey())) {
                throw new CaseFileException(
                        entry.getValue().keyPosition(),
                        fullKey(entry.getKey()),
                        "unknown key; valid here: " + String.join(", ", validKeys));
            }
        }
        return this;
    }

    /** Refuses keys that are no names. */
    YamlMapping requireNames() throws CaseFileException {
        for (Map.Entry<String, YamlNode.MappingEntry> entry : node.entries().entrySet()) {
            if (!YamlValue.isName(entry.getKey())) {
                throw new CaseFileException(entry.getValue().keyPosition(), fullKey(entry.getKey()), YamlValue.NO_NAME);
            }
        }
        return this;
    }

    YamlValue required(String name) throws CaseFileException {
        return optional(name)
                .orElseThrow(() -> new CaseFileException(node.position(), fullKey(name), "is missing here"));
    }

    Optional<YamlValue> optional(String name) {
        return Optional.ofNullable(node.entries().get(name)).map(entry -> new YamlValue(fullKey(name), entry.value()));
    }

    /** All keys that are there, in order. */
    Map<String, YamlValue> entries() {
        Map<String, YamlValue> entries = new LinkedHashMap<>();
        node.entries().forEach((name, entry) -> entries.put(name, new YamlValue(fullKey(name), entry.value())));
        return entries;
    }

    private String fullKey(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }
}
