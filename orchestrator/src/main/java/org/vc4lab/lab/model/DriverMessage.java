// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A line in which a driver complains, outside of all reports.
 *
 * @param times how often it stands in this phase
 */
public record DriverMessage(
        @JsonProperty("phase") Phase phase, @JsonProperty("text") String text, @JsonProperty("times") int times) {}
