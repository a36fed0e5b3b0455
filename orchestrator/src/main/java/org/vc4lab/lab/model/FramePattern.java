// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One frame of a call chain.
 *
 * @param functions any of these matches
 * @param optional the frame may be missing, because some compilers inline it
 */
public record FramePattern(
        @JsonProperty("functions") List<String> functions, @JsonProperty("optional") boolean optional) {
    public FramePattern {
        functions = List.copyOf(functions);
    }

    /** Reads {@code a|b?}. */
    public static FramePattern of(String text) {
        boolean optional = text.endsWith("?");
        String names = optional ? text.substring(0, text.length() - 1) : text;
        return new FramePattern(List.of(names.split("\\|", -1)), optional);
    }

    public boolean matches(String function) {
        return functions.contains(function);
    }

    @Override
    public String toString() {
        return String.join("|", functions) + (optional ? "?" : "");
    }
}
