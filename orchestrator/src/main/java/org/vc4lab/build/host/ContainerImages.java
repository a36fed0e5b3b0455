// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vc4lab.build.store.CacheKey;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.Store;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.Command;
import org.vc4lab.exec.ProcessRunner;

/**
 * The images of the lab's containers. The name of an image contains the hash of all its inputs. The store keeps a copy,
 * which Docker loads in seconds if it does not have the image.
 *
 * @param home the folder of the project
 */
public record ContainerImages(
        Path home,
        Map<String, String> environment,
        Store store,
        ProcessRunner runner,
        Progress progress,
        DockerEngine engine) {
    /** The environment variable that names the base image. */
    public static final String VARIABLE = "VC4LAB_BASE_IMAGE";

    /** Increment it if the code here changes the images, or to build them from a newer state of the archive. */
    private static final String CACHE_VERSION = "1";

    /** By digest: a tag says only who may change it. */
    private static final String OFFICIAL =
            "debian:bookworm@sha256:8a8cd02c5912770b4980228a54d4aff9e4f986f1eb2525d2d371dec5232cefcc";

    private static final String NAME = "vc4lab";
    private static final String TAR = "image.tar";
    private static final String SCRIPT = "ci/base-image";
    private static final String FOLDER = "qemu-images/container";
    private static final Duration LIMIT = Duration.ofMinutes(20);

    /** The inputs of an image. */
    private record ImageSpec(String target, CacheKey key, Map<String, String> arguments) {
        String name() {
            return NAME + "-" + target + ":" + key.id();
        }
    }

    /** The name of the image that runs trials, which Docker then has. */
    public String labImage() throws IOException, InterruptedException {
        return getOrBuild(createSpec("lab", new CacheKey(), Map.of()));
    }

    /** The name of the image that builds emulator and kernels, which Docker then has. */
    String toolchainImage() throws IOException, InterruptedException {
        return getOrBuild(toolchainSpec());
    }

    /** The name of that image, whether Docker has it or not. */
    String toolchainImageName() throws IOException {
        return toolchainSpec().name();
    }

    private ImageSpec toolchainSpec() throws IOException {
        String packages = String.join(" ", new HostPackages(home, runner, progress).listAll());
        return createSpec("toolchain", new CacheKey().addValue("packages", packages), Map.of("PACKAGES", packages));
    }

    private ImageSpec createSpec(String target, CacheKey parts, Map<String, String> arguments) throws IOException {
        return new ImageSpec(
                target,
                parts.addValue("recipe", CACHE_VERSION)
                        .addValue("target", target)
                        .addValue("base-image", configuredBaseImage().isEmpty() ? OFFICIAL : configuredBaseImage())
                        .addFiles("dockerfile", home.resolve(FOLDER))
                        .addFiles("base", home.resolve(SCRIPT)),
                arguments);
    }

    private String getOrBuild(ImageSpec imageSpec) throws IOException, InterruptedException {
        if (engine.hasImage(imageSpec.name())) {
            return imageSpec.name();
        }
        Path entry = store.<IOException>getOrBuild("image", imageSpec.key(), folder -> build(imageSpec, folder));
        if (!engine.hasImage(imageSpec.name())) {
            engine.load(entry.resolve(TAR));
        }
        return imageSpec.name();
    }

    private void build(ImageSpec imageSpec, Path folder) throws IOException, InterruptedException {
        try (Progress.ProgressTask task = progress.start("container image " + imageSpec.target(), 0)) {
            task.update(0, 0);
            Map<String, String> arguments = new LinkedHashMap<>(imageSpec.arguments());
            arguments.put("BASE", findBaseImage());
            engine.build(home.resolve(FOLDER), imageSpec.target(), arguments, imageSpec.name());
            engine.save(imageSpec.name(), folder.resolve(TAR));
        }
    }

    private String configuredBaseImage() {
        return environment.getOrDefault(VARIABLE, "");
    }

    /** Debian's own image if a registry is reachable, otherwise one that is built from Debian's packages. */
    private String findBaseImage() throws IOException, InterruptedException {
        if (!configuredBaseImage().isEmpty()) {
            return configuredBaseImage();
        }
        if (engine.hasImage(OFFICIAL) || engine.pull(OFFICIAL)) {
            return OFFICIAL;
        }
        CacheKey key = new CacheKey().addValue("recipe", CACHE_VERSION).addFiles("script", home.resolve(SCRIPT));
        String name = NAME + "-base:" + key.id();
        Path entry = store.<IOException>getOrBuild("image", key, folder -> runner.run(Command.of(
                                home.resolve(SCRIPT).toString(),
                                folder.resolve(TAR).toString())
                        .timeout(LIMIT))
                .orThrow());
        if (!engine.hasImage(name)) {
            engine.importArchive(entry.resolve(TAR), name);
        }
        return name;
    }
}
