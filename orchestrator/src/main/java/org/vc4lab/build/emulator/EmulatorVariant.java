// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the emulator is built for. */
public enum EmulatorVariant {
    /** Runs trials. */
    RELEASE("qemu", "emulator"),
    /** Runs qtests with AddressSanitizer and UBSan, and has the devices that QEMU's own qtests need. */
    SANITIZED("qemu-sanitized", "emulator with sanitizers");

    private final String area;
    private final String title;

    EmulatorVariant(String area, String title) {
        this.area = area;
        this.title = title;
    }

    /** The work area of the store in which it is built. */
    String area() {
        return area;
    }

    String title() {
        return title;
    }

    /** The arguments of configure; those for tests override others of the same name. */
    List<String> configureArguments(EmulatorSources sources) throws IOException {
        Map<String, String> byName = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>(sources.configureArguments());
        if (this == SANITIZED) {
            arguments.addAll(sources.testConfigureArguments());
        }
        arguments.forEach(argument -> byName.put(argument.split("=", 2)[0], argument));
        return List.copyOf(byName.values());
    }
}
