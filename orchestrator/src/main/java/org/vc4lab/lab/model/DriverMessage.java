// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A driver's error line outside of all reports.
 *
 * @param times occurrences in this phase
 */
public record DriverMessage(
        @JsonProperty("phase") Phase phase, @JsonProperty("text") String text, @JsonProperty("times") int times) {}
