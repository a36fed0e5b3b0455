// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.ScheduledChange;

/**
 * A fault with its value.
 *
 * @param text the value as it was asked for
 * @param value what the properties are set to
 */
public record FaultInjection(
        @JsonProperty("fault") Fault fault, @JsonProperty("text") String text, @JsonProperty("value") JsonNode value) {
    /** Of the tone, in words: two channels at 44.1 kHz. */
    private static final long HALF_SECOND_WORDS = 44_100;

    /** As on the command line. */
    public String describe() {
        return fault.name() + "=" + text;
    }

    /** What is set before the machine starts. */
    public List<DeviceProperty> settings() {
        return fault.activation() == Fault.Activation.START ? propertySettings() : List.of();
    }

    /** What is set while it runs. */
    List<ScheduledChange> changes() {
        return fault.activation() == Fault.Activation.START
                ? List.of()
                : propertySettings().stream()
                        .map(setting ->
                                new ScheduledChange("mai0", "words-played", HALF_SECOND_WORDS, Duration.ZERO, setting))
                        .toList();
    }

    private List<DeviceProperty> propertySettings() {
        return fault.properties().stream()
                .map(name -> name.split("\\.", 2))
                .map(parts -> new DeviceProperty(parts[0], parts[1], value))
                .toList();
    }
}
