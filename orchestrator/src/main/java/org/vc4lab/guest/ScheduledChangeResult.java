// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The result of a {@link ScheduledChange}.
 *
 * @param change its description
 * @param atNanos when the property was set, on the guest's clock; empty if it never was
 * @param error why it could not be set
 */
public record ScheduledChangeResult(
        @JsonProperty("change") String change,
        @JsonProperty("atNanos") OptionalLong atNanos,
        @JsonProperty("error") Optional<String> error) {}
