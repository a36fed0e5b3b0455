// SPDX-License-Identifier: Apache-2.0
package org.vc4lab.build;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vc4lab.build.emulator.Emulator;
import org.vc4lab.build.emulator.EmulatorBuilder;
import org.vc4lab.build.emulator.EmulatorVariant;
import org.vc4lab.build.host.BuildContext;
import org.vc4lab.build.host.BuildContext.Toolchain;
import org.vc4lab.build.host.BuildEnvironment;
import org.vc4lab.build.host.ContainerImages;
import org.vc4lab.build.host.HostPackages;
import org.vc4lab.build.kernel.CompilerChoice;
import org.vc4lab.build.kernel.Kernel;
import org.vc4lab.build.kernel.KernelBuild;
import org.vc4lab.build.kernel.KernelBuilder;
import org.vc4lab.build.kernel.KernelConfigRepository;
import org.vc4lab.build.kernel.KernelSpec;
import org.vc4lab.build.kernel.KernelTwin;
import org.vc4lab.build.rootfs.GuestAdditions;
import org.vc4lab.build.rootfs.Rootfs;
import org.vc4lab.build.rootfs.RootfsBuilder;
import org.vc4lab.build.store.Progress;
import org.vc4lab.build.store.RemoteCache;
import org.vc4lab.build.store.SourceUnpacker;
import org.vc4lab.build.store.Store;
import org.vc4lab.build.store.Store.StoreMissException;
import org.vc4lab.container.Confiner;
import org.vc4lab.container.DockerImage;
import org.vc4lab.container.Isolation;
import org.vc4lab.exec.ProcessRunner;
import org.vc4lab.patch.PatchResult;
import org.vc4lab.patch.Series;
import org.vc4lab.source.PinnedFileRepository;

/**
 * Builds emulators, kernels and root file systems, or takes them from the store. It is safe for use by several threads
 * and processes: what several of them need is built once.
 */
public final class BuildService implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BuildService.class.getName());

    private final BuildContext context;
    private final Optional<ContainerImages> images;
    private final KernelConfigRepository configRepository;
    private final EmulatorBuilder emulatorBuilder;
    private final KernelBuilder kernelBuilder;
    private final KernelBuilder twinBuilder;

    private BuildService(
            BuildContext context, Optional<ContainerImages> images, KernelConfigRepository configRepository) {
        this.context = context;
        this.images = images;
        this.configRepository = configRepository;
        this.emulatorBuilder = new EmulatorBuilder(EmulatorVariant.RELEASE, context);
        this.kernelBuilder = new KernelBuilder(context, configRepository);
        this.twinBuilder = KernelBuilder.ofTwins(context, configRepository);
    }

    /**
     * Opens the user's store and evicts what exceeds its size limit.
     *
     * @param home the folder of the project
     * @param isolation of compilers, and of the machines that {@link #confiner} is for
     */
    public static BuildService open(
            Path home, Map<String, String> environment, ProcessRunner runner, Progress progress, Isolation isolation)
            throws IOException, InterruptedException {
        return open(home, environment, runner, progress, isolation, Optional.empty());
    }

    /** The same with another compiler. */
    public static BuildService open(
            Path home,
            Map<String, String> environment,
            ProcessRunner runner,
            Progress progress,
            Isolation isolation,
            Optional<CompilerChoice> compiler)
            throws IOException, InterruptedException {
        Path root = Store.location(environment);
        if (!root.toString().matches("[^\\s:'\"$]*")) {
            throw new IOException("the kernel's make cannot work in a folder with such a name: " + root + "; set "
                    + Store.VARIABLE + " to a folder without spaces, colons and quotes in its path");
        }
        long limit = Store.sizeLimit(environment);
        Store store = Store.open(root, progress, RemoteCache.of(environment, progress));
        try {
            List<Path> deleted = store.evictUnusedHourly(limit);
            if (!deleted.isEmpty()) {
                progress.note("deleted the " + deleted.size() + " longest unused of the store, which may take "
                        + (limit >> 30) + " GiB (" + Store.LIMIT_VARIABLE + ")");
            }
            return create(home, environment, runner, progress, store, isolation, compiler);
        } catch (IOException | InterruptedException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    /** Builds nothing: throws {@link StoreMissException} for what is not in the store. */
    public static BuildService openReadOnly(Path home, Map<String, String> environment, ProcessRunner runner)
            throws IOException, InterruptedException {
        Store store = Store.openReadOnly(Store.location(environment));
        try {
            return create(home, environment, runner, Progress.silent(), store, Isolation.NONE, Optional.empty());
        } catch (IOException | RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    private static BuildService create(
            Path home,
            Map<String, String> environment,
            ProcessRunner runner,
            Progress progress,
            Store store,
            Isolation isolation,
            Optional<CompilerChoice> compiler)
            throws IOException {
        LOG.log(System.Logger.Level.DEBUG, "isolation: {0}", isolation);
        Optional<ContainerImages> images = isolation instanceof Isolation.InContainers containers
                ? Optional.of(new ContainerImages(home, environment, store, runner, progress, containers.engine()))
                : Optional.empty();
        BuildEnvironment buildEnvironment = buildEnvironment(isolation, images, runner);
        PinnedFileRepository pinnedFiles =
                new PinnedFileRepository(environment, runner, store.sourceFolder(), store.createTempFolder());
        SourceUnpacker unpacker = new SourceUnpacker(store, pinnedFiles, runner, progress);
        Toolchain toolchain = new Toolchain(buildEnvironment, store);
        return new BuildService(
                new BuildContext(home, store, runner, progress, buildEnvironment, unpacker, toolchain),
                images,
                new KernelConfigRepository(home, compiler));
    }

    private static BuildEnvironment buildEnvironment(
            Isolation isolation, Optional<ContainerImages> images, ProcessRunner runner) {
        if (isolation instanceof Isolation.InContainers containers) {
            return new BuildEnvironment.ContainerBuildEnvironment(containers.engine(), images.orElseThrow());
        }
        return isolation instanceof Isolation.InSandbox inSandbox
                ? new BuildEnvironment.SandboxBuildEnvironment(inSandbox.sandbox())
                : new BuildEnvironment.HostBuildEnvironment(runner);
    }

    /**
     * The packages that building and running kernels needs on this host.
     *
     * @param configs of kernel-configs/configs.yaml
     */
    public static HostPackages hostPackages(Path home, List<String> configs, ProcessRunner runner, Progress progress)
            throws IOException {
        KernelConfigRepository configRepository = new KernelConfigRepository(home);
        HostPackages packages = new HostPackages(home, runner, progress);
        for (String config : configs) {
            KernelConfigRepository.Config buildConfig = configRepository.findConfig(config);
            packages = packages.withToolchain(buildConfig.architecture())
                    .withPackages(buildConfig.packages().orElse(List.of()));
        }
        return packages;
    }

    /** Closed together with this service. */
    public Store store() {
        return context.store();
    }

    /** For tests that build more than this service does. */
    BuildContext context() {
        return context;
    }

    /** Where compilers run, and programs that read what they built. */
    public BuildEnvironment environment() {
        return context.environment();
    }

    /** What confines machines; empty if nothing does. */
    public Optional<Confiner> confiner() throws IOException, InterruptedException {
        if (context.environment() instanceof BuildEnvironment.SandboxBuildEnvironment inSandbox) {
            return Optional.of(inSandbox.sandbox());
        }
        return images.isPresent()
                ? Optional.of(
                        new DockerImage(images.get().engine(), images.get().labImage()))
                : Optional.empty();
    }

    /** The functions of kernels that the emulator's witness watches. */
    public Path watchList() {
        return configRepository.watchList();
    }

    public Emulator buildEmulator() throws IOException, InterruptedException {
        return emulatorBuilder.build();
    }

    public KernelBuild buildKernel(KernelSpec spec) throws IOException, InterruptedException {
        return kernelBuilder.build(spec);
    }

    /**
     * Builds a kernel once more, with all debug information.
     *
     * @param kernel that was built of the same
     */
    public KernelTwin buildTwin(KernelSpec spec, Kernel kernel) throws IOException, InterruptedException {
        return KernelTwin.of(kernel, twinBuilder.build(spec));
    }

    /**
     * Checks how the patches of a series apply.
     *
     * @param below the kernel whose sources they apply to
     * @return one result for each patch of the series; or only the patch below that does not apply
     */
    public List<PatchResult> checkPatches(KernelSpec below, Series series) throws IOException, InterruptedException {
        return kernelBuilder.checkPatches(below, series);
    }

    /**
     * The root file system for the kernels of a configuration.
     *
     * @param config of kernel-configs/configs.yaml
     * @param additions of the case
     */
    public Rootfs buildRootfs(String config, GuestAdditions additions) throws IOException, InterruptedException {
        return new RootfsBuilder(context)
                .build(configRepository.findConfig(config).userland(), additions);
    }

    @Override
    public void close() throws IOException {
        context.store().close();
    }
}
