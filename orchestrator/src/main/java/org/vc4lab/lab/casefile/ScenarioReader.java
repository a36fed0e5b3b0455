// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.ScheduledChange;
import org.vc4lab.lab.model.FaultInjection;
import org.vc4lab.lab.model.Scenario;
import org.vc4lab.lab.model.UnknownNameException;

/** Reads the scenarios of a case.yaml. */
record ScenarioReader(Faults faults) {
    List<Scenario> scenarios(YamlValue value) throws CaseFileException {
        List<Scenario> scenarios = new ArrayList<>();
        for (Map.Entry<String, YamlValue> entry :
                value.mapping().requireNames().entries().entrySet()) {
            scenarios.add(scenario(entry.getKey(), entry.getValue().mapping()));
        }
        if (scenarios.isEmpty()) {
            throw value.problem("needs at least one scenario");
        }
        return scenarios;
    }

    private Scenario scenario(String name, YamlMapping mapping) throws CaseFileException {
        mapping.requireOnly(
                "run",
                "cards",
                "plays",
                "frames",
                "periodInterrupts",
                "meanwhile",
                "faults",
                "tolerates",
                "guestSeconds");
        Optional<YamlValue> frames = mapping.optional("frames");
        Optional<YamlValue> tolerates = mapping.optional("tolerates");
        return new Scenario(
                name,
                mapping.required("run").texts(),
                cards(mapping.required("cards")),
                new Scenario.Playback(
                        (int) mapping.required("plays").wholeNumberFrom(0),
                        frames.isPresent() ? (int) frames.get().wholeNumberFrom(1) : 0,
                        mapping.required("periodInterrupts").wholeNumberFrom(0)),
                changes(mapping),
                faults(mapping),
                tolerates.isPresent() ? tolerates.get().texts() : List.of(),
                Duration.ofSeconds(mapping.required("guestSeconds").wholeNumberFrom(1)));
    }

    private static List<Integer> cards(YamlValue value) throws CaseFileException {
        List<Integer> cards = new ArrayList<>();
        for (YamlValue card : value.list()) {
            cards.add((int) card.wholeNumberFrom(0));
        }
        if (cards.isEmpty()) {
            throw value.problem("needs at least one card");
        }
        return cards;
    }

    private List<FaultInjection> faults(YamlMapping scenario) throws CaseFileException {
        List<FaultInjection> injections = new ArrayList<>();
        Optional<YamlValue> value = scenario.optional("faults");
        for (YamlValue item : value.isPresent() ? value.get().list() : List.<YamlValue>of()) {
            try {
                injections.add(faults.parseInjection(item.text()));
            } catch (UnknownNameException unknown) {
                throw item.problem(String.valueOf(unknown.getMessage()));
            }
        }
        return injections;
    }

    private static List<ScheduledChange> changes(YamlMapping scenario) throws CaseFileException {
        List<ScheduledChange> changes = new ArrayList<>();
        Optional<YamlValue> value = scenario.optional("meanwhile");
        for (YamlValue item : value.isPresent() ? value.get().list() : List.<YamlValue>of()) {
            YamlMapping change = item.mapping().requireOnly("when", "reaches", "afterMillis", "set", "to");
            String[] watched = property(change.required("when"));
            String[] set = property(change.required("set"));
            Optional<YamlValue> after = change.optional("afterMillis");
            changes.add(new ScheduledChange(
                    watched[0],
                    watched[1],
                    change.required("reaches").wholeNumberFrom(1),
                    Duration.ofMillis(after.isPresent() ? after.get().wholeNumberFrom(0) : 0),
                    new DeviceProperty(set[0], set[1], change.required("to").any())));
        }
        return changes;
    }

    private static String[] property(YamlValue value) throws CaseFileException {
        String[] parts = value.text().split("\\.", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw value.problem("has to be device.property");
        }
        return parts;
    }
}
