// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.lab.model.ConfigOverrides;
import org.vc4lab.lab.model.LatencyLimit;

/** Reads which other kernel configurations a case knows. */
final class ConfigOverridesReader {
    private final String own;

    /** @param own the configuration of the case itself */
    ConfigOverridesReader(String own) {
        this.own = own;
    }

    List<ConfigOverrides> readOverrides(Optional<YamlValue> value) throws CaseFileException {
        List<ConfigOverrides> overrides = new ArrayList<>();
        if (value.isPresent()) {
            for (Map.Entry<String, YamlValue> entry :
                    value.get().mapping().requireNames().entries().entrySet()) {
                overrides.add(readEntry(entry.getKey(), entry.getValue()));
            }
        }
        return overrides;
    }

    private ConfigOverrides readEntry(String name, YamlValue value) throws CaseFileException {
        if (name.equals(own)) {
            throw value.problem("is the case's own configuration");
        }
        YamlMapping mapping = value.mapping().requireOnly("fastProcessors", "limits", "expects");
        Optional<YamlValue> fast = mapping.optional("fastProcessors");
        Optional<YamlValue> limits = mapping.optional("limits");
        Optional<YamlValue> expects = mapping.optional("expects");
        return new ConfigOverrides(
                name,
                fast.isPresent() && fast.get().flag(),
                expects.isEmpty() || expects.get().flag(),
                limit(limits, "irqsOffMicros"),
                limit(limits, "infoframeLateMicros"));
    }

    private static Optional<LatencyLimit> limit(Optional<YamlValue> limits, String which) throws CaseFileException {
        Optional<YamlValue> value =
                limits.isPresent() ? CaseFile.readLimits(limits.get()).optional(which) : Optional.empty();
        return value.isPresent() ? Optional.of(CaseFile.readLimit(value.get())) : Optional.empty();
    }
}
