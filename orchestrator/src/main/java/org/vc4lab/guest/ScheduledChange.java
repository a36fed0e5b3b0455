// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A property that is set while the guest runs, once a counter of a device reaches a threshold and a delay has passed.
 * The emulator itself sets it, so it happens at the same point of the guest's time in each run.
 *
 * @param watchedDevice the device that counts, such as {@code dma}
 * @param counter its property, such as {@code words-played}
 * @param delay on the guest's clock
 */
public record ScheduledChange(
        @JsonProperty("watched") String watchedDevice,
        @JsonProperty("counter") String counter,
        @JsonProperty("reaches") long threshold,
        @JsonProperty("delay") @JsonSerialize(using = ToStringSerializer.class) Duration delay,
        @JsonProperty("setting") DeviceProperty setting) {
    /** For people. */
    public String describe() {
        return setting.describe() + " when " + watchedDevice + "." + counter + " reaches " + threshold
                + (delay.isZero() ? "" : " and " + delay.toMillis() + " ms later");
    }

    /**
     * What became of it.
     *
     * @param change its description
     * @param atNanos when the property was set, on the guest's clock; empty if it never was
     * @param error why it could not be set
     */
    public record ChangeResult(
            @JsonProperty("change") String change,
            @JsonProperty("atNanos") OptionalLong atNanos,
            @JsonProperty("error") Optional<String> error) {}
}
