// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** How the hardware behaves: properties of the display's devices. */
public record HardwareProfile(String name, List<Setting> settings) {
    public HardwareProfile {
        settings = List.copyOf(settings);
    }

    /**
     * One property's value.
     *
     * @param device its name within the display, such as {@code hdmi0}
     */
    public record Setting(String device, String property, JsonNode value) {
        String described() {
            return device + "." + property + " = " + value.asText();
        }
    }
}
