// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.vc4lab.source.Pinned;
import org.vc4lab.source.Yaml;

/** Which kernels can be built, and how: the data in kernel-configs/. */
final class KernelCatalogue {
    private final Path folder;

    /** @param home the folder of the project */
    KernelCatalogue(Path home) {
        this.folder = home.resolve("kernel-configs");
    }

    /**
     * One pinned kernel.
     *
     * @param tree the one folder that the tarball holds
     * @param architectures those that it can be built for here
     */
    record Release(String version, String pool, String sha256, String tree, List<String> architectures) {
        Pinned tarball() {
            return new Pinned(pool, sha256);
        }
    }

    private record LockFile(List<Release> kernels) {}

    /**
     * One kernel configuration.
     *
     * @param architecture as the kernel's ARCH
     * @param userland the Debian architecture of the programs that run on it
     * @param checks names of the violations that such a kernel has to report
     * @param image the make target that is booted
     * @param deviceTree the make target of the machine's device tree, below the object folder
     * @param fragments names of fragment files, in order
     */
    record Config(
            String architecture,
            String userland,
            List<String> checks,
            String crossCompile,
            String image,
            String deviceTree,
            List<String> fragments) {}

    private record ConfigFile(Map<String, Config> configs) {}

    /** How a kernel is configured and built, whichever it is. */
    record Recipe(String configName, Config config, List<Path> fragments) {}

    Recipe recipe(String name) throws IOException {
        Config config = config(name);
        List<Path> fragments = config.fragments().stream()
                .map(fragment -> folder.resolve(fragment + ".config"))
                .toList();
        return new Recipe(name, config, fragments);
    }

    /** A release that can be built with this configuration. */
    Release release(String version, Recipe recipe) throws IOException {
        Release release = release(version);
        String architecture = recipe.config().architecture();
        if (!release.architectures().contains(architecture)) {
            throw new IOException("kernel " + version + " is for " + release.architectures() + ", configuration "
                    + recipe.configName() + " for " + architecture);
        }
        return release;
    }

    private Release release(String version) throws IOException {
        Path file = folder.resolve("kernels.lock.yaml");
        List<Release> kernels = Yaml.read(file, LockFile.class).kernels();
        return kernels.stream()
                .filter(kernel -> kernel.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new IOException("no kernel " + version + " in " + file + "; there are: "
                        + kernels.stream().map(Release::version).toList()));
    }

    Config config(String name) throws IOException {
        Path file = folder.resolve("configs.yaml");
        Map<String, Config> configs = Yaml.read(file, ConfigFile.class).configs();
        Config config = configs.get(name);
        if (config == null) {
            throw new IOException("no configuration " + name + " in " + file + "; there are: " + configs.keySet());
        }
        return config;
    }
}
