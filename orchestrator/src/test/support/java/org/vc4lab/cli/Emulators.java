// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The emulators of one run of the lab. Other tests have emulators of their own at the same time. */
final class Emulators {
    private Emulators() {}

    /** An emulator's working directory is the folder of its trial. */
    static List<ProcessHandle> runningBelow(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/qemu-system-aarch64"))
                .filter(process -> workingDirectory(process).startsWith(folder))
                .toList();
    }

    private static Path workingDirectory(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
        } catch (IOException ended) {
            return Path.of("");
        }
    }
}
