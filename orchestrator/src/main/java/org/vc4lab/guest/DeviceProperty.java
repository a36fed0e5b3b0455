// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;

/** A property of a device in the machine, by its path in QEMU's object tree, with the value that it shall have. */
public record DeviceProperty(String path, String name, JsonNode value) {
    public static DeviceProperty text(String path, String name, String value) {
        return new DeviceProperty(path, name, TextNode.valueOf(value));
    }

    public static DeviceProperty number(String path, String name, BigDecimal value) {
        return new DeviceProperty(path, name, DecimalNode.valueOf(value));
    }

    public static DeviceProperty flag(String path, String name, boolean value) {
        return new DeviceProperty(path, name, BooleanNode.valueOf(value));
    }
}
