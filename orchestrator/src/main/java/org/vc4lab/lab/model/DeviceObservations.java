// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab.model;

import java.util.List;
import java.util.Optional;

/**
 * What was read from the machine before it went.
 *
 * @param devices of the scenario's outputs, in order; none where the machine could not be asked
 * @param changes what became of those that were to be made meanwhile
 */
public record DeviceObservations(List<DeviceEvidence> devices, List<ScheduledChangeResult> changes) {
    public static final DeviceObservations NONE = new DeviceObservations(List.of(), List.of());

    public DeviceObservations {
        devices = List.copyOf(devices);
        changes = List.copyOf(changes);
    }

    public Optional<DeviceEvidence> first() {
        return devices.stream().findFirst();
    }
}
