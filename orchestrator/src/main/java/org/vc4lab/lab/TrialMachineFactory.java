// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.rootfs.Cpio;
import org.vc4lab.guest.AudioOutput;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.DeviceProperty;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;

/** Creates the machine of a trial. */
final class TrialMachineFactory {
    /** Everything is printed to the console, and a panic restarts, which ends the trial. */
    private static final String COMMAND_LINE = "console=ttyAMA0,115200 printk.devkmsg=on ignore_loglevel panic=-1";
    /**
     * A kernel with lockdep takes 0.24 s of its boot to create files for each trace event, and for each slab cache in
     * /sys; no scenario reads them.
     */
    static final String TRIAL_COMMAND_LINE = COMMAND_LINE + " initcall_blacklist=tracer_init_tracefs,slab_sysfs_init";

    /** Interactive sessions time out after a day. */
    private static final Duration INTERACTIVE_LIMIT = Duration.ofDays(1);

    /** A machine may take this many seconds of the host's clock for one of the guest's. */
    private static final int WALL_FOR_GUEST = 20;

    private TrialMachineFactory() {}

    /**
     * The part of an initial ramdisk that makes init run its {@code agent} or a {@code shell} instead of a scenario.
     */
    static Cpio markerArchive(String mode) {
        return new Cpio()
                .addFolder("scenario")
                .addFile("scenario/" + mode, 0644, "yes\n".getBytes(StandardCharsets.UTF_8));
    }

    /** What is set when user space is ready. */
    static List<DeviceProperty> scenarioProperties(Trial trial, TrialFolder files) {
        List<DeviceProperty> properties = new ArrayList<>(trial.scenarioSettings());
        for (int card : trial.scenario().cards()) {
            // relative to the trial's folder, in which the emulator runs
            String capture = files.capturedWords(card).getFileName().toString();
            properties.add(new AudioOutput(card).captureTo(capture));
        }
        return properties;
    }

    /**
     * The machine of a trial for a user, who may want all files of the kernel. It is handed no scenario: all of the
     * trial's properties are set before it starts.
     */
    static Machine interactive(Trial trial, BuildArtifacts artifacts, TrialFolder files) {
        List<DeviceProperty> properties = new ArrayList<>(trial.startSettings());
        properties.addAll(scenarioProperties(trial, files));
        return create(properties, trial, artifacts, COMMAND_LINE, ClockMode.FREE_RUNNING, INTERACTIVE_LIMIT, files);
    }

    /**
     * A machine that is handed its scenario when user space is ready.
     *
     * @param limit on the guest's clock
     */
    static Machine booting(
            Trial trial, BuildArtifacts artifacts, ClockMode clockMode, Duration limit, TrialFolder files) {
        return create(trial.startSettings(), trial, artifacts, TRIAL_COMMAND_LINE, clockMode, limit, files)
                .withSchedule(trial.schedule());
    }

    private static Machine create(
            List<DeviceProperty> properties,
            Trial trial,
            BuildArtifacts artifacts,
            String commandLine,
            ClockMode clockMode,
            Duration limit,
            TrialFolder files) {
        Kernel kernel = artifacts.kernel();
        return new Machine(
                new Machine.BootFiles(
                        artifacts.emulator().qemu(), kernel.image(), kernel.deviceTree(), files.initrd(), commandLine),
                clockMode,
                properties,
                trial.changes(),
                limit,
                limit.multipliedBy(WALL_FOR_GUEST),
                files.path());
    }
}
