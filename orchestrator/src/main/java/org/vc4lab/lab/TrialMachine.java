// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.build.Emulator;
import org.vc4lab.build.Kernel;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.DeviceTrigger;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.RunProfile;

/** Puts together the machine of a trial. */
final class TrialMachine {
    /** Host time for a second of the guest's; a machine slower than that is no use. */
    private static final int WALL_FOR_GUEST = 20;

    private TrialMachine() {}

    /** @param limit on the guest's clock */
    static Machine of(
            Trial trial, Emulator emulator, Kernel kernel, RunProfile profile, Duration limit, TrialFolder files) {
        List<DeviceProperty> properties = new ArrayList<>();
        trial.settings().forEach(setting -> properties.add(property(setting)));
        for (int card : trial.scenario().cards()) {
            properties.add(DeviceProperty.text(
                    // the emulator runs in that folder
                    Board.fifo(card), "capture", files.words(card).getFileName().toString()));
        }
        return new Machine(
                emulator.qemu(),
                kernel.image(),
                kernel.deviceTree(),
                files.initrd(),
                String.join(" ", Board.COMMAND_LINE),
                profile,
                properties,
                trial.changes().stream().map(TrialMachine::trigger).toList(),
                limit,
                limit.multipliedBy(WALL_FOR_GUEST),
                files.path());
    }

    private static DeviceProperty property(HardwareProfile.Setting setting) {
        return new DeviceProperty(Board.device(setting.device()), setting.property(), setting.value());
    }

    private static DeviceTrigger trigger(DeviceChange change) {
        return new DeviceTrigger(
                Board.device(change.watched()),
                change.counter(),
                change.reaches(),
                change.delay(),
                property(change.setting()));
    }
}
