// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Optional;
import org.vc4lab.guest.DeviceEvidence;
import org.vc4lab.guest.ScheduledChange;

/**
 * What the hardware observed.
 *
 * @param devices of the scenario's first output; empty if they were not readable
 * @param audio the tone as it left that output; empty if nothing was captured
 * @param otherOutputs the scenario's further outputs
 * @param changes results of what was scheduled to happen to the machine meanwhile
 */
public record HardwareEvidence(
        @JsonProperty("devices") Optional<DeviceEvidence> devices,
        @JsonProperty("audio") Optional<AudioResult> audio,
        @JsonProperty("others") List<OutputEvidence> otherOutputs,
        @JsonProperty("changes") List<ScheduledChange.ChangeResult> changes) {
    public HardwareEvidence {
        otherOutputs = List.copyOf(otherOutputs);
        changes = List.copyOf(changes);
    }
}
