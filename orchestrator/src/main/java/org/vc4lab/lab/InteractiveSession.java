// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vc4lab.guest.ConsoleSession;
import org.vc4lab.guest.Launcher;
import org.vc4lab.guest.Machine;
import org.vc4lab.lab.model.Trial;

/**
 * The machine of a trial with an interactive shell on its console instead of a scenario.
 *
 * @param keyboard the user's input
 * @param screen gets what the guest writes
 */
public record InteractiveSession(Launcher launcher, InputStream keyboard, OutputStream screen) {
    /**
     * Boots, and returns when the user leaves or the guest ends its machine.
     *
     * @param trial its hardware and faults count; its scenario is not run
     * @param display the value of QEMU's option {@code -display}
     * @param folder where the console's log and the captures go
     */
    public void run(Trial trial, BuildArtifacts artifacts, String display, Path folder)
            throws IOException, InterruptedException {
        Path absoluteFolder = Files.createDirectories(folder.toAbsolutePath());
        Trial.TrialFolder files = new Trial.TrialFolder(absoluteFolder);
        files.initrd().toFile().deleteOnExit(); // Ctrl-C runs no "finally"
        Machine machine =
                TrialMachineFactory.interactive(trial, artifacts, files).withDisplay(display);
        try {
            artifacts.writeInitrd(files, TrialMachineFactory.markerArchive("shell"));
            new ConsoleSession(keyboard, screen).run(machine, launcher);
        } finally {
            Files.deleteIfExists(files.initrd());
        }
    }
}
