// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

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
}
