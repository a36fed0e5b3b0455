// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.vc4lab.build.rootfs.Cpio;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.exec.Json;
import org.vc4lab.guest.ClockMode;
import org.vc4lab.guest.Machine;
import org.vc4lab.guest.Schedule;
import org.vc4lab.lab.model.Trial;
import org.vc4lab.lab.model.Trial.TrialFolder;
import org.vc4lab.lab.witness.Witness;
import org.vc4lab.lab.witness.WitnessExtension;

/** Creates the machine of a trial, or one that boots like it, in a folder. */
record TrialMachines(Trial trial, BuildArtifacts artifacts, Optional<Witness> witness, ClockMode clockMode) {
    /** A guest that runs by the host's clock gets less done in a second if the host is busy. */
    private static final int FREE_RUNNING_LIMIT_FACTOR = 6;

    /** The same for another schedule. */
    TrialMachines withSchedule(Schedule schedule) {
        return new TrialMachines(trial.withSchedule(schedule), artifacts, witness, clockMode);
    }

    /** The same, and the witness does more. */
    TrialMachines withWitness(WitnessExtension extension) {
        return new TrialMachines(trial, artifacts, witness.map(extension::extend), clockMode);
    }

    Machine create(TrialFolder files) throws IOException {
        Duration limit = clockMode == ClockMode.FREE_RUNNING
                ? trial.scenario().guestLimit().multipliedBy(FREE_RUNNING_LIMIT_FACTOR)
                : trial.scenario().guestLimit();
        Machine machine = TrialMachineFactory.booting(trial, artifacts, clockMode, limit, files);
        return witness.isPresent() ? witness.get().addTo(machine, files) : machine;
    }

    void writeInitrd(TrialFolder files) throws IOException {
        files.initrd().toFile().deleteOnExit(); // Ctrl-C runs no "finally"
        artifacts.writeInitrd(files, new Cpio());
    }

    /** Whether other machines may get what has booted here: not if anything in it is a stranger's. */
    boolean bootIsShareable() {
        return trial.ofCase().folder().isOwn()
                && artifacts.kernel().shareable()
                && artifacts.rootfs().shareable();
    }

    /** All that the boot depends on. */
    CacheKey bootKey(Machine machine) throws IOException {
        CacheKey key = artifacts
                .newKey()
                .addValue("clock", clockMode.toString())
                .addValue("arguments", machine.boot().commandLine());
        if (machine.witness().isPresent()) {
            key.addFiles("witness", machine.witness().get().configuration());
        }
        if (!machine.properties().isEmpty()) {
            key.addText("properties", Json.mapper().writeValueAsString(machine.properties()));
        }
        return key;
    }
}
