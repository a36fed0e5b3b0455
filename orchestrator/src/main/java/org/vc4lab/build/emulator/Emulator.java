// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.emulator;

import java.nio.file.Path;

/**
 * A built emulator.
 *
 * @param id its key in the store: the same inputs have the same id
 */
public record Emulator(Path qemu, String id) {
    static final String WITNESS = "libwitness.so";

    /** QEMU's plugin that watches the guest. */
    public Path witness() {
        return qemu.resolveSibling(WITNESS);
    }
}
