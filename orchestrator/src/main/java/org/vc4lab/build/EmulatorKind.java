// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How the emulator is built. */
enum EmulatorKind {
    /** As trials run it. */
    FAST("qemu", "emulator"),
    /** With AddressSanitizer and UBSan, and with the devices that QEMU's own tests ask for. */
    SANITIZED("qemu-sanitized", "emulator with sanitizers");

    private final String area;
    private final String title;

    EmulatorKind(String area, String title) {
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
    List<String> arguments(EmulatorSources sources) throws IOException {
        Map<String, String> byName = new LinkedHashMap<>();
        sources.arguments().forEach(argument -> byName.put(name(argument), argument));
        if (this == SANITIZED) {
            sources.argumentsForTests().forEach(argument -> byName.put(name(argument), argument));
        }
        return List.copyOf(byName.values());
    }

    private static String name(String argument) {
        return argument.split("=", 2)[0];
    }
}
