// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads which other kernel configurations a case knows. */
final class ConfigurationReader {
    private final String own;

    /** @param own the configuration of the case itself */
    ConfigurationReader(String own) {
        this.own = own;
    }

    List<Configuration> configurations(Optional<YamlValue> value) throws CaseFileException {
        List<Configuration> all = new ArrayList<>();
        if (value.isPresent()) {
            for (Map.Entry<String, YamlValue> entry :
                    value.get().mapping().ofNames().all().entrySet()) {
                all.add(configuration(entry.getKey(), entry.getValue()));
            }
        }
        return all;
    }

    private Configuration configuration(String name, YamlValue value) throws CaseFileException {
        if (name.equals(own)) {
            throw value.problem("is the case's own configuration");
        }
        YamlMapping one = value.mapping().only("fastProcessors", "limits", "expects");
        Optional<YamlValue> fast = one.optional("fastProcessors");
        Optional<YamlValue> limits = one.optional("limits");
        Optional<YamlValue> expects = one.optional("expects");
        return new Configuration(
                name,
                fast.isPresent() && fast.get().flag(),
                expects.isEmpty() || expects.get().flag(),
                limit(limits, "irqsOffMicros"),
                limit(limits, "infoframeLateMicros"));
    }

    private static Optional<Limit> limit(Optional<YamlValue> limits, String which) throws CaseFileException {
        Optional<YamlValue> value =
                limits.isPresent() ? CaseFile.limits(limits.get()).optional(which) : Optional.empty();
        return value.isPresent() ? Optional.of(CaseFile.limit(value.get())) : Optional.empty();
    }
}
