// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** How the hardware behaves: properties of the display's devices. */
public record HardwareProfile(@JsonProperty("name") String name, @JsonProperty("settings") List<Setting> settings) {
    public HardwareProfile {
        settings = List.copyOf(settings);
    }

    /**
     * One property's value.
     *
     * @param device its name within the display, such as {@code hdmi0}
     */
    public record Setting(
            @JsonProperty("device") String device,
            @JsonProperty("property") String property,
            @JsonProperty("value") JsonNode value) {
        public String describe() {
            return device + "." + property + " = " + value.asText();
        }
    }
}
