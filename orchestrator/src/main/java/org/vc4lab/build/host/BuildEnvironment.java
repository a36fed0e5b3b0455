// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vc4lab.container.ContainerSpec;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** Where compilers, linkers and the other programs of a kernel's makefiles run. */
public sealed interface BuildEnvironment {
    /**
     * Runs a step of a build.
     *
     * @param inputs files and folders that it reads
     * @param outputs folders that it writes to
     */
    CommandResult run(Command command, List<Path> inputs, List<Path> outputs) throws IOException, InterruptedException;

    /** Identifies the tools, if that is possible without running them; "" otherwise. */
    default String toolchainId() throws IOException {
        return "";
    }

    /** The name of a folder of objects. The next build runs programs in it, so environments do not share folders. */
    default String objectFolderName(String name) {
        return name;
    }

    /** This host, with all rights of the user. */
    record HostBuildEnvironment(ProcessRunner runner) implements BuildEnvironment {
        @Override
        public CommandResult run(Command command, List<Path> inputs, List<Path> outputs)
                throws IOException, InterruptedException {
            return runner.run(command.inProcessGroup());
        }
    }

    /**
     * A container for each step, without network, and with only the files of the host that the step needs, at the same
     * paths: makefiles in a patch may run anything.
     */
    record ContainerBuildEnvironment(DockerEngine engine, ContainerImages images) implements BuildEnvironment {
        private static final int MEMORY_MIB = 6144;
        private static final int PROCESSES = 2048;
        private static final Path DEFAULT_DIRECTORY = Path.of("/tmp");

        @Override
        public CommandResult run(Command command, List<Path> inputs, List<Path> outputs)
                throws IOException, InterruptedException {
            ContainerSpec.User containerUser = ContainerSpec.User.forThisProcess();
            for (Path folder : outputs) {
                chown(containerUser, folder);
            }
            ContainerSpec containerSpec = new ContainerSpec(
                    images.toolchainImage(),
                    containerUser,
                    mountAtSamePath(inputs),
                    mountAtSamePath(outputs),
                    command.workingDirectory().orElse(DEFAULT_DIRECTORY),
                    MEMORY_MIB,
                    PROCESSES);
            return engine.run(containerSpec, command);
        }

        /** This process creates files in the folder and in its subfolders too. */
        private static void chown(ContainerSpec.User containerUser, Path folder) throws IOException {
            containerUser.chown(folder);
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path below : inside.toList()) {
                    if (Files.isDirectory(below, LinkOption.NOFOLLOW_LINKS)) {
                        containerUser.chown(below);
                    }
                }
            }
        }

        private static Map<Path, Path> mountAtSamePath(List<Path> paths) {
            return paths.stream().distinct().collect(Collectors.toMap(path -> path, path -> path));
        }

        @Override
        public String toolchainId() throws IOException {
            return images.toolchainImageName();
        }

        @Override
        public String objectFolderName(String name) {
            return name + "-container";
        }
    }
}
