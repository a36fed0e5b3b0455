// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.emulator.EmulatorBuilder;
import org.vc4lab.build.emulator.EmulatorVariant;
import org.vc4lab.build.emulator.Qtest;
import org.vc4lab.build.emulator.QtestResult;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.host.ContainerImages;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.host.Toolchain;
import org.vc4lab.build.kernel.CompilerWarning;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelBuilder;
import org.vc4lab.build.kernel.KernelConfigRepository;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.rootfs.RootfsBuilder;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.RemoteCache;
import org.vc4lab.build.store.SourceUnpacker;
import org.vc4lab.build.store.Store;
import org.vc4lab.build.store.StoreMissException;
import org.vc4lab.container.DockerEngine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;
import org.vc4lab.source.PinnedFileRepository;

/**
 * Where emulator, kernels and userland are built. Whatever was built before is taken from the store. Threads and
 * processes may ask at the same time; what several ask for is built once.
 */
public final class BuildService implements AutoCloseable {
    private final Store store;
    private final EmulatorBuilder emulators;
    private final EmulatorBuilder sanitizedEmulators;
    private final KernelBuilder kernels;
    private final RootfsBuilder userlands;
    private final KernelConfigRepository configRepository;
    private final Optional<ContainerImages> images;

    private BuildService(
            Path home,
            Map<String, String> environment,
            ProcessRunner runner,
            Progress progress,
            Store store,
            Optional<DockerEngine> engine)
            throws IOException {
        this.store = store;
        this.images = engine.map(
                dockerEngine -> new ContainerImages(home, environment, store, runner, progress, dockerEngine));
        BuildEnvironment buildEnvironment = engine.<BuildEnvironment>map(dockerEngine ->
                        new BuildEnvironment.ContainerBuildEnvironment(dockerEngine, images.orElseThrow()))
                .orElse(new BuildEnvironment.HostBuildEnvironment(runner));
        PinnedFileRepository pinnedFileRepository =
                new PinnedFileRepository(environment, runner, store.sourceFolder(), store.createTempFolder());
        SourceUnpacker unpacker = new SourceUnpacker(store, pinnedFileRepository, runner, progress);
        Toolchain toolchain = new Toolchain(buildEnvironment, store);
        this.emulators = new EmulatorBuilder(
                EmulatorVariant.RELEASE, home, store, runner, buildEnvironment, progress, unpacker, toolchain);
        this.sanitizedEmulators = new EmulatorBuilder(
                EmulatorVariant.SANITIZED, home, store, runner, buildEnvironment, progress, unpacker, toolchain);
        this.kernels = new KernelBuilder(home, store, runner, buildEnvironment, progress, unpacker, toolchain);
        this.userlands = new RootfsBuilder(home.resolve("qemu-images/rootfs"), store, unpacker, progress);
        this.configRepository = new KernelConfigRepository(home);
    }

    /**
     * Opens the workshop, and the store of this user, which is brought within its size.
     *
     * @param home the folder of the project
     */
    public static BuildService open(Path home, Map<String, String> environment, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        return open(home, environment, runner, progress, Optional.empty());
    }

    /**
     * The same, to build in containers where there is an engine.
     *
     * @param home the folder of the project
     */
    public static BuildService open(
            Path home,
            Map<String, String> environment,
            ProcessRunner runner,
            Progress progress,
            Optional<DockerEngine> engine)
            throws IOException, InterruptedException {
        Path root = Store.location(environment);
        if (!root.toString().matches("[^\\s:'\"$]*")) {
            throw new IOException("the kernel's make cannot work in a folder with such a name: " + root + "; set "
                    + Store.VARIABLE + " to a folder without spaces, colons and quotes in its path");
        }
        long limit = Store.sizeLimit(environment);
        Store store = Store.open(root, progress, RemoteCache.of(environment.getOrDefault(RemoteCache.VARIABLE, "")));
        try {
            List<Path> deleted = store.evictUnusedHourly(limit);
            if (!deleted.isEmpty()) {
                progress.note("deleted the " + deleted.size() + " longest unused of the store, which may take "
                        + (limit >> 30) + " GiB (" + Store.LIMIT_VARIABLE + ")");
            }
            return new BuildService(home, environment, runner, progress, store, engine);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    /** A workshop that only tells what is built: for anything else it throws {@link StoreMissException}. */
    public static BuildService openReadOnly(Path home, Map<String, String> environment, ProcessRunner runner)
            throws IOException, InterruptedException {
        Store store = Store.openReadOnly(Store.location(environment));
        try {
            return new BuildService(home, environment, runner, Progress.silent(), store, Optional.empty());
        } catch (IOException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    /**
     * What the lab needs that builds and runs kernels of one configuration.
     *
     * @param config of kernel-configs/configs.yaml
     */
    public static HostPackages hostPackages(Path home, String config, ProcessRunner runner, Progress progress)
            throws IOException {
        return hostPackages(home, List.of(config), runner, progress);
    }

    /**
     * The same of several configurations.
     *
     * @param configs of kernel-configs/configs.yaml
     */
    public static HostPackages hostPackages(Path home, List<String> configs, ProcessRunner runner, Progress progress)
            throws IOException {
        HostPackages packages = new HostPackages(home, runner, progress);
        for (String config : configs) {
            packages = packages.withToolchain(
                    new KernelConfigRepository(home).findConfig(config).architecture());
        }
        return packages;
    }

    /** The store, which the workshop closes. */
    public Store store() {
        return store;
    }

    /** An empty folder of this process, swept by the next one if this one is killed. */
    public Path createTempFolder() throws IOException {
        return store.createTempFolder();
    }

    /** The images of containers; none where the workshop was opened without an engine. */
    public Optional<ContainerImages> images() {
        return images;
    }

    public Emulator buildEmulator() throws IOException, InterruptedException {
        return emulators.build();
    }

    /** Builds and runs the tests of the emulator's models, and QEMU's own of the device that they replace. */
    public List<QtestResult> runEmulatorTests() throws IOException, InterruptedException {
        List<Qtest> tests = new ArrayList<>(emulators.sources().modelTests());
        tests.add(Qtest.of("tests/qtest/bcm2835-dma-test"));
        return emulators.runTests(tests, line -> {});
    }

    /** Builds an emulator with sanitizers and runs tests on it. */
    List<QtestResult> runSanitizedTests(List<Qtest> tests, Consumer<String> lines)
            throws IOException, InterruptedException {
        return sanitizedEmulators.runTests(tests, lines);
    }

    public KernelBuild buildKernel(KernelSpec spec) throws IOException, InterruptedException {
        return kernels.build(spec);
    }

    /** What the compiler warned of in all that a kernel is made of, where that is known. */
    public Optional<List<CompilerWarning>> readWarnings(Kernel kernel) throws IOException {
        return KernelBuilder.readWarnings(kernel);
    }

    /**
     * How the patches of a series fit, one after the other.
     *
     * @param below the kernel on whose sources they come
     * @return one for each patch of the series; or the one below it that does not apply, and no other
     */
    public List<PatchResult> checkPatches(KernelSpec below, Series series) throws IOException, InterruptedException {
        return kernels.checkPatches(below, series);
    }

    /**
     * The userland that runs on the kernels of a configuration.
     *
     * @param config of kernel-configs/configs.yaml
     */
    public Rootfs buildRootfs(String config) throws IOException, InterruptedException {
        return userlands.build(configRepository.findConfig(config).userland());
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
