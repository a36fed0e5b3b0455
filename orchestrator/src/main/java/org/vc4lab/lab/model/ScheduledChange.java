// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;

/**
 * What is done to the machine while the guest runs: a property is set when a device has counted so far.
 *
 * @param watchedDevice the device that counts, by its name within the display, such as {@code mai0}
 * @param counter its property, such as {@code words-played}
 * @param delay how long after that, on the guest's clock
 */
public record ScheduledChange(
        @JsonProperty("watched") String watchedDevice,
        @JsonProperty("counter") String counter,
        @JsonProperty("reaches") long threshold,
        @JsonProperty("delay") @JsonSerialize(using = ToStringSerializer.class) Duration delay,
        @JsonProperty("setting") HardwareProfile.Setting setting) {
    /** For people. */
    public String describe() {
        return setting.describe() + " when " + watchedDevice + "." + counter + " reaches " + threshold
                + (delay.isZero() ? "" : " and " + delay.toMillis() + " ms later");
    }
}
