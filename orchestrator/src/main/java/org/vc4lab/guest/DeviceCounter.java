// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A number that a device keeps.
 *
 * @param name as the case writes it, such as {@code hvs.frames}
 * @param device its short name, or its path in QEMU's object tree
 */
public record DeviceCounter(
        @JsonProperty("name") String name,
        @JsonProperty("device") String device,
        @JsonProperty("property") String property) {}
