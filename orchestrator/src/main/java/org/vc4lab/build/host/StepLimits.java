// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.container.Confinement;
import org.vc4lab.exec.Command;

/** What a step of a build may see and use: makefiles in a patch may run anything. */
final class StepLimits {
    /** Compilers print a line for each file; linking a kernel takes a minute on a slow host. */
    private static final Duration SILENCE = Duration.ofMinutes(15);

    /** No program needs so much of a processor's time for one file. */
    private static final Confinement.Limits LIMITS =
            new Confinement.Limits(6144, 2048, Duration.ofMinutes(30), 4096, 16384);

    private static final Path DEFAULT_DIRECTORY = Path.of("/tmp");

    private StepLimits() {}

    /** A makefile that only sleeps ends in minutes. */
    static Command limitSilence(Command command) {
        return command.silenceLimit().compareTo(SILENCE) > 0 ? command.silenceLimit(SILENCE) : command;
    }

    /** Paths are the same inside; the outputs then belong to the confined user. */
    static Confinement confine(Command command, List<Path> inputs, List<Path> outputs) throws IOException {
        Confinement.User user = Confinement.User.forThisProcess();
        for (Path folder : outputs) {
            chown(user, folder);
        }
        return new Confinement(
                user,
                mountAtSamePath(inputs),
                mountAtSamePath(outputs),
                command.workingDirectory().orElse(DEFAULT_DIRECTORY),
                LIMITS);
    }

    /** This process creates files in the folder and in its subfolders too. */
    private static void chown(Confinement.User user, Path folder) throws IOException {
        user.chown(folder);
        try (Stream<Path> inside = Files.list(folder)) {
            for (Path below : inside.toList()) {
                if (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
                    user.chown(below);
                }
            }
        }
    }

    private static Map<Path, Path> mountAtSamePath(List<Path> paths) {
        return paths.stream().distinct().collect(Collectors.toMap(path -> path, path -> path));
    }
}
