// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A warning of the compiler, of modpost or of the device tree's compiler.
 *
 * @param unit the step of the build that gave it, such as {@code CC drivers/gpu/drm/vc4/vc4_hdmi.o}
 * @param position file and line, as far as it tells
 * @param message without the place, so that two warnings are the same where only lines moved
 */
public record CompilerWarning(
        @JsonProperty("unit") String unit,
        @JsonProperty("place") String position,
        @JsonProperty("message") String message) {
    /** Whether both say the same of the same file. */
    public boolean isSameAs(CompilerWarning other) {
        return unit.equals(other.unit) && file().equals(other.file()) && message.equals(other.message);
    }

    private String file() {
        return position.replaceFirst(":.*", "");
    }
}
