// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;

/**
 * What is done to the machine while the guest runs: a property is set when a device has counted so far.
 *
 * @param watched the device that counts, by its name within the display, such as {@code mai0}
 * @param counter its property, such as {@code words-played}
 * @param delay how long after that, on the guest's clock
 */
public record DeviceChange(
        @JsonProperty("watched") String watched,
        @JsonProperty("counter") String counter,
        @JsonProperty("reaches") long reaches,
        @JsonProperty("delay") @JsonSerialize(using = ToStringSerializer.class) Duration delay,
        @JsonProperty("setting") HardwareProfile.Setting setting) {
    /** For people. */
    public String described() {
        return setting.described() + " when " + watched + "." + counter + " reaches " + reaches
                + (delay.isZero() ? "" : " and " + delay.toMillis() + " ms later");
    }
}
