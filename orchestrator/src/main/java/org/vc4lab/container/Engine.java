// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.container;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.Outcome;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.exec.RunningProcess;

/** The Docker engine of this machine. Containers that are started through it do not outlive this process. */
public final class Engine {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Duration IMAGE_LIMIT = Duration.ofMinutes(20);
    private static final String PREFIX = "vc4lab-";

    private final ProcessRunner runner;
    private final Reaper reaper;

    private Engine(ProcessRunner runner, Reaper reaper) {
        this.runner = runner;
        this.reaper = reaper;
    }

    /** What there is of an engine. */
    public sealed interface Found {
        /** One that answers. */
        record Answers(Engine engine, String version) implements Found {}

        /** None, and why. */
        record Nothing(String why) implements Found {}
    }

    /** Looks for the engine, and removes what processes that are gone have left in it. */
    public static Found find(ProcessRunner runner) throws IOException, InterruptedException {
        Outcome asked = runner.run(Command.of("docker", "version", "--format", "{{.Server.Version}}")
                .within(ANSWER_LIMIT));
        if (!asked.succeeded()) {
            return new Found.Nothing("no container engine: docker "
                    + (asked.timedOut() ? "does not answer" : "says: " + lastLine(asked)));
        }
        Reaper.sweep(runner);
        return new Found.Answers(new Engine(runner, Reaper.start(runner)), lastLine(asked));
    }

    private static String lastLine(Outcome outcome) {
        return outcome.output().isEmpty()
                ? "exit status " + outcome.status()
                : outcome.output().get(outcome.output().size() - 1);
    }

    /** The label by which containers of this process are told from others, as Docker wants it: key and value. */
    public Map<String, String> label() {
        return Map.of(Sandbox.LABEL, reaper.label());
    }

    /** Starts a program in a container and returns at once. */
    public Contained start(Sandbox sandbox, Command command) throws IOException {
        String name = PREFIX + UUID.randomUUID();
        RunningProcess process = runner.start(wrapped(sandbox, name, command));
        return new Contained(name, sandbox, process, runner);
    }

    /** Runs a program in a container to its end. */
    public Outcome run(Sandbox sandbox, Command command) throws IOException, InterruptedException {
        try (Contained running = start(sandbox, command)) {
            return running.await();
        }
    }

    private Command wrapped(Sandbox sandbox, String name, Command command) {
        List<String> argv = new ArrayList<>(sandbox.arguments(name, reaper.label(), command.environment()));
        argv.addAll(command.argv());
        return new Command(argv, Optional.empty(), Map.of(), command.limit(), Optional.empty(), command.lines(), false);
    }

    /** Whether there is an image of this name. */
    public boolean has(String image) throws IOException, InterruptedException {
        return runner.run(Command.of("docker", "image", "inspect", "--format", "{{.Id}}", image))
                .succeeded();
    }

    /** Asks the registry, if there is one in reach, for an image. */
    public boolean pull(String image) throws IOException, InterruptedException {
        return runner.run(Command.of("docker", "pull", "--quiet", image).within(IMAGE_LIMIT))
                .succeeded();
    }

    /** Makes an image of the files in an archive. */
    public void importArchive(Path tar, String image) throws IOException, InterruptedException {
        image("import", tar.toString(), image);
    }

    /** Writes an image to a file. */
    public void save(String image, Path tar) throws IOException, InterruptedException {
        image("save", "--output", tar.toString(), image);
    }

    /** Reads an image from a file that {@link #save} wrote. */
    public void load(Path tar) throws IOException, InterruptedException {
        image("load", "--quiet", "--input", tar.toString());
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
        runner.run(Command.of(argv).with("DOCKER_BUILDKIT", "0").within(IMAGE_LIMIT))
                .orThrow();
    }

    private void image(String... arguments) throws IOException, InterruptedException {
        List<String> argv = new ArrayList<>(List.of("docker"));
        argv.addAll(List.of(arguments));
        runner.run(Command.of(argv).within(IMAGE_LIMIT)).orThrow();
    }
}
