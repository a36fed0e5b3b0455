// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys under a key. */
record YamlMapping(String key, YamlNode.Mapping node) {
    /** Refuses keys that nobody would read. */
    YamlMapping only(String... known) throws CaseFileException {
        Set<String> valid = Set.of(known);
        for (Map.Entry<String, YamlNode.Entry> entry : node.entries().entrySet()) {
            if (!valid.contains(entry.getKey())) {
                throw new CaseFileException(
                        entry.getValue().keyPlace(),
                        whole(entry.getKey()),
                        "unknown key; valid here: " + String.join(", ", known));
            }
        }
        return this;
    }

    /** Refuses keys that are no names. */
    YamlMapping ofNames() throws CaseFileException {
        for (Map.Entry<String, YamlNode.Entry> entry : node.entries().entrySet()) {
            if (!YamlValue.isName(entry.getKey())) {
                throw new CaseFileException(entry.getValue().keyPlace(), whole(entry.getKey()), YamlValue.NO_NAME);
            }
        }
        return this;
    }

    YamlValue required(String name) throws CaseFileException {
        return optional(name).orElseThrow(() -> new CaseFileException(node.place(), whole(name), "is missing here"));
    }

    Optional<YamlValue> optional(String name) {
        return Optional.ofNullable(node.entries().get(name)).map(entry -> new YamlValue(whole(name), entry.value()));
    }

    /** All keys that are there, in order. */
    Map<String, YamlValue> all() {
        Map<String, YamlValue> all = new LinkedHashMap<>();
        node.entries().forEach((name, entry) -> all.put(name, new YamlValue(whole(name), entry.value())));
        return all;
    }

    private String whole(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }
}
