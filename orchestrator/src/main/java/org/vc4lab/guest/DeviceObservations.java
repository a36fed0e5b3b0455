// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.guest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What was read from the devices of a machine that is stopped.
 *
 * @param outputs of those that were asked for, in that order; empty if the devices are not readable
 * @param violations hardware rules that were broken, if no output was asked for
 * @param counters values by the counters' names
 * @param changes results of the machine's scheduled changes, in their order
 */
public record DeviceObservations(
        List<DeviceEvidence> outputs,
        List<String> violations,
        Map<String, Long> counters,
        List<ScheduledChange.ChangeResult> changes) {
    public static final DeviceObservations NONE = new DeviceObservations(List.of(), List.of(), Map.of(), List.of());

    public DeviceObservations {
        outputs = List.copyOf(outputs);
        violations = List.copyOf(violations);
        counters = new TreeMap<>(counters);
        changes = List.copyOf(changes);
    }

    /** @param cards numbers of the outputs to read */
    static DeviceObservations read(
            Qom devices, List<ScheduledChange> scheduled, List<Integer> cards, List<DeviceCounter> counters)
            throws IOException, InterruptedException {
        Map<String, Long> values = new TreeMap<>();
        for (DeviceCounter counter : counters) {
            values.put(counter.name(), read(devices, counter));
        }
        List<ScheduledChange.ChangeResult> changes = new ArrayList<>();
        for (ScheduledChange change : scheduled) {
            String trigger = QemuCommandLine.PERIPHERAL + QemuCommandLine.triggerId(changes.size());
            long fired = devices.getNumber(trigger, "fired-ns");
            String error = devices.getText(trigger, "error");
            changes.add(new ScheduledChange.ChangeResult(
                    change.describe(),
                    fired < 0 ? OptionalLong.empty() : OptionalLong.of(fired),
                    Optional.of(error).filter(text -> !text.isEmpty())));
        }
        List<String> violations = cards.isEmpty() ? DeviceEvidence.readViolations(devices) : List.of();
        return new DeviceObservations(DeviceEvidence.read(devices, cards), violations, values, changes);
    }

    private static long read(Qom devices, DeviceCounter counter) throws IOException, InterruptedException {
        try {
            return devices.getNumber(counter.device(), counter.property());
        } catch (GuestException | QmpErrorException unreadable) {
            throw new GuestException(counter.name() + " was not read: " + unreadable.getMessage(), unreadable);
        }
    }
}
