// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.CommandResult;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** The Docker engine of this machine. Containers started through it do not outlive this process. */
public final class DockerEngine {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Duration IMAGE_LIMIT = Duration.ofMinutes(20);
    private static final Duration REMOVAL_LIMIT = Duration.ofSeconds(30);
    /** Docker may still create a container this long after its client died. */
    private static final Duration LATE = Duration.ofSeconds(2);

    /** Any lab may remove a container whose label names a process that has ended. */
    static final String LABEL = "org.vc4lab.process";

    private final ProcessRunner runner;
    private final String owner;

    /** @param owner the value of the label of this process's containers */
    private DockerEngine(ProcessRunner runner, String owner) {
        this.runner = runner;
        this.owner = owner;
    }

    /** Looks for Docker, and removes containers of processes that have ended. */
    public static Probe<DockerEngine> probe(ProcessRunner runner) throws IOException, InterruptedException {
        CommandResult versionResult = runner.run(Command.of("docker", "version", "--format", "{{.Server.Version}}")
                .timeout(ANSWER_LIMIT));
        if (!versionResult.succeeded()) {
            return new Probe.Unavailable<>(
                    versionResult.status() != 127,
                    "no container engine: docker "
                            + (versionResult.timedOut() ? "does not answer" : "says: " + lastLine(versionResult)));
        }
        Reaper.sweep(runner);
        return new Probe.Available<>(new DockerEngine(runner, Reaper.start(runner)));
    }

    private static String lastLine(CommandResult result) {
        return result.output().isEmpty()
                ? "exit status " + result.status()
                : result.output().get(result.output().size() - 1);
    }

    /** The label of this process's containers: key and value. */
    public Map<String, String> label() {
        return Map.of(LABEL, owner);
    }

    ProcessRunner runner() {
        return runner;
    }

    /** Ends a container, whatever its state. */
    void remove(String container, RunningProcess client) {
        if (client.status().isPresent() && client.status().get() < 128) {
            return; // it has exited, and docker has removed it
        }
        boolean interrupted = Thread.interrupted(); // the container is removed nevertheless
        try {
            client.close();
            Command remove = Command.of("docker", "rm", "--force", "--volumes", container)
                    .timeout(REMOVAL_LIMIT);
            if (runner.run(remove).text().contains("No such container")) {
                Thread.sleep(LATE.toMillis());
                runner.run(remove);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException again) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
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
