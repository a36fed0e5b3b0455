// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.Command;

/**
 * Keeps a build out of a folder in which compilers of an earlier one may still write: where this process is killed,
 * they are killed too, but not in the same moment. All of them hold this lock to their end, because flock(1) hands it
 * down.
 */
public final class BuildDirectoryLock {
    private static final String NAME = ".vc4lab-lock";

    private BuildDirectoryLock() {}

    /** The command, to begin once nobody works in the folder. */
    public static List<String> wrap(Path folder, List<String> argv) {
        List<String> locked = new ArrayList<>(
                List.of("flock", "--no-fork", folder.resolve(NAME).toString()));
        locked.addAll(argv);
        return locked;
    }

    public static Command wrap(Path folder, Command command) {
        return new Command(
                wrap(folder, command.argv()),
                command.workingDirectory(),
                command.environment(),
                command.timeout(),
                command.stdin(),
                command.outputListener(),
                command.ownProcessGroup());
    }
}
