// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;

/**
 * A fault with its value.
 *
 * @param text the value as it was asked for
 * @param value what the properties are set to
 */
public record ChosenFault(
        @JsonProperty("fault") Fault fault, @JsonProperty("text") String text, @JsonProperty("value") JsonNode value) {
    /** Of the tone, in words: two channels at 44.1 kHz. */
    private static final long HALF_A_SECOND = 44_100;

    /** As on the command line. */
    public String described() {
        return fault.name() + "=" + text;
    }

    /** What is set before the machine starts. */
    List<HardwareProfile.Setting> settings() {
        return fault.from() == Fault.From.START ? all() : List.of();
    }

    /** What is set while it runs. */
    List<DeviceChange> changes() {
        return fault.from() == Fault.From.START
                ? List.of()
                : all().stream()
                        .map(setting -> new DeviceChange("mai0", "words-played", HALF_A_SECOND, Duration.ZERO, setting))
                        .toList();
    }

    private List<HardwareProfile.Setting> all() {
        return fault.set().stream()
                .map(name -> name.split("\\.", 2))
                .map(parts -> new HardwareProfile.Setting(parts[0], parts[1], value))
                .toList();
    }
}
