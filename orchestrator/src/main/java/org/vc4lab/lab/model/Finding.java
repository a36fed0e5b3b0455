// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** One thing that the judge found, and what it makes of a trial. */
public record Finding(@JsonProperty("verdict") Verdict verdict, @JsonProperty("reason") String reason) {}
