// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The emulators of one run of the lab. Other tests have emulators of their own at the same time. */
final class Emulators {
    private Emulators() {}

    /** A sandbox hides the emulator's working directory, but what started it names the folder. */
    static List<ProcessHandle> runningBelow(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().command().orElse("").endsWith("/qemu-system-aarch64"))
                .filter(process -> workingDirectory(process).startsWith(folder)
                        || ancestors(process).anyMatch(ancestor -> names(ancestor, folder)))
                .toList();
    }

    /** The lab that started an emulator. */
    static ProcessHandle javaOf(ProcessHandle emulator) {
        return ancestors(emulator)
                .filter(ancestor -> ancestor.info().command().orElse("").endsWith("/java"))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<ProcessHandle> ancestors(ProcessHandle process) {
        return Stream.iterate(process.parent(), Optional::isPresent, parent -> parent.flatMap(ProcessHandle::parent))
                .flatMap(Optional::stream);
    }

    private static boolean names(ProcessHandle process, Path folder) {
        return Arrays.stream(process.info().arguments().orElse(new String[0]))
                .anyMatch(argument -> argument.startsWith(folder.toString()));
    }

    private static Path workingDirectory(ProcessHandle process) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
        } catch (IOException ended) {
            return Path.of("");
        }
    }
}
