// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What became of a change that was to be made while the guest ran.
 *
 * @param atNanos when it was made, on the guest's clock; empty where its time never came
 * @param error why it could not be made
 */
public record ScheduledChangeResult(
        @JsonProperty("change") String change,
        @JsonProperty("atNanos") OptionalLong atNanos,
        @JsonProperty("error") Optional<String> error) {}
