// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.DeviceTrigger;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.evidence.QomPaths;
import org.vc4lab.lab.model.HardwareProfile;
import org.vc4lab.lab.model.ScheduledChange;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.TrialFolder;

/** Puts together the machine of a trial. */
final class TrialMachineFactory {
    /** Host time for a second of the guest's; a machine slower than that is no use. */
    private static final int WALL_FOR_GUEST = 20;

    private TrialMachineFactory() {}

    /** @param limit on the guest's clock */
    static Machine of(
            Trial trial, Emulator emulator, Kernel kernel, ClockMode profile, Duration limit, TrialFolder files) {
        List<DeviceProperty> properties = new ArrayList<>();
        trial.settings().forEach(setting -> properties.add(toProperty(setting)));
        for (int card : trial.scenario().cards()) {
            properties.add(DeviceProperty.text(
                    // the emulator runs in that folder
                    QomPaths.fifo(card),
                    "capture",
                    files.capturedWords(card).getFileName().toString()));
        }
        return new Machine(
                emulator.qemu(),
                kernel.image(),
                kernel.deviceTree(),
                files.initrd(),
                String.join(" ", QomPaths.COMMAND_LINE),
                profile,
                properties,
                trial.changes().stream().map(TrialMachineFactory::toTrigger).toList(),
                limit,
                limit.multipliedBy(WALL_FOR_GUEST),
                files.path());
    }

    private static DeviceProperty toProperty(HardwareProfile.Setting setting) {
        return new DeviceProperty(QomPaths.device(setting.device()), setting.property(), setting.value());
    }

    private static DeviceTrigger toTrigger(ScheduledChange change) {
        return new DeviceTrigger(
                QomPaths.device(change.watchedDevice()),
                change.counter(),
                change.threshold(),
                change.delay(),
                toProperty(change.setting()));
    }
}
