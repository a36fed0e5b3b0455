// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;

/** The Docker engine of this machine. Containers started through it do not outlive this process. */
public final class DockerEngine {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Duration IMAGE_LIMIT = Duration.ofMinutes(20);
    private static final String PREFIX = "vc4lab-";

    private final ProcessRunner runner;
    private final String owner;

    /** @param owner the value of the label of this process's containers */
    private DockerEngine(ProcessRunner runner, String owner) {
        this.runner = runner;
        this.owner = owner;
    }

    /** Whether Docker is available. */
    public sealed interface Probe {
        /** Docker answers. */
        record Available(DockerEngine engine, String version) implements Probe {}

        /** Docker is not installed, or does not answer. */
        record Unavailable(String reason) implements Probe {}
    }

    /** Looks for Docker, and removes containers of processes that have ended. */
    public static Probe probe(ProcessRunner runner) throws IOException, InterruptedException {
        CommandResult versionResult = runner.run(Command.of("docker", "version", "--format", "{{.Server.Version}}")
                .timeout(ANSWER_LIMIT));
        if (!versionResult.succeeded()) {
            return new Probe.Unavailable("no container engine: docker "
                    + (versionResult.timedOut() ? "does not answer" : "says: " + lastLine(versionResult)));
        }
        Reaper.sweep(runner);
        return new Probe.Available(new DockerEngine(runner, Reaper.start(runner)), lastLine(versionResult));
    }

    private static String lastLine(CommandResult result) {
        return result.output().isEmpty()
                ? "exit status " + result.status()
                : result.output().get(result.output().size() - 1);
    }

    /** The label of this process's containers: key and value. */
    public Map<String, String> label() {
        return Map.of(ContainerSpec.LABEL, owner);
    }

    /** Starts a program in a container and returns at once. */
    public ContainerProcess start(ContainerSpec containerSpec, Command command) throws IOException {
        String name = PREFIX + UUID.randomUUID();
        Command dockerRun = Command.of(containerSpec.dockerRun(name, owner, command))
                .timeout(command.timeout())
                .onOutputLine(command.outputListener());
        return new ContainerProcess(name, containerSpec, runner.start(dockerRun), runner);
    }

    /** Runs a program in a container to its end. */
    public CommandResult run(ContainerSpec containerSpec, Command command) throws IOException, InterruptedException {
        try (ContainerProcess process = start(containerSpec, command)) {
            return process.await();
        }
    }

    /** Whether there is an image of this name. */
    public boolean hasImage(String image) throws IOException, InterruptedException {
        return runner.run(Command.of("docker", "image", "inspect", "--format", "{{.Id}}", image))
                .succeeded();
    }

    /** Pulls an image; false if no registry is reachable or has it. */
    public boolean pull(String image) throws IOException, InterruptedException {
        return runner.run(Command.of("docker", "pull", "--quiet", image).timeout(IMAGE_LIMIT))
                .succeeded();
    }

    /** Creates an image from the files in an archive. */
    public void importArchive(Path tar, String image) throws IOException, InterruptedException {
        runDocker("import", tar.toString(), image);
    }

    /** Writes an image to a file. */
    public void save(String image, Path tar) throws IOException, InterruptedException {
        runDocker("save", "--output", tar.toString(), image);
    }

    /** Reads an image from a file that {@link #save} wrote. */
    public void load(Path tar) throws IOException, InterruptedException {
        runDocker("load", "--quiet", "--input", tar.toString());
    }

    /**
     * Builds an image.
     *
     * @param folder with a Dockerfile
     * @param target the stage that becomes the image
     */
    public void build(Path folder, String target, Map<String, String> arguments, String image)
            throws IOException, InterruptedException {
        List<String> argv =
                new ArrayList<>(List.of("docker", "build", "--force-rm", "--target", target, "--tag", image));
        arguments.forEach((name, value) -> argv.addAll(List.of("--build-arg", name + "=" + value)));
        argv.add(folder.toString());
        // Debian's client has no BuildKit
        runner.run(Command.of(argv).env("DOCKER_BUILDKIT", "0").timeout(IMAGE_LIMIT))
                .orThrow();
    }

    private void runDocker(String... arguments) throws IOException, InterruptedException {
        runner.run(Command.of("docker", arguments).timeout(IMAGE_LIMIT)).orThrow();
    }
}
