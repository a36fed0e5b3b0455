// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.container.DockerImage;
import org.vc4lab.container.Sandbox;
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

    /** Whether the tools are the host's, so that more can be installed. */
    default boolean hasHostTools() {
        return true;
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
            return runner.run(StepLimits.limitSilence(command).inProcessGroup());
        }
    }

    /** A sandbox for each step, with only the files of the host that the step needs, and the tools of the host. */
    record SandboxBuildEnvironment(Sandbox sandbox) implements BuildEnvironment {
        @Override
        public CommandResult run(Command command, List<Path> inputs, List<Path> outputs)
                throws IOException, InterruptedException {
            return sandbox.run(StepLimits.confine(command, inputs, outputs), StepLimits.limitSilence(command));
        }

        @Override
        public String objectFolderName(String name) {
            return name + "-sandbox";
        }
    }

    /** A container for each step, with only the files of the host that the step needs. */
    record ContainerBuildEnvironment(DockerEngine engine, ContainerImages images) implements BuildEnvironment {
        @Override
        public CommandResult run(Command command, List<Path> inputs, List<Path> outputs)
                throws IOException, InterruptedException {
            return new DockerImage(engine, images.toolchainImage())
                    .run(StepLimits.confine(command, inputs, outputs), StepLimits.limitSilence(command));
        }

        @Override
        public String toolchainId() throws IOException {
            return images.toolchainImageName();
        }

        @Override
        public boolean hasHostTools() {
            return false;
        }

        @Override
        public String objectFolderName(String name) {
            return name + "-container";
        }
    }
}
