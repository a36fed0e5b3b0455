// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.vc4lab.container.Engine;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.Fit;
import org.vc4lab.patch.Series;
import org.vc4lab.source.Sources;

/**
 * Where emulator, kernels and userland are built. Whatever was built before is taken from the store. Threads and
 * processes may ask at the same time; what several ask for is built once.
 */
public final class Workshop implements AutoCloseable {
    private final Store store;
    private final EmulatorBuilder emulators;
    private final EmulatorBuilder sanitizedEmulators;
    private final KernelBuilder kernels;
    private final RootfsBuilder userlands;
    private final KernelCatalogue catalogue;
    private final Optional<ContainerImages> images;

    private Workshop(
            Path home,
            Map<String, String> environment,
            ProcessRunner runner,
            Progress progress,
            Store store,
            Optional<Engine> engine)
            throws IOException {
        this.store = store;
        this.images = engine.map(answers -> new ContainerImages(home, environment, store, runner, progress, answers));
        Workbench bench = engine.<Workbench>map(answers -> new Workbench.InContainer(answers, images.orElseThrow()))
                .orElse(new Workbench.Host(runner));
        Sources sources = new Sources(environment, runner, store.sources(), store.temporary());
        Unpacker unpacker = new Unpacker(store, sources, runner, progress);
        Toolchain toolchain = new Toolchain(bench, store);
        this.emulators =
                new EmulatorBuilder(EmulatorKind.FAST, home, store, runner, bench, progress, unpacker, toolchain);
        this.sanitizedEmulators =
                new EmulatorBuilder(EmulatorKind.SANITIZED, home, store, runner, bench, progress, unpacker, toolchain);
        this.kernels = new KernelBuilder(home, store, runner, bench, progress, unpacker, toolchain);
        this.userlands = new RootfsBuilder(home.resolve("qemu-images/rootfs"), store, unpacker, progress);
        this.catalogue = new KernelCatalogue(home);
    }

    /**
     * Opens the workshop, and the store of this user, which is brought within its size.
     *
     * @param home the folder of the project
     */
    public static Workshop open(Path home, Map<String, String> environment, ProcessRunner runner, Progress progress)
            throws IOException, InterruptedException {
        return open(home, environment, runner, progress, Optional.empty());
    }

    /**
     * The same, to build in containers where there is an engine.
     *
     * @param home the folder of the project
     */
    public static Workshop open(
            Path home,
            Map<String, String> environment,
            ProcessRunner runner,
            Progress progress,
            Optional<Engine> engine)
            throws IOException, InterruptedException {
        Path root = Store.location(environment);
        if (!root.toString().matches("[^\\s:'\"$]*")) {
            throw new IOException("the kernel's make cannot work in a folder with such a name: " + root + "; set "
                    + Store.VARIABLE + " to a folder without spaces, colons and quotes in its path");
        }
        long limit = Store.limit(environment);
        Store store = Store.open(root, progress, Share.of(environment.getOrDefault(Share.VARIABLE, "")));
        try {
            List<Path> deleted = store.trimHourly(limit);
            if (!deleted.isEmpty()) {
                progress.note("deleted the " + deleted.size() + " longest unused of the store, which may take "
                        + (limit >> 30) + " GiB (" + Store.LIMIT_VARIABLE + ")");
            }
            return new Workshop(home, environment, runner, progress, store, engine);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    /** A workshop that only tells what is built: for anything else it throws {@link NotInStoreException}. */
    public static Workshop openAsItIs(Path home, Map<String, String> environment, ProcessRunner runner)
            throws IOException, InterruptedException {
        Store store = Store.openAsItIs(Store.location(environment));
        try {
            return new Workshop(home, environment, runner, Progress.silent(), store, Optional.empty());
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
                    new KernelCatalogue(home).config(config).architecture());
        }
        return packages;
    }

    /** The store, which the workshop closes. */
    public Store store() {
        return store;
    }

    /** An empty folder of this process, swept by the next one if this one is killed. */
    public Path temporary() throws IOException {
        return store.temporary();
    }

    /** The images of containers; none where the workshop was opened without an engine. */
    public Optional<ContainerImages> images() {
        return images;
    }

    public Emulator emulator() throws IOException, InterruptedException {
        return emulators.build();
    }

    /** Builds and runs the tests of the emulator's models, and QEMU's own of the device that they replace. */
    public List<QtestResult> emulatorTests() throws IOException, InterruptedException {
        List<Qtest> tests = new ArrayList<>(emulators.sources().modelTests());
        tests.add(Qtest.of("tests/qtest/bcm2835-dma-test"));
        return emulators.test(tests, line -> {});
    }

    /** Builds an emulator with sanitizers and runs tests on it. */
    List<QtestResult> sanitizedTests(List<Qtest> tests, Consumer<String> lines)
            throws IOException, InterruptedException {
        return sanitizedEmulators.test(tests, lines);
    }

    public KernelBuild kernel(KernelSpec spec) throws IOException, InterruptedException {
        return kernels.build(spec);
    }

    /** What the compiler warned of in all that a kernel is made of, where that is known. */
    public Optional<List<CompilerWarning>> warnings(Kernel kernel) throws IOException {
        return KernelBuilder.warnings(kernel);
    }

    /**
     * How the patches of a series fit, one after the other.
     *
     * @param below the kernel on whose sources they come
     * @return one for each patch of the series; or the one below it that does not apply, and no other
     */
    public List<Fit> fits(KernelSpec below, Series series) throws IOException, InterruptedException {
        return kernels.fits(below, series);
    }

    /**
     * The userland that runs on the kernels of a configuration.
     *
     * @param config of kernel-configs/configs.yaml
     */
    public Rootfs rootfs(String config) throws IOException, InterruptedException {
        return userlands.build(catalogue.config(config).userland());
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
