// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the emulator is built. */
public enum EmulatorVariant {
    /** As trials run it. */
    RELEASE("qemu", "emulator"),
    /** With AddressSanitizer and UBSan, and with the devices that QEMU's own tests ask for. */
    SANITIZED("qemu-sanitized", "emulator with sanitizers");

    private final String area;
    private final String title;

    EmulatorVariant(String area, String title) {
        this.area = area;
        this.title = title;
    }

    /** The area of the store where it is built. */
    String area() {
        return area;
    }

    String title() {
        return title;
    }

    /** The arguments of configure; one that tests need takes the place of the one of the same name. */
    List<String> configureArguments(EmulatorSources sources) throws IOException {
        Map<String, String> byName = new LinkedHashMap<>();
        sources.configureArguments().forEach(argument -> byName.put(optionName(argument), argument));
        if (this == SANITIZED) {
            sources.testConfigureArguments().forEach(argument -> byName.put(optionName(argument), argument));
        }
        return List.copyOf(byName.values());
    }

    private static String optionName(String argument) {
        return argument.split("=", 2)[0];
    }
}
