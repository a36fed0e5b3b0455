// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.util.List;
import java.util.Optional;

/**
 * What was read from the machine before it went.
 *
 * @param devices of the scenario's outputs, in order; none where the machine could not be asked
 * @param changes what became of those that were to be made meanwhile
 */
record Observations(List<DeviceEvidence> devices, List<SeenChange> changes) {
    static final Observations NONE = new Observations(List.of(), List.of());

    Observations {
        devices = List.copyOf(devices);
        changes = List.copyOf(changes);
    }

    Optional<DeviceEvidence> first() {
        return devices.stream().findFirst();
    }
}
