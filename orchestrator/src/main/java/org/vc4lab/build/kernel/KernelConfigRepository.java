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
    static final String LOCK_FILE = "kernels.lock.yaml";

    /** Leaves types and variables out of the debug information. */
    private static final String REDUCED = "debug-info-reduced";

    private final Optional<CompilerChoice> choice;
    private final boolean hasFullDebugInfo;
    private final Path home;
    private final Path folder;
    private final Path lockFile;
    private final Path configFile;

    /** @param home the folder of the project */
    public KernelConfigRepository(Path home) {
        this(home, Optional.empty());
    }

    /**
     * With another compiler.
     *
     * @param choice empty for the compiler of each configuration
     */
    public KernelConfigRepository(Path home, Optional<CompilerChoice> choice) {
        this(home, choice, false);
    }

    private KernelConfigRepository(Path home, Optional<CompilerChoice> choice, boolean hasFullDebugInfo) {
        this.choice = choice;
        this.hasFullDebugInfo = hasFullDebugInfo;
        this.home = home;
        this.folder = home.resolve("kernel-configs");
        this.lockFile = folder.resolve(LOCK_FILE);
        this.configFile = folder.resolve("configs.yaml");
    }

    /** The same configurations with all debug information, which leaves the kernels' code as it is. */
    KernelConfigRepository withFullDebugInfo() {
        return new KernelConfigRepository(home, choice, true);
    }

    /**
     * A kernel that is pinned or could be.
     *
     * @param version in full, such as "6.1.176"
     * @param pool its path below the root of an archive
     * @param tree the one folder that the tarball holds
     * @param architectures as the kernel's ARCH: those that it can be built for here
     * @param compilers prefixes of those that its tree needs, of the list in configs.yaml; empty if it needs none
     */
    public record PinnedRelease(
            @JsonProperty("version") String version,
            @JsonProperty("pool") String pool,
            @JsonProperty("sha256") String sha256,
            @JsonProperty("tree") String tree,
            @JsonProperty("architectures") List<String> architectures,
            @JsonProperty("compilers") Optional<List<String>> compilers) {
        PinnedFile tarball() {
            return new PinnedFile(pool, sha256);
        }

        PinnedRelease withCompilers(List<String> prefixes) {
            return new PinnedRelease(version, pool, sha256, tree, architectures, Optional.of(prefixes));
        }

        /** Its lines in the lock file. */
        public List<String> toYamlLines() {
            return Stream.concat(
                            Stream.of(
                                    "  - version: " + version,
                                    "    pool: " + pool,
                                    "    sha256: " + sha256,
                                    "    tree: " + tree,
                                    "    architectures: [" + String.join(", ", architectures) + "]"),
                            compilers.map(prefixes -> "    compilers: [" + String.join(", ", prefixes) + "]").stream())
                    .toList();
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
        Config withCompiler(String prefix, boolean isLlvm) {
            return new Config(
                    kernels,
                    architecture,
                    userland,
                    checks,
                    Optional.empty(),
                    Optional.of(isLlvm),
                    prefix,
                    image,
                    deviceTrees,
                    fragments);
        }

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

    /**
     * The file with the configurations.
     *
     * @param ranges of fragments that are not for all kernels
     * @param compilers that some trees need
     */
    record ConfigFile(
            @JsonProperty("ranges") Map<String, KernelRange> ranges,
            @JsonProperty("compilers") Optional<List<TreeCompiler>> compilers,
            @JsonProperty("configs") Map<String, Config> configs) {}

    /**
     * How a kernel is configured and built, whichever it is.
     *
     * @param hasFullDebugInfo whether the debug information names types and variables
     * @param notes why it is not built as others of the configuration
     */
    record BuildConfig(
            String configName,
            Config config,
            String deviceTree,
            List<Path> fragments,
            boolean hasFullDebugInfo,
            List<String> notes) {
        /** The same with another compiler, which has object folders of its own. */
        BuildConfig withCompiler(Config other, String note) {
            String folder = configName + "-" + other.compiler().replace('/', '-');
            return new BuildConfig(folder, other, deviceTree, fragments, hasFullDebugInfo, List.of(note));
        }
    }

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
                .filter(fragment -> !hasFullDebugInfo || !fragment.equals(REDUCED))
                .map(fragment -> folder.resolve(fragment + ".config"));
        BuildConfig defaultBuild = new BuildConfig(
                hasFullDebugInfo ? name + "-twin" : name,
                config,
                findDeviceTree(name, config, version),
                Stream.concat(fragments, overrides.stream()).toList(),
                hasFullDebugInfo,
                List.of());
        return choice.map(named -> defaultBuild.withCompiler(named.applyTo(config), named.note(named.applyTo(config))))
                .orElse(defaultBuild);
    }

    private static String findDeviceTree(String name, Config config, KernelVersion version) throws IOException {
        return config.deviceTrees().entrySet().stream()
                .filter(entry -> KernelRange.of(entry.getKey()).contains(version))
                .findFirst()
                .map(Map.Entry::getValue)
                .orElseThrow(
                        () -> new IOException("configuration " + name + " has no device tree for kernels " + version));
    }

    Optional<PinnedRelease> findPinned(String version) throws IOException {
        return releases().stream()
                .filter(kernel -> kernel.version().equals(version))
                .findFirst();
    }

    /** @throws IOException if the release cannot be built with this configuration */
    void requireArchitecture(PinnedRelease release, String configName) throws IOException {
        String architecture = findConfig(configName).architecture();
        if (!release.architectures().contains(architecture)) {
            throw new IOException("kernel " + release.version() + " is for " + release.architectures()
                    + ", configuration " + configName + " for " + architecture);
        }
    }

    /** All that are pinned, in the order of the lock file. */
    public List<PinnedRelease> releases() throws IOException {
        return readLockFile().kernels();
    }

    Path lockFile() {
        return lockFile;
    }

    public Path watchList() {
        return folder.resolve("witness.yaml");
    }

    KernelLockFile readLockFile() throws IOException {
        return Yaml.read(lockFile, KernelLockFile.class);
    }

    /** The compiler that the user named. */
    Optional<CompilerChoice> choice() {
        return choice;
    }

    public Config findConfig(String name) throws IOException {
        Map<String, Config> configs = readConfigFile().configs();
        return Optional.ofNullable(configs.get(name))
                .orElseThrow(() -> new IOException(
                        ValidValues.describe("no configuration " + name + " in " + configFile, configs.keySet())));
    }

    /** Compilers that only some trees need. */
    public List<TreeCompiler> treeCompilers() throws IOException {
        return readConfigFile().compilers().orElse(List.of());
    }

    ConfigFile readConfigFile() throws IOException {
        return Yaml.read(configFile, ConfigFile.class);
    }
}
