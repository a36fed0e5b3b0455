// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.util.List;
import java.util.Optional;

/**
 * What was read from the devices of a machine that is stopped.
 *
 * @param outputs of the HDMI outputs that were asked for, in that order; empty if the devices are not readable
 * @param changes results of the machine's scheduled changes, in their order
 */
public record DeviceObservations(List<DeviceEvidence> outputs, List<ScheduledChangeResult> changes) {
    public static final DeviceObservations NONE = new DeviceObservations(List.of(), List.of());

    public DeviceObservations {
        outputs = List.copyOf(outputs);
        changes = List.copyOf(changes);
    }

    public Optional<DeviceEvidence> first() {
        return outputs.stream().findFirst();
    }
}
