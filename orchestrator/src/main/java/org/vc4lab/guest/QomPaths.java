// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.util.Set;

/** Where the machine's devices are in QEMU's object tree. */
final class QomPaths {
    /** The parent of all devices that keep observations. */
    static final String DEVICES = "/machine/soc/peripherals";

    private static final Set<String> OUTSIDE_DISPLAY = Set.of("dma", "fw-clocks");

    private QomPaths() {}

    /** The path of a device by its short name, such as {@code hdmi0} or {@code dma}; a path is returned as it is. */
    static String of(String device) {
        if (device.startsWith("/")) {
            return device;
        }
        return DEVICES + (OUTSIDE_DISPLAY.contains(device) ? "/" : "/display/") + device;
    }
}
