// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.vc4lab.lab.casefile.CaseDocument.RequirementSection;
import org.vc4lab.lab.model.RequiredEvidence;
import org.vc4lab.lab.model.RequiredEvidence.EvidenceBounds;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCommand;
import org.vc4lab.lab.model.RequiredEvidence.RequiredCounter;
import org.vc4lab.lab.model.RequiredEvidence.RequiredLogLine;
import org.vc4lab.lab.model.RequiredEvidence.RequiredOutput;
import org.vc4lab.source.Yaml.YamlException;

/** Reads an item of a scenario's {@code evidence}. */
record RequirementReader(CaseChecks checks, DeviceNames devices, String key, RequirementSection entry) {
    private static final EvidenceBounds ANY_LINE = new EvidenceBounds(OptionalLong.of(1), OptionalLong.empty());

    RequiredEvidence read() throws YamlException {
        if (entry.command().isPresent()) {
            only("command", "status", "output");
            requireText("command", entry.command());
            requireText("output", entry.output());
            return new RequiredCommand(
                    entry.command().get(),
                    checks.atLeast(0, key + ".status", entry.status().orElse(0)),
                    entry.output());
        }
        if (entry.output().isPresent()) {
            only("output", "atLeast", "atMost");
            requireText("output", entry.output());
            return new RequiredOutput(entry.output().get(), bounds().orElse(ANY_LINE));
        }
        if (entry.log().isPresent()) {
            only("log", "atLeast", "atMost");
            requireText("log", entry.log());
            return new RequiredLogLine(entry.log().get(), bounds().orElse(ANY_LINE));
        }
        if (entry.counter().isPresent()) {
            only("counter", "atLeast", "atMost");
            return new RequiredCounter(
                    devices.counter(key + ".counter", entry.counter().get()),
                    bounds().orElseThrow(() -> checks.yaml().valueError(key, "needs atLeast or atMost")));
        }
        throw checks.yaml().valueError(key, "needs one of command, output, log, counter");
    }

    private void only(String... valid) throws YamlException {
        Map<String, Optional<?>> given = new LinkedHashMap<>();
        given.put("command", entry.command());
        given.put("status", entry.status().isPresent() ? Optional.of(entry.status()) : Optional.empty());
        given.put("output", entry.output());
        given.put("log", entry.log());
        given.put("counter", entry.counter());
        given.put("atLeast", entry.atLeast());
        given.put("atMost", entry.atMost());
        given.values().removeIf(Optional::isEmpty);
        checks.onlyKeys(List.of(valid), key, given);
    }

    private void requireText(String name, Optional<String> text) throws YamlException {
        if (text.filter(String::isBlank).isPresent()) {
            throw checks.yaml().valueError(key + "." + name, "is empty");
        }
    }

    private Optional<EvidenceBounds> bounds() throws YamlException {
        if (entry.atLeast().isEmpty() && entry.atMost().isEmpty()) {
            return Optional.empty();
        }
        if (entry.atMost().isPresent() && entry.atMost().get() < entry.atLeast().orElse(Long.MIN_VALUE)) {
            throw checks.yaml().valueError(key + ".atMost", "is less than atLeast");
        }
        return Optional.of(new EvidenceBounds(optionalLong(entry.atLeast()), optionalLong(entry.atMost())));
    }

    private static OptionalLong optionalLong(Optional<Long> number) {
        return number.isPresent() ? OptionalLong.of(number.get()) : OptionalLong.empty();
    }
}
