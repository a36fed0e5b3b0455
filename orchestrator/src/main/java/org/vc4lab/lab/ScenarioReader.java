// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the scenarios of a case.yaml. */
record ScenarioReader(Faults faults) {
    List<Scenario> scenarios(YamlValue value) throws CaseFileException {
        List<Scenario> all = new ArrayList<>();
        for (Map.Entry<String, YamlValue> entry :
                value.mapping().ofNames().all().entrySet()) {
            all.add(scenario(entry.getKey(), entry.getValue().mapping()));
        }
        if (all.isEmpty()) {
            throw value.problem("needs at least one scenario");
        }
        return all;
    }

    private Scenario scenario(String name, YamlMapping one) throws CaseFileException {
        one.only(
                "run",
                "cards",
                "plays",
                "frames",
                "periodInterrupts",
                "meanwhile",
                "faults",
                "tolerates",
                "guestSeconds");
        Optional<YamlValue> frames = one.optional("frames");
        Optional<YamlValue> tolerates = one.optional("tolerates");
        return new Scenario(
                name,
                one.required("run").texts(),
                cards(one.required("cards")),
                new Scenario.Playback(
                        (int) one.required("plays").wholeNumberFrom(0),
                        frames.isPresent() ? (int) frames.get().wholeNumberFrom(1) : 0,
                        one.required("periodInterrupts").wholeNumberFrom(0)),
                changes(one),
                faults(one),
                tolerates.isPresent() ? tolerates.get().texts() : List.of(),
                Duration.ofSeconds(one.required("guestSeconds").wholeNumberFrom(1)));
    }

    private static List<Integer> cards(YamlValue value) throws CaseFileException {
        List<Integer> all = new ArrayList<>();
        for (YamlValue card : value.list()) {
            all.add((int) card.wholeNumberFrom(0));
        }
        if (all.isEmpty()) {
            throw value.problem("needs at least one card");
        }
        return all;
    }

    private List<ChosenFault> faults(YamlMapping scenario) throws CaseFileException {
        List<ChosenFault> all = new ArrayList<>();
        Optional<YamlValue> value = scenario.optional("faults");
        for (YamlValue one : value.isPresent() ? value.get().list() : List.<YamlValue>of()) {
            try {
                all.add(faults.choose(one.text()));
            } catch (UnknownNameException unknown) {
                throw one.problem(String.valueOf(unknown.getMessage()));
            }
        }
        return all;
    }

    private static List<DeviceChange> changes(YamlMapping scenario) throws CaseFileException {
        List<DeviceChange> all = new ArrayList<>();
        Optional<YamlValue> value = scenario.optional("meanwhile");
        for (YamlValue one : value.isPresent() ? value.get().list() : List.<YamlValue>of()) {
            YamlMapping change = one.mapping().only("when", "reaches", "afterMillis", "set", "to");
            String[] watched = property(change.required("when"));
            String[] set = property(change.required("set"));
            Optional<YamlValue> after = change.optional("afterMillis");
            all.add(new DeviceChange(
                    watched[0],
                    watched[1],
                    change.required("reaches").wholeNumberFrom(1),
                    Duration.ofMillis(after.isPresent() ? after.get().wholeNumberFrom(0) : 0),
                    new HardwareProfile.Setting(
                            set[0], set[1], change.required("to").any())));
        }
        return all;
    }

    private static String[] property(YamlValue value) throws CaseFileException {
        String[] parts = value.text().split("\\.", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw value.problem("has to be device.property");
        }
        return parts;
    }
}
