// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build.kernel;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.vc4lab.exec.ValidValues;
import org.vc4lab.source.PinnedFile;
import org.vc4lab.source.Yaml;

/** Which kernels can be built, and how: the data in kernel-configs/. */
public final class KernelConfigRepository {
    private final Path folder;
    private final Path lockFile;
    private final Path configFile;

    /** @param home the folder of the project */
    public KernelConfigRepository(Path home) {
        this.folder = home.resolve("kernel-configs");
        this.lockFile = folder.resolve("kernels.lock.yaml");
        this.configFile = folder.resolve("configs.yaml");
    }

    /**
     * A kernel that is pinned or could be.
     *
     * @param version in full, such as "6.1.176"
     * @param pool its path below the root of an archive
     * @param tree the one folder that the tarball holds
     * @param architectures as the kernel's ARCH: those that it can be built for here
     */
    public record PinnedRelease(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("tree") String tree,
            @JsonProperty("architectures") List<String> architectures) {
        PinnedFile tarball() {
            return new PinnedFile(pool, sha256);
        }

        /** Its lines in the lock file. */
        public List<String> toYamlLines() {
            return List.of(
                    "  - version: " + version,
                    "    pool: " + pool,
                    "    sha256: " + sha256,
                    "    tree: " + tree,
                    "    architectures: [" + String.join(", ", architectures) + "]");
        }
    }

    /** @param suites of Debian in which new ones are looked for */
    record KernelLockFile(
            @JsonProperty("suites") List<String> suites, @JsonProperty("kernels") List<PinnedRelease> kernels) {}

    /**
     * One kernel configuration.
     *
     * @param kernels those that can have it
     * @param architecture as the kernel's ARCH
     * @param userland the Debian architecture of the programs that run on it
     * @param checks names of the violations that such a kernel has to report
     * @param packages of Debian, beside those of the architecture
     * @param llvm whether clang and LLVM's linker build it, instead of gcc and binutils
     * @param image the make target that is booted
     * @param deviceTrees the make target of the machine's device tree, below the object folder, by ranges of kernels
     * @param fragments names of fragment files, in order; those of other kernels are passed over
     */
    public record Config(
            @JsonProperty("kernels") KernelRange kernels,
            @JsonProperty("architecture") String architecture,
            @JsonProperty("userland") String userland,
            @JsonProperty("checks") List<String> checks,
            @JsonProperty("packages") Optional<List<String>> packages,
            @JsonProperty("llvm") Optional<Boolean> llvm,
            @JsonProperty("crossCompile") String crossCompile,
            @JsonProperty("image") String image,
            @JsonProperty("deviceTrees") Map<String, String> deviceTrees,
            @JsonProperty("fragments") List<String> fragments) {
        boolean usesLlvm() {
            return llvm.orElse(false);
        }

        String compiler() {
            return usesLlvm() ? "clang" : crossCompile + "gcc";
        }

        String linker() {
            return usesLlvm() ? "ld.lld" : crossCompile + "ld";
        }
    }

    /** @param ranges of fragments that are not for all kernels */
    record ConfigFile(
            @JsonProperty("ranges") Map<String, KernelRange> ranges,
            @JsonProperty("configs") Map<String, Config> configs) {}

    /** How a kernel is configured and built, whichever it is. */
    record BuildConfig(String configName, Config config, String deviceTree, List<Path> fragments) {}

    /**
     * The recipe of a configuration for a kernel.
     *
     * @param overrides fragments that are laid over those of the configuration
     * @throws IOException if that kernel cannot have it
     */
    BuildConfig findBuildConfig(String name, KernelVersion version, List<Path> overrides) throws IOException {
        ConfigFile file = readConfigFile();
        Config config = findConfig(name);
        if (!config.kernels().contains(version)) {
            throw new IOException(
                    "configuration " + name + " is for kernels " + config.kernels() + ", not for " + version);
        }
        Stream<Path> fragments = config.fragments().stream()
                .filter(fragment ->
                        file.ranges().getOrDefault(fragment, KernelRange.ALL).contains(version))
                .map(fragment -> folder.resolve(fragment + ".config"));
        return new BuildConfig(
                name,
                config,
                findDeviceTree(name, config, version),
                Stream.concat(fragments, overrides.stream()).toList());
    }

    private static String findDeviceTree(String name, Config config, KernelVersion version) throws IOException {
        return config.deviceTrees().entrySet().stream()
                .filter(entry -> KernelRange.of(entry.getKey()).contains(version))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElseThrow(
                        () -> new IOException("configuration " + name + " has no device tree for kernels " + version));
    }

    /** A release that can be built with this configuration. */
    PinnedRelease findRelease(String version, String configName) throws IOException {
        List<PinnedRelease> releases = releases();
        PinnedRelease release = releases.stream()
                .filter(kernel -> kernel.version().equals(version))
                .findFirst()
                .orElseThrow(() -> new IOException(ValidValues.describe(
                        "no kernel " + version + " in " + lockFile,
                        releases.stream().map(PinnedRelease::version).toList())));
        String architecture = findConfig(configName).architecture();
        if (!release.architectures().contains(architecture)) {
            throw new IOException("kernel " + version + " is for " + release.architectures() + ", configuration "
                    + configName + " for " + architecture);
        }
        return release;
    }

    /** All that are pinned, in the order of the lock file. */
    public List<PinnedRelease> releases() throws IOException {
        return readLockFile().kernels();
    }

    public Path watchList() {
        return folder.resolve("witness.yaml");
    }

    KernelLockFile readLockFile() throws IOException {
        return Yaml.read(lockFile, KernelLockFile.class);
    }

    public Config findConfig(String name) throws IOException {
        Map<String, Config> configs = readConfigFile().configs();
        return Optional.ofNullable(configs.get(name))
                .orElseThrow(() -> new IOException(
                        ValidValues.describe("no configuration " + name + " in " + configFile, configs.keySet())));
    }

    ConfigFile readConfigFile() throws IOException {
        return Yaml.read(configFile, ConfigFile.class);
    }
}
