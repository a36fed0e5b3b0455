// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.casefile;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.lab.model.Fault;
import org.vc4lab.lab.model.UnknownNameException;
import org.vc4lab.source.Yaml;

/** The faults of qemu-images/emulator/faults.yaml. */
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

    /** Reads the list below the folder of the project. */
    public static Faults read(Path home) throws IOException {
        return Yaml.read(home.resolve(FILE), Faults.class);
    }

    /**
     * A fault with the given value, or with its default.
     *
     * @param text {@code NAME} or {@code NAME=VALUE}
     */
    public Fault.FaultInjection parseInjection(String text) throws UnknownNameException {
        String[] parts = text.split("=", 2);
        Fault fault = UnknownNameException.find("fault", parts[0], faults, Fault::name);
        return fault.withValue(parts.length == 1 ? fault.defaultValue() : parts[1]);
    }

    /** Faults in the order of the texts, see {@link #parseInjection}. */
    public List<Fault.FaultInjection> parseInjections(List<String> texts) throws UnknownNameException {
        List<Fault.FaultInjection> injections = new ArrayList<>();
        for (String text : texts) {
            injections.add(parseInjection(text));
        }
        return injections;
    }
}
