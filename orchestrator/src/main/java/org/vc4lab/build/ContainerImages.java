// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/**
 * The images that containers are made of. Each is named after all that it is made from, and kept in the store beside,
 * so that an engine that has lost it, or never had it, reads it in seconds.
 */
public final class ContainerImages {
    /** The environment variable that names the image on which ours are built. */
    public static final String VARIABLE = "VC4LAB_BASE_IMAGE";

    /** To be counted up where a change in here, or a newer state of the archive, shall make new images. */
    private static final String RECIPE = "1";

    private static final String OFFICIAL = "debian:bookworm";
    private static final String NAME = "vc4lab";
    private static final String TAR = "image.tar";
    private static final String SCRIPT = "ci/base-image";
    private static final String FOLDER = "qemu-images/container";
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private final Path home;
    private final Store store;
    private final ProcessRunner runner;
    private final Progress progress;
    private final Engine engine;
    private final String told;

    ContainerImages(
            Path home,
            Map<String, String> environment,
            Store store,
            ProcessRunner runner,
            Progress progress,
            Engine engine) {
        this.home = home;
        this.store = store;
        this.runner = runner;
        this.progress = progress;
        this.engine = engine;
        this.told = environment.getOrDefault(VARIABLE, "");
    }

    /** What an image is made of. */
    private record Plan(String target, Key key, Map<String, String> arguments) {
        String name() {
            return NAME + "-" + target + ":" + key.id();
        }
    }

    /** The image that runs trials, by its name; the engine has it then. */
    public String lab() throws IOException, InterruptedException {
        return obtain(plan("lab", new Key(), Map.of()));
    }

    /** The image that builds emulator and kernels, by its name; the engine has it then. */
    String toolchain() throws IOException, InterruptedException {
        return obtain(toolchainPlan());
    }

    /** The name of that image, whether the engine has it or not. */
    String toolchainName() throws IOException {
        return toolchainPlan().name();
    }

    private Plan toolchainPlan() throws IOException {
        String packages = String.join(" ", new HostPackages(home, runner, progress).all());
        return plan("toolchain", new Key().plain("packages", packages), Map.of("PACKAGES", packages));
    }

    private Plan plan(String target, Key parts, Map<String, String> arguments) throws IOException {
        return new Plan(
                target,
                parts.plain("recipe", RECIPE)
                        .plain("target", target)
                        .plain("told", told)
                        .files("dockerfile", home.resolve(FOLDER))
                        .files("base", home.resolve(SCRIPT)),
                arguments);
    }

    private String obtain(Plan plan) throws IOException, InterruptedException {
        if (engine.has(plan.name())) {
            return plan.name();
        }
        Path kept = store.<IOException>obtain("image", plan.key(), folder -> make(plan, folder));
        if (!engine.has(plan.name())) {
            engine.load(kept.resolve(TAR));
        }
        return plan.name();
    }

    private void make(Plan plan, Path folder) throws IOException, InterruptedException {
        try (Progress.Task task = progress.start("container image " + plan.target(), 0)) {
            task.reached(0, 0);
            Map<String, String> arguments = new LinkedHashMap<>(plan.arguments());
            arguments.put("BASE", base());
            engine.build(home.resolve(FOLDER), plan.target(), arguments, plan.name());
            engine.save(plan.name(), folder.resolve(TAR));
        }
    }

    /** Debian's own image where a registry is in reach, else one that is made of its packages. */
    private String base() throws IOException, InterruptedException {
        if (!told.isEmpty()) {
            return told;
        }
        if (engine.has(OFFICIAL) || engine.pull(OFFICIAL)) {
            return OFFICIAL;
        }
        Key key = new Key().plain("recipe", RECIPE).files("script", home.resolve(SCRIPT));
        String name = NAME + "-base:" + key.id();
        Path kept = store.<IOException>obtain("image", key, folder -> runner.run(Command.of(
                                home.resolve(SCRIPT).toString(),
                                folder.resolve(TAR).toString())
                        .within(LIMIT))
                .orThrow());
        if (!engine.has(name)) {
            engine.importArchive(kept.resolve(TAR), name);
        }
        return name;
    }
}
