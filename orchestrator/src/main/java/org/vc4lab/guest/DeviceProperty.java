// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * The value of a device's property.
 *
 * @param device its short name, such as {@code dma}, or its path in QEMU's object tree
 */
public record DeviceProperty(
        @JsonProperty("device") String device,
        @JsonProperty("property") String property,
        @JsonProperty("value") JsonNode value) {
    /** Of a value that is described, in characters. */
    private static final int LONGEST_TEXT = 64;

    public static DeviceProperty text(String device, String property, String value) {
        return new DeviceProperty(device, property, TextNode.valueOf(value));
    }

    static DeviceProperty flag(String device, String property, boolean value) {
        return new DeviceProperty(device, property, BooleanNode.valueOf(value));
    }

    /** Whether both set the same property. */
    public boolean hasSameName(DeviceProperty other) {
        return Qom.pathOf(device).equals(Qom.pathOf(other.device)) && property.equals(other.property);
    }

    /** For people. */
    public String describe() {
        String text = value.asText();
        boolean tooLong = text.length() > LONGEST_TEXT;
        return device + "." + property + " = " + (tooLong ? text.substring(0, LONGEST_TEXT) + "..." : text);
    }
}
