// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Optional;
import org.vc4lab.guest.DeviceEvidence;

/** Evidence of an HDMI output other than the scenario's first. */
public record OutputEvidence(
        @JsonProperty("card") int card,
        @JsonProperty("devices") DeviceEvidence devices,
        @JsonProperty("audio") Optional<AudioResult> audio) {}
