// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A rule's result; the worst verdict among a trial's findings is the trial's. */
public record Finding(@JsonProperty("verdict") Verdict verdict, @JsonProperty("reason") String reason) {}
