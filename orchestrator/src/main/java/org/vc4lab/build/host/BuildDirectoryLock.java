// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.vc4lab.exec.Command;

/**
 * Keeps a build out of a folder in which compilers of a killed build may still write: they are killed with their lab,
 * but a moment later. Compilers inherit the lock from flock(1), and hold it until they end.
 */
public final class BuildDirectoryLock {
    private static final String NAME = ".vc4lab-lock";

    private BuildDirectoryLock() {}

    /** The command, which starts when no process holds the folder's lock. */
    public static List<String> wrap(Path folder, List<String> argv) {
        Stream<String> flock =
                Stream.of("flock", "--no-fork", folder.resolve(NAME).toString());
        return Stream.concat(flock, argv.stream()).toList();
    }

    public static Command wrap(Path folder, Command command) {
        return command.argv(wrap(folder, command.argv()));
    }
}
