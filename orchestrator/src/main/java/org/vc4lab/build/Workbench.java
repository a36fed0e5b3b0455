// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vc4lab.container.Engine;
import org.vc4lab.container.Owner;
import org.vc4lab.container.Sandbox;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;

/** Where compilers and linkers run, and whatever a kernel's makefiles run beside them. */
sealed interface Workbench {
    /**
     * Runs a step of a build.
     *
     * @param read files and folders that it needs to see
     * @param written folders that it writes to
     */
    Outcome run(Command command, List<Path> read, List<Path> written) throws IOException, InterruptedException;

    /** What the tools are, where that is known without asking them; two with the same name are equal. */
    String identity() throws IOException;

    /**
     * The name of a folder of objects. What a makefile leaves in one is run by the next build in it, so that benches do
     * not share any.
     */
    String folder(String name);

    /** This host, with all that the user may do. */
    record Host(ProcessRunner runner) implements Workbench {
        @Override
        public Outcome run(Command command, List<Path> read, List<Path> written)
                throws IOException, InterruptedException {
            return runner.run(command.asGroup());
        }

        @Override
        public String identity() {
            return "";
        }

        @Override
        public String folder(String name) {
            return name;
        }
    }

    /**
     * A container for each step, which has no network, and of the host only what the step needs, under the same paths:
     * a patch may bring makefiles that run anything.
     */
    record InContainer(Engine engine, ContainerImages images) implements Workbench {
        private static final int MEMORY_MIB = 6144;
        private static final int PROCESSES = 2048;
        private static final Path ANYWHERE = Path.of("/tmp");

        @Override
        public Outcome run(Command command, List<Path> read, List<Path> written)
                throws IOException, InterruptedException {
            Owner owner = Owner.ofThisProcess();
            for (Path folder : written) {
                take(owner, folder);
            }
            Sandbox sandbox = new Sandbox(
                    images.toolchain(),
                    owner,
                    atTheSamePath(read),
                    atTheSamePath(written),
                    command.directory().orElse(ANYWHERE),
                    MEMORY_MIB,
                    PROCESSES);
            return engine.run(sandbox, command);
        }

        /** This process makes files there as well, in the folder and one below it. */
        private static void take(Owner owner, Path folder) throws IOException {
            owner.take(folder);
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path below : inside.filter(InContainer::isFolder).toList()) {
                    owner.take(below);
                }
            }
        }

        private static boolean isFolder(Path path) {
            return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        }

        private static Map<Path, Path> atTheSamePath(List<Path> paths) {
            Map<Path, Path> same = new HashMap<>();
            paths.forEach(path -> same.put(path, path));
            return same;
        }

        @Override
        public String identity() throws IOException {
            return images.toolchainName();
        }

        @Override
        public String folder(String name) {
            return name + "-container";
        }
    }
}
