// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.lab.model.Fault;
import org.vc4lab.lab.model.FaultInjection;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Yaml;

/** The faults that the emulator can have; what they are stands beside its models. */
public record Faults(@JsonProperty("faults") List<Fault> faults) {
    private static final String FILE = "qemu-images/emulator/faults.yaml";

    public Faults {
        faults = List.copyOf(faults);
        for (Fault fault : faults) {
            if (!fault.properties().stream().allMatch(name -> name.matches("[^.]+\\.[^.]+"))) {
                throw new IllegalArgumentException(fault.name() + ": 'set' holds names of the form device.property");
            }
        }
    }

    /**
     * Reads the list.
     *
     * @param home the folder of the project
     */
    public static Faults read(Path home) throws IOException {
        return Yaml.read(home.resolve(FILE), Faults.class);
    }

    /** Without any, for cases that name none. */
    static Faults none() {
        return new Faults(List.of());
    }

    /**
     * A fault by its name, with its usual value or the one that is given.
     *
     * @param text {@code NAME} or {@code NAME=VALUE}
     */
    public FaultInjection parseInjection(String text) throws UnknownNameException {
        String[] parts = text.split("=", 2);
        Fault fault = faults.stream()
                .filter(candidate -> candidate.name().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new UnknownNameException(
                        "fault", parts[0], faults.stream().map(Fault::name).toList()));
        return fault.withValue(parts.length == 1 ? fault.defaultValue() : parts[1]);
    }
}
