// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vc4lab.exec.Command;

/**
 * Keeps a build out of a folder in which compilers of an earlier one may still write: where this process is killed,
 * they are killed too, but not in the same moment. All of them hold this lock to their end, because flock(1) hands it
 * down.
 */
final class OrphanLock {
    private static final String NAME = ".vc4lab-lock";

    private OrphanLock() {}

    /** The command, to begin once nobody works in the folder. */
    static List<String> around(Path folder, List<String> argv) {
        List<String> locked = new ArrayList<>(
                List.of("flock", "--no-fork", folder.resolve(NAME).toString()));
        locked.addAll(argv);
        return locked;
    }

    static Command around(Path folder, Command command) {
        return new Command(
                around(folder, command.argv()),
                command.directory(),
                command.environment(),
                command.limit(),
                command.input(),
                command.lines(),
                command.group());
    }
}
