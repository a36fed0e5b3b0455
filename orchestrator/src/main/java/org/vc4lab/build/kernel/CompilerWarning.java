// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A warning of the compiler, of modpost or of the device tree's compiler.
 *
 * @param unit the step of the build that gave it, such as {@code CC drivers/dma/virt-dma.o}
 * @param position file and line, as far as they are given
 * @param message without the position, so that it stays equal if lines move
 */
public record CompilerWarning(
        @JsonProperty("unit") String unit,
        @JsonProperty("place") String position,
        @JsonProperty("message") String message) {
    /** Whether both are the same warning, perhaps in another line. */
    public boolean isSameAs(CompilerWarning other) {
        return unit.equals(other.unit) && file().equals(other.file()) && message.equals(other.message);
    }

    private String file() {
        return position.replaceFirst(":.*", "");
    }
}
