// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
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
    record Release(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("tree") String tree,
            @JsonProperty("architectures") List<String> architectures) {
        Pinned tarball() {
            return new Pinned(pool, sha256);
        }
    }

    /** @param suites of Debian in which new ones are looked for */
    record LockFile(@JsonProperty("suites") List<String> suites, @JsonProperty("kernels") List<Release> kernels) {}

    /**
     * One kernel configuration.
     *
     * @param kernels those that can have it
     * @param architecture as the kernel's ARCH
     * @param userland the Debian architecture of the programs that run on it
     * @param checks names of the violations that such a kernel has to report
     * @param image the make target that is booted
     * @param deviceTrees the make target of the machine's device tree, below the object folder, by ranges of kernels
     * @param fragments names of fragment files, in order; those of other kernels are passed over
     */
    record Config(
            @JsonProperty("kernels") KernelRange kernels,
            @JsonProperty("architecture") String architecture,
            @JsonProperty("userland") String userland,
            @JsonProperty("checks") List<String> checks,
            @JsonProperty("crossCompile") String crossCompile,
            @JsonProperty("image") String image,
            @JsonProperty("deviceTrees") Map<String, String> deviceTrees,
            @JsonProperty("fragments") List<String> fragments) {}

    /** @param ranges of fragments that are not for all kernels */
    private record ConfigFile(
            @JsonProperty("ranges") Map<String, KernelRange> ranges,
            @JsonProperty("configs") Map<String, Config> configs) {}

    /** How a kernel is configured and built, whichever it is. */
    record Recipe(String configName, Config config, String deviceTree, List<Path> fragments) {
        /** With more fragments laid over it. */
        Recipe plus(List<Path> more) {
            return new Recipe(
                    configName,
                    config,
                    deviceTree,
                    Stream.concat(fragments.stream(), more.stream()).toList());
        }
    }

    /**
     * The recipe of a configuration for a kernel.
     *
     * @throws IOException where that kernel cannot have it
     */
    Recipe recipe(String name, KernelVersion version) throws IOException {
        ConfigFile file = file();
        Config config = config(name);
        if (!config.kernels().contains(version)) {
            throw new IOException(
                    "configuration " + name + " is for kernels " + config.kernels() + ", not for " + version);
        }
        List<Path> fragments = config.fragments().stream()
                .filter(fragment ->
                        file.ranges().getOrDefault(fragment, KernelRange.ALL).contains(version))
                .map(fragment -> folder.resolve(fragment + ".config"))
                .toList();
        return new Recipe(name, config, deviceTree(name, config, version), fragments);
    }

    private static String deviceTree(String name, Config config, KernelVersion version) throws IOException {
        for (Map.Entry<String, String> one : config.deviceTrees().entrySet()) {
            if (KernelRange.of(one.getKey()).contains(version)) {
                return one.getValue();
            }
        }
        throw new IOException("configuration " + name + " has no device tree for kernels " + version);
    }

    /** A release that can be built with this configuration. */
    Release release(String version, String configName) throws IOException {
        Release release = release(version);
        String architecture = config(configName).architecture();
        if (!release.architectures().contains(architecture)) {
            throw new IOException("kernel " + version + " is for " + release.architectures() + ", configuration "
                    + configName + " for " + architecture);
        }
        return release;
    }

    private Release release(String version) throws IOException {
        List<Release> kernels = releases();
        return kernels.stream()
                .filter(kernel -> kernel.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new IOException("no kernel " + version + " in " + lockFile() + "; there are: "
                        + kernels.stream().map(Release::version).toList()));
    }

    /** All that are pinned, in the order of the lock file. */
    List<Release> releases() throws IOException {
        return lock().kernels();
    }

    LockFile lock() throws IOException {
        return Yaml.read(lockFile(), LockFile.class);
    }

    private Path lockFile() {
        return folder.resolve("kernels.lock.yaml");
    }

    Set<String> configNames() throws IOException {
        return file().configs().keySet();
    }

    Config config(String name) throws IOException {
        Map<String, Config> configs = file().configs();
        Config config = configs.get(name);
        if (config == null) {
            throw new IOException(
                    "no configuration " + name + " in " + configFile() + "; there are: " + configs.keySet());
        }
        return config;
    }

    private ConfigFile file() throws IOException {
        return Yaml.read(configFile(), ConfigFile.class);
    }

    private Path configFile() {
        return folder.resolve("configs.yaml");
    }
}
