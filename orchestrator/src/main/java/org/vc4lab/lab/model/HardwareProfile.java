// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.vc4lab.guest.DeviceProperty;

/** How the hardware behaves: properties of the display's devices. */
public record HardwareProfile(
        @JsonProperty("name") String name, @JsonProperty("settings") List<DeviceProperty> settings) {
    public HardwareProfile {
        settings = List.copyOf(settings);
    }
}
